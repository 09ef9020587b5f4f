// The heads of the grid: the names of the objects over the dots, and of the columns.

import { el, fill } from "../lib/dom.js";
import { dotHeads } from "./dots.js";

/** @import { CellTable, Shown } from "../types.js" */

/**
 * @param {HTMLElement} head the row of heads
 * @param {CellTable} table
 * @param {number[]} columns
 * @param {Shown["caption"]} caption
 */
export function showHeads(head, table, columns, caption) {
  fill(
    head,
    el("div", { class: "corner", role: "columnheader", "aria-colindex": 1 }, el("span", { class: "hidden" }, "world"), dotHeads(table.rows)),
    columns.map((column, place) =>
      el(
        "div",
        { class: "column", role: "columnheader", "aria-colindex": place + 2, "data-column": column, title: table.columns[column]?.name },
        el("b", {}, table.columns[column]?.name),
        el("span", {}, caption(column)),
      ),
    ),
  );
}
