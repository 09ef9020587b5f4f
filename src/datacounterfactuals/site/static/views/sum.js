// The sentences under the grid: what the selected cell reads, and the sum that the answer is.

import { el, fill } from "../lib/dom.js";
import { STATE } from "../lib/cells.js";
import { agrees } from "../lib/contrast.js";
import { count, fraction, listed, number, several, signed, worldInWords } from "../lib/format.js";

/** @import { Answer, CellTable, Place, Scale, Summed } from "../types.js" */
/** @import { Child } from "../lib/dom.js" */

const FEW = 4; // so many terms are written out

/**
 * The selected cell in one sentence, for the eye and for a screen reader.
 * @param {HTMLElement} host
 * @param {CellTable} table
 * @param {{ row: number, column: number }} selected
 * @param {Map<string, Scale>} scales
 * @param {ReturnType<import("../types.js").Cover>} [cover] why its number is not shown
 * @param {Place | null} [from] the cell that it is held against, which is the full world's
 */
export function showReading(host, table, { row, column }, scales, cover = "", from = { row: table.order[0] ?? 0, column }) {
  const about = table.columns[column];
  const scale = about && scales.get(about.scale);
  if (!about || !scale) return fill(host);
  const value = table.shown[column]?.[row] ?? NaN;
  const state = table.states[row];
  const world = sentenceCase(worldInWords(table.rows, row));
  if (cover) return fill(host, `${world} on ${about.name} ${cover === "shut" ? "is shut by use rights" : cover === "paid" ? "is not paid for" : "is to be guessed"}.`);
  if (Number.isNaN(value)) {
    const why = state === STATE.failed ? `failed: ${table.reasons[String(row)] ?? "no reason was kept"}` : table.predicted[column] ? "was not run" : "is not trained";
    return fill(host, `${world} on ${about.name} ${why}.`);
  }
  const unit = about.unit ? ` ${about.unit}` : "";
  const beside = from === null || (row === from.row && column === from.column) ? "" : heldAgainst(table, { row, column }, from, scale);
  const told = table.predicted[column];
  const [low, high] = [told?.low.get(row), told?.high.get(row)];
  const predicted =
    low === undefined || high === undefined
      ? ""
      : ` Nobody ran this: it is predicted by ${told?.by ?? ""}, and 95 % of runs would lie between ${number(low, scale.digits)} and ${number(high, scale.digits)}.`;
  const fallback = state === STATE.fallback ? " Nothing could be fitted: this is the documented fallback." : "";
  return fill(host, `${world} on ${about.name}: `, el("b", {}, number(value, scale.digits)), `${unit} ${about.fold === "slice" ? about.metric : ""}`.trimEnd(), `${beside}.`, predicted || fallback);
}

/** How a cell does beside another. @param {CellTable} table @param {Place} at @param {Place} from @param {Scale} scale */
function heldAgainst(table, at, from, scale) {
  if (table.columns[at.column]?.scale !== table.columns[from.column]?.scale) return "";
  const gain = (table.oriented[at.column]?.[at.row] ?? NaN) - (table.oriented[from.column]?.[from.row] ?? NaN);
  if (Number.isNaN(gain)) return "";
  const other = at.row === from.row ? "" : ` ${worldInWords(table.rows, from.row)}`;
  const where = at.column === from.column ? "" : ` on ${table.columns[from.column]?.name ?? ""}`;
  const size = number(Math.abs(gain), scale.digits);
  return Number(size) === 0 ? `, as${other}${where}` : `, ${size} ${gain > 0 ? "better" : "worse"} than${other}${where}`;
}

/**
 * The sum that one value of the answer is.
 * @param {HTMLElement} host
 * @param {object} what
 * @param {Answer} what.answer
 * @param {number} what.label
 * @param {number} what.column of the answer
 * @param {number} what.shownColumn the same column in the table
 * @param {CellTable} what.table
 * @param {Summed} what.summed
 * @param {number} what.sign from weights to coefficients of shown numbers
 * @param {number} what.digits
 */
export function showSum(host, { answer, label, column, shownColumn, table, summed, sign, digits }) {
  const about = answer.columns[column];
  const value = answer.values[label]?.[column] ?? null;
  const name = labelName(answer, label);
  if (!about || value === null || summed.missing) {
    if (summed.missing && answer.facts["predicted by"] !== undefined && value !== null) {
      return fill(host, `${sentenceCase(name)} on ${about?.name ?? "this column"} is predicted: ${several(summed.missing, "cell")} of ${count(summed.used)} were never run.`);
    }
    const lacking = summed.missing ? `${several(summed.missing, "cell")} that it needs ${summed.missing === 1 ? "is" : "are"} not held` : "it has no value";
    return fill(host, `${name} on ${about?.name ?? "this column"} cannot be added up here: ${lacking}.`);
  }
  const direction = answer.reads === "gain" ? 1 : about.better;
  const found = summed.sum * direction;
  const right = agrees(summed, value * direction);
  const unit = about.unit ? ` ${about.unit}` : "";
  const text = answer.reads === "gain" ? signed(found, digits) : number(found, digits);
  const foretold = summed.weights.reduce((sum, weight, row) => sum + (weight !== 0 && table.predicted[shownColumn]?.low.has(row) ? 1 : 0), 0);
  const verdict = right
    ? foretold
      ? ` ${count(foretold)} of these cells ${foretold === 1 ? "is" : "are"} predicted, and not run.`
      : ""
    : ` This is not what the answer says (${number(value, digits)}): it was measured on other points or repeats than these cells.`;
  const terms = termsOf(summed, table, shownColumn, sign);
  const pair = answer.reads === "gain" && terms.length === 2 ? nested(terms, table) : null;
  host.classList.toggle("wrong", !right);
  if (pair) {
    const { more, less, names } = pair;
    const verb = found >= 0 ? "adds" : "takes";
    return fill(
      host,
      `Without ${listed(names)}, ${about.name} is at `,
      term(less, digits),
      `, against `,
      term(more, digits),
      ` with ${names.length === 1 ? "it" : "them"}: ${listed(names)} ${names.length === 1 ? verb : verb.slice(0, -1)} `,
      el("b", {}, number(Math.abs(found), digits)),
      `${unit}.`,
      verdict,
    );
  }
  if (terms.length <= FEW) {
    return fill(host, `${sentenceCase(name)} on ${about.name}: `, terms.flatMap((one, place) => spelled(one, place, table, digits)), " = ", el("b", {}, text), `${unit}.`, verdict);
  }
  const sums = [1, -1].map((side) =>
    terms.filter((one) => Math.sign(one.coefficient) === side).map((one) => Math.abs(one.coefficient) * one.value),
  );
  const [plus = [], minus = []] = sums;
  const add = (/** @type {number[]} */ list) => list.reduce((total, one) => total + one, 0);
  if (minus.length === 0) {
    return fill(host, `${sentenceCase(name)} on ${about.name}: ${count(plus.length)} cells, each by its weight, add up to `, el("b", {}, text), `${unit}.`, verdict);
  }
  return fill(
    host,
    `${sentenceCase(name)} on ${about.name}: ${count(plus.length)} cells enter with plus, together `,
    el("span", { class: "help" }, number(add(plus), digits)),
    `, and ${count(minus.length)} with minus, together `,
    el("span", { class: "harm" }, number(add(minus), digits)),
    `: the difference is `,
    el("b", {}, text),
    `${unit}.`,
    verdict,
  );
}

/** What a value is about, in words. @param {Answer} answer @param {number} label */
export function labelName(answer, label) {
  return (answer.labels[label] ?? [])
    .map((part, place) => (/^\d+$/.test(part) ? `${answer.label_kind[place] ?? ""} ${part}`.trim() : part))
    .join(", ");
}

/** @typedef {{ row: number, coefficient: number, value: number }} Term */

/** @param {Summed} summed @param {CellTable} table @param {number} column @param {number} sign @returns {Term[]} */
function termsOf(summed, table, column, sign) {
  const oriented = table.oriented[column] ?? new Float32Array();
  const better = table.columns[column]?.better ?? 1;
  /** @type {Term[]} */
  const terms = [];
  for (const row of table.order) {
    const weight = summed.weights[row] ?? 0;
    // The number as it is read; a gap enters by its size.
    if (weight) terms.push({ row, coefficient: weight * sign, value: better * (oriented[row] ?? NaN) });
  }
  return terms;
}

/** Two worlds of which one holds the other, with weights 1 and -1. @param {Term[]} terms @param {CellTable} table */
function nested([first, second], { rows }) {
  if (!first || !second || Math.abs(first.coefficient) !== 1 || first.coefficient + second.coefficient !== 0) return null;
  const [more, less] = rows.size(first.row) > rows.size(second.row) ? [first, second] : [second, first];
  const names = [];
  for (const [member, name] of rows.members.entries()) {
    const [with_, without] = [rows.weight(more.row, member), rows.weight(less.row, member)];
    if (without > with_) return null;
    if (with_ > without) names.push(name);
  }
  return names.length > 0 && names.length <= 3 ? { more, less, names } : null;
}

/** @param {Term} one @param {number} digits */
const term = (one, digits) => el("span", { class: one.coefficient > 0 ? "help" : "harm" }, number(one.value, digits));

/** @param {Term} one @param {number} place @param {CellTable} table @param {number} digits @returns {Child[]} */
function spelled(one, place, table, digits) {
  const sign = one.coefficient < 0 ? (place ? " \u2212 " : "\u2212") : place ? " + " : "";
  const weight = Math.abs(one.coefficient) === 1 ? "" : `${fraction(one.coefficient)} \u00d7 `;
  return [sign + weight, term(one, digits), ` (${worldInWords(table.rows, one.row)})`];
}

/** @param {string} words */
const sentenceCase = (words) => words.slice(0, 1).toUpperCase() + words.slice(1);
