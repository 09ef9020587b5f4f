// What is predicted of cells that nobody ran: its numbers stand among the others, and it is known that
// they were not measured.

/** @import { Cells, CellTable, PredictedColumn } from "../types.js" */

/** @type {WeakMap<CellTable, (row: number, column: number) => boolean>} */
const known = new WeakMap();

/** Whether a cell was predicted and never run: one function for each table. @param {CellTable} table */
export function predictedIn(table) {
  const made = known.get(table) ?? ((row, column) => table.predicted[column]?.low.has(row) ?? false);
  known.set(table, made);
  return made;
}

/**
 * Put what is predicted into the numbers of each column.
 * @param {Cells} cells
 * @param {Float32Array[]} shown
 * @returns {(PredictedColumn | null)[]}
 */
export function foretold(cells, shown) {
  return cells.columns.map((_, column) => {
    const sent = cells.predicted[column];
    const numbers = shown[column];
    if (!sent || !numbers) return null;
    const [low, high] = [new Map(), new Map()];
    for (const [place, row] of sent.rows.entries()) {
      numbers[row] = sent.shown[place] ?? NaN;
      low.set(row, sent.low[place]);
      high.set(row, sent.high[place]);
    }
    return { by: sent.by, low, high };
  });
}
