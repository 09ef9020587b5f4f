// What kind of move leads from one cell to another.

import { listed } from "./format.js";

/** @import { Place, WorldRows } from "../types.js" */

const MANY = 4; // so many names are said, more are counted

/**
 * @typedef {object} Move
 * @property {string} kind its name, with its article
 * @property {"existing data" | "produced data" | "measurement" | "both" | "none"} of what is moved
 * @property {string[]} removed
 * @property {string[]} added
 * @property {string[]} weighed objects that stay with another weight
 * @property {boolean} nested whether one of the training sets holds the other
 * @property {boolean} column whether another column is read
 */

/**
 * @param {WorldRows} rows
 * @param {Place} from
 * @param {Place} to
 * @param {ReadonlyMap<string, string>} standIns what stands in for what
 * @returns {Move}
 */
export function moveOf(rows, from, to, standIns) {
  /** @type {string[]} */
  const removed = [];
  /** @type {string[]} */
  const added = [];
  /** @type {string[]} */
  const weighed = [];
  for (const [member, name] of rows.members.entries()) {
    const [before, after] = [rows.weight(from.row, member), rows.weight(to.row, member)];
    if (before > 0 && after === 0) removed.push(name);
    else if (before === 0 && after > 0) added.push(name);
    else if (before !== after) weighed.push(name);
  }
  const column = from.column !== to.column;
  const produced = added.some((name) => standIns.has(name)) || removed.some((name) => standIns.has(name));
  const row = removed.length + added.length + weighed.length > 0;
  const of = row && column ? "both" : column ? "measurement" : !row ? "none" : produced ? "produced data" : "existing data";
  const name = rowMove(removed, added, weighed, standIns);
  const kind = of === "both" ? `${name} and a column move at once` : of === "measurement" ? "a column move" : of === "none" ? "no move" : name;
  return { kind, of, removed, added, weighed, nested: removed.length === 0 || added.length === 0, column };
}

/** @param {string[]} removed @param {string[]} added @param {string[]} weighed @param {ReadonlyMap<string, string>} standIns */
function rowMove(removed, added, weighed, standIns) {
  const [out, back] = [removed.length, added.length];
  if (weighed.length) return out + back ? "a reweighting with objects that come or go" : "a reweighting";
  if (out && !back) return out === 1 ? "a removal" : "a group removal";
  if (back && !out) return back === 1 ? "an addition" : "a group addition";
  if (out === 1 && back === 1) {
    const [gone = "", come = ""] = [removed[0], added[0]];
    return standIns.get(come) === gone || standIns.get(gone) === come ? "a replacement by a stand-in" : "a replacement";
  }
  return out === back ? "a group replacement" : "a mixed move";
}

/** The move as a question. @param {Move} move */
export function asQuestion({ removed, added, weighed, of, column }) {
  if (of === "none") return "Two cells to compare";
  if (of === "measurement") return "How is the same model read in another column?";
  const [gone, come] = [some(removed), some(added)];
  const rest = column ? ", and in another column?" : "?";
  if (weighed.length) return `What changes with other weights of ${some(weighed)}${rest}`;
  if (!come) return `What changes without ${gone}${rest}`;
  if (!gone) return `What changes with ${come}${rest}`;
  return `What changes with ${come} in place of ${gone}${rest}`;
}

/** Names, or how many there are. @param {string[]} names */
const some = (names) => (names.length > MANY ? `${names.length} objects` : listed(names));

/** What a comparison of two cells does not show. @param {Move} move @returns {string[]} */
export function limitsOf({ of, nested, removed, added, weighed }) {
  if (of === "none") return [];
  if (of === "measurement") return ["anything that data did: one model is read twice, and the two columns may be of different difficulty"];
  const limits = [];
  if (of === "both") limits.push("what the data did and what the measurement did, apart: two things changed at once");
  if (!nested) limits.push("what either side did alone: some objects left and others came");
  else if (removed.length + added.length > 1) limits.push("what each object of the group did: the effects of single objects do not add up to it");
  else if (!weighed.length) limits.push("what the object does in other worlds: ask for its Shapley value");
  limits.push("how sure the difference is: ask it as a question for its uncertainty", "why, and what another model or another evaluation set would say");
  return limits;
}
