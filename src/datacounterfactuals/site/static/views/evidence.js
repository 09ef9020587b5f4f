// The evidence of one value: which cells enter with which weight, painted on a table of cells.

import { evaluate } from "../lib/contrast.js";

/** @import { Answer, CellTable, Paint, Summed } from "../types.js" */

/**
 * Which label is meant: the one given, else that of the largest value on a column.
 * @param {Answer} answer
 * @param {readonly string[] | null} label
 * @param {number} column of the answer
 */
export function labelOf(answer, label, column) {
  const wanted = label ? answer.labels.findIndex((one) => one.join("\n") === label.join("\n")) : -1;
  if (wanted >= 0) return wanted;
  const size = (/** @type {number} */ row) => Math.abs(answer.values[row]?.[column] ?? 0);
  return answer.labels.reduce((best, _, row) => (size(row) > size(best) ? row : best), 0);
}

/**
 * @param {Answer} answer
 * @param {number} label
 * @param {CellTable} table
 * @param {number} column of the table
 * @returns {{ paint: Paint, summed: Summed | null, sign: number }}
 */
export function evidenceOf(answer, label, table, column) {
  const about = new Set((answer.labels[label] ?? []).filter((name) => table.rows.members.includes(name)));
  const sign = answer.reads === "gain" ? (table.columns[column]?.better ?? 1) : 1;
  if (!answer.evidence) {
    const read = new Set(answer.cells.map((world) => table.rows.find(world)));
    return { paint: { column, coefficients: new Float64Array(table.rows.count), most: 1, read, about }, summed: null, sign };
  }
  const oriented = table.oriented[column] ?? new Float32Array();
  const summed = evaluate(answer.evidence, label, { rows: table.rows, oriented });
  const coefficients = summed.weights.map((weight) => weight * sign);
  const most = coefficients.reduce((top, one) => Math.max(top, Math.abs(one)), 0);
  return { paint: { column, coefficients, most, read: new Set(), about }, summed, sign };
}
