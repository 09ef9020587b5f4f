// A game's rows as a table of cells, which the grid and the lattice draw.

import { latticeRows } from "../lib/cells.js";
import { digitsFor, number } from "../lib/format.js";
import { bySize } from "../lib/order.js";
import { isMade } from "./layout.js";

/** @import { CellTable, GameView, Scale } from "../types.js" */

/**
 * @typedef {object} Tabled
 * @property {CellTable} table
 * @property {Map<string, Scale>} scales
 * @property {Int32Array} toTable the table's row, by the game's
 * @property {Int32Array} toGame the game's row, by the table's
 */

/** @param {GameView} view @returns {Tabled} */
export function tableOf({ rows, slices }) {
  const members = [...new Set(rows.pieces.flat())].sort((a, b) => Number(isMade(a)) - Number(isMade(b)) || (a < b ? -1 : 1));
  const lattice = latticeRows(members);
  const toTable = Int32Array.from(rows.pieces, (pieces) => lattice.find(Object.fromEntries(pieces.map((piece) => [piece, 1]))));
  const toGame = new Int32Array(lattice.count);
  for (const [row, other] of toTable.entries()) toGame[other] = row;
  const shown = slices.map((_, slice) => Float32Array.from(toGame, (row) => rows.shown[row]?.[slice] ?? NaN));
  const table = {
    metric: slices[0]?.metric ?? "",
    columns: slices.map(({ name, metric, unit, better }) => ({ name, metric, unit, better, fold: "", scale: name, points_of: [] })),
    rows: lattice,
    ...bySize(lattice, true),
    states: new Uint8Array(lattice.count),
    shown,
    oriented: shown.map((column, slice) => column.map((value) => value * (slices[slice]?.better ?? 1))),
    reasons: {},
    predicted: slices.map(() => null),
  };
  const scales = new Map(
    slices.map(({ name, better, low, high }) => [name, { worst: better * low, best: better * high, better, digits: digitsFor(Math.abs(high - low)) }]),
  );
  return { table, scales, toTable, toGame };
}

/** A row in words. @param {readonly string[]} pieces */
export const rowName = (pieces) => (pieces.length ? pieces.join(" ") : "nothing");

/** A score as it is read. @param {GameView} view @param {number} slice @param {number | null | undefined} shown */
export function scoreText({ slices }, slice, shown) {
  const { low = 0, high = 1 } = slices[slice] ?? {};
  return shown === null || shown === undefined ? "under fog" : number(shown, digitsFor(Math.abs(high - low)));
}

/** @param {string} words */
export const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** Coins, counted in tenths. @param {number} amount */
export const coins = (amount) => number(amount, Number.isInteger(Math.round(amount * 10) / 10) ? 0 : 1);

/** Where a row of pieces stands. @param {GameView} view @param {readonly string[]} pieces */
export function rowOf({ rows }, pieces) {
  const wanted = [...pieces].sort().join(" ");
  return rows.pieces.findIndex((one) => one.join(" ") === wanted);
}
