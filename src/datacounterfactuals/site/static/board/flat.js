// The board as the grid: what is played without WebGL, and what a screen reader reads beside the bars.

import { createGrid } from "../views/grid.js";

/** @import { GameView } from "../types.js" */
/** @import { BoardHand, BoardLook } from "./shown.js" */
/** @import { Tabled } from "./table.js" */

/** @param {HTMLElement} host @param {BoardHand} hand */
export function createFlat(host, hand) {
  /** @type {Tabled | null} */
  let tabled = null;
  const grid = createGrid(host, {
    select: (row, column) => hand.select(tabled?.toGame[row] ?? 0, column),
  });

  return {
    focus: grid.focus,
    /** @param {GameView} view @param {Tabled} next @param {BoardLook} look @param {{ row: number, column: number }} selected */
    show(view, next, look, selected) {
      tabled = next;
      const { table, scales, toTable, toGame } = next;
      const pays = host.clientWidth < 560 ? "" : "pays ";
      const paid = view.paid.map((one) => ({ row: one.row.join(" "), slice: one.slice }));
      const read = new Set(view.rows.pieces.flatMap((pieces, row) => (paid.some((one) => one.slice === view.pays && one.row === pieces.join(" ")) ? [toTable[row] ?? 0] : [])));
      grid.show({
        table,
        columns: table.columns.map((_, place) => place),
        scales,
        colour: look.colour,
        selected: { row: toTable[selected.row] ?? 0, column: selected.column },
        paint: view.pays === null ? null : { column: view.pays, coefficients: new Float64Array(table.rows.count), most: 1, read, about: new Set() },
        cover: (row, column) => (view.rows.shown[toGame[row] ?? 0]?.[column] === null ? "fog" : ""),
        caption: (column) => [column === view.pays ? `${pays}now` : column === view.next ? `${pays}next` : ""],
      });
    },
  };
}
