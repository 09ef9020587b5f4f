// Use rights: what each object may be used for, and which rows and columns that shuts.

/** @import { CellTable, StudyInfo } from "../types.js" */

/** @typedef {StudyInfo["objects"][number]["right"]} Right */

/** What people choose from, in words. @type {readonly [Right, string][]} */
export const RIGHTS = [
  ["both", "trained and measured on"],
  ["trainable", "trained on only"],
  ["evaluable", "measured on only"],
  ["reserved", "kept as a test"],
  ["unavailable", "not used at all"],
];

/** What an address says of rights, as a request takes it. @param {readonly string[] | null} chosen @returns {Record<string, Right>} */
export function rightsOf(chosen) {
  /** @type {Record<string, Right>} */
  const rights = {};
  for (const text of chosen ?? []) {
    const at = text.lastIndexOf(":");
    const right = RIGHTS.find(([value]) => value === text.slice(at + 1))?.[0];
    if (at > 0 && right) rights[text.slice(0, at)] = right;
  }
  return rights;
}

/** The rights of objects as an address says them. @param {Record<string, Right>} rights @returns {string[]} */
export const rightsSpelled = (rights) => Object.entries(rights).map(([name, right]) => `${name}:${right}`);

/** By name, the right of every object that has not both: the study's own, unless another was chosen.
 * @param {StudyInfo} study @param {readonly string[] | null} chosen @returns {Map<string, Right>} */
export function limits(study, chosen) {
  const others = rightsOf(chosen);
  const of = new Map(study.objects.map((one) => [one.name, others[one.name] ?? one.right]));
  for (const one of study.objects) {
    const original = one.stands_in_for && of.get(one.stands_in_for);
    if (original && of.get(one.name) === "both") of.set(one.name, original); // bound as its original is
  }
  return new Map([...of].filter(([, right]) => right !== "both"));
}

/** By row, whether it holds an object that may not be trained on. @param {CellTable} table @param {ReadonlyMap<string, Right>} rights */
export function shutRows({ rows }, rights) {
  const shut = rows.members.flatMap((name, member) => ((rights.get(name) ?? "trainable") === "trainable" ? [] : [member]));
  return Uint8Array.from({ length: rows.count }, (_, row) => (shut.some((member) => rows.weight(row, member) > 0) ? 1 : 0));
}

/** By column, whether it reads a point of an object that may not be measured on. @param {CellTable} table @param {ReadonlyMap<string, Right>} rights */
export const shutColumns = ({ columns }, rights) => columns.map(({ points_of }) => points_of.some((name) => ["trainable", "unavailable"].includes(rights.get(name) ?? "")));
