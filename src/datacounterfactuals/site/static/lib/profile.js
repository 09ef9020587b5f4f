// Running sums of cells in the order they stand, so that the mean of any stretch of rows is one
// subtraction, however many rows there are.

/** @import { CellTable, Paint } from "../types.js" */

const MOST_MEMBERS = 16; // beyond, only how many members are there is summed

/**
 * Of one column, by place: sums over all places above. Numbers are oriented.
 * @typedef {object} Run
 * @property {Float64Array} sum
 * @property {Int32Array} held how many have a number that may be shown
 * @property {Int32Array} marked how many of these are predicted
 * @property {Int32Array} shut how many are shut by use rights
 */

/** @typedef {ReturnType<typeof profileOf>} Profile */

/**
 * @param {CellTable} table
 * @param {Int32Array} order
 * @param {(row: number, column: number) => string} cover why a number is not shown, or ""
 * @param {(row: number, column: number) => boolean} predicted
 */
export function profileOf(table, order, cover, predicted) {
  const { rows } = table;
  const { count } = rows;
  /** @type {Map<number, Run>} */
  const runs = new Map();
  /** @type {Float64Array[] | null} */
  let inside = null;

  /** @param {number} column @returns {Run} */
  function run(column) {
    const found = runs.get(column);
    if (found) return found;
    const values = table.oriented[column] ?? new Float32Array();
    const made = { sum: new Float64Array(count + 1), held: new Int32Array(count + 1), marked: new Int32Array(count + 1), shut: new Int32Array(count + 1) };
    let [sum, held, marked, shut] = [0, 0, 0, 0];
    for (let place = 0; place < count; place++) {
      const row = order[place] ?? 0;
      const value = values[row] ?? NaN;
      const covered = cover(row, column);
      if (covered === "shut") shut++;
      if (!Number.isNaN(value) && !covered) {
        sum += value;
        held++;
        if (predicted(row, column)) marked++;
      }
      made.sum[place + 1] = sum;
      made.held[place + 1] = held;
      made.marked[place + 1] = marked;
      made.shut[place + 1] = shut;
    }
    runs.set(column, made);
    return made;
  }

  /**
   * By member, how many of the rows above hold it; with many members one run of the share of members
   * that are there.
   */
  function members() {
    if (inside) return inside;
    const width = rows.members.length;
    if (width > MOST_MEMBERS) {
      const sizes = new Float64Array(count + 1);
      for (let place = 0; place < count; place++) sizes[place + 1] = (sizes[place] ?? 0) + rows.size(order[place] ?? 0) / width;
      return (inside = [sizes]);
    }
    return (inside = rows.members.map((_, member) => {
      const sums = new Float64Array(count + 1);
      let sum = 0;
      for (let place = 0; place < count; place++) {
        if (rows.weight(order[place] ?? 0, member) > 0) sum++;
        sums[place + 1] = sum;
      }
      return sums;
    }));
  }

  return { table, order, cover, run, members };
}

/**
 * How many of the rows above are needed and held, and how many are needed and missing.
 * @param {Uint8Array} needs
 * @param {Int32Array} order
 */
export function neededRuns(needs, order) {
  const held = new Int32Array(order.length + 1);
  const missing = new Int32Array(order.length + 1);
  for (let place = 0; place < order.length; place++) {
    const need = needs[order[place] ?? 0];
    held[place + 1] = (held[place] ?? 0) + (need === 1 ? 1 : 0);
    missing[place + 1] = (missing[place] ?? 0) + (need === 2 ? 1 : 0);
  }
  return { held, missing };
}

/**
 * Running sums of what enters a sum with plus, and of what enters with minus; null where nothing does.
 * @param {Paint} paint
 * @param {Int32Array} order
 */
export function evidenceRuns({ coefficients, read }, order) {
  const plus = new Float64Array(order.length + 1);
  const minus = new Float64Array(order.length + 1);
  const seen = new Int32Array(order.length + 1);
  for (let place = 0; place < order.length; place++) {
    const row = order[place] ?? 0;
    const weight = coefficients[row] ?? 0;
    plus[place + 1] = (plus[place] ?? 0) + Math.max(0, weight);
    minus[place + 1] = (minus[place] ?? 0) + Math.max(0, -weight);
    seen[place + 1] = (seen[place] ?? 0) + (read.has(row) ? 1 : 0);
  }
  const last = order.length;
  return plus[last] || minus[last] || seen[last] ? { plus, minus, seen } : null;
}
