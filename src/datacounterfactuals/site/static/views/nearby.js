// The rows around the selected one as elements, for the keyboard and for those who listen: a real
// grid's rows, lying unseen over the picture of all.

import { el, fill } from "../lib/dom.js";
import { number, worldInWords } from "../lib/format.js";
import { STATE } from "../lib/cells.js";
import { without } from "./cellwords.js";

/** @import { Shown } from "../types.js" */

const ROWS = 2; // above the selected row, and below
const COLUMNS = 12; // before the selected column, and after

/** @param {HTMLElement} host */
export function createNearby(host) {
  /** @type {{ element: HTMLElement, place: number }[]} */
  let rows = [];

  /** @param {Required<Shown>} shown @param {number} place of the selected row */
  function show(shown, place) {
    const { order, table, columns, selected } = shown;
    const middle = Math.max(0, columns.indexOf(selected.column));
    const some = columns.map((column, at) => ({ column, at })).slice(Math.max(0, middle - COLUMNS), middle + COLUMNS + 1);
    const places = [];
    for (let at = Math.max(0, place - ROWS); at <= Math.min(order.length - 1, place + ROWS); at++) places.push(at);
    const held = host.contains(document.activeElement);
    rows = places.map((at) => {
      const row = order[at] ?? 0;
      const cells = some.map((one) => cellOf(shown, row, one.column, one.at));
      const element = el("div", { class: "row", role: "row", "aria-rowindex": at + 2 }, el("div", { class: "world", role: "rowheader", "aria-colindex": 1 }, worldInWords(table.rows, row)), cells);
      return { element, place: at };
    });
    fill(host, rows.map((one) => one.element));
    const first = selected.row < 0 ? host.querySelector(".cell") : null;
    if (first instanceof HTMLElement) first.tabIndex = 0; // the selected cell is in another grid
    if (held) focus();
  }

  /** Put the rows where they stand in the picture. @param {(place: number) => number} y @param {number} tall */
  function lay(y, tall) {
    for (const { element, place } of rows) {
      element.style.height = `${Math.max(2, tall)}px`;
      element.style.transform = `translateY(${y(place)}px)`;
    }
  }

  function focus() {
    const cell = host.querySelector(".cell.chosen");
    if (cell instanceof HTMLElement) cell.focus({ preventScroll: true });
  }

  return { show, lay, focus };
}

/** @param {Required<Shown>} shown @param {number} row @param {number} column @param {number} at */
function cellOf({ table, scales, selected, cover, predicted, paint }, row, column, at) {
  const scale = scales.get(table.columns[column]?.scale ?? "");
  const value = table.shown[column]?.[row] ?? NaN;
  const state = table.states[row] ?? STATE.absent;
  const covered = cover(row, column);
  const held = scale && !Number.isNaN(value) && !covered;
  const chosen = row === selected.row && column === selected.column;
  const weight = paint?.column === column ? (paint.coefficients[row] ?? 0) : 0;
  return el(
    "div",
    {
      class: ["cell", held ? "" : covered || "absent", weight > 0 ? "plus" : weight < 0 ? "minus" : "", chosen ? "chosen" : ""].filter(Boolean).join(" "),
      role: "gridcell",
      "aria-colindex": at + 2,
      "aria-selected": String(chosen),
      tabindex: chosen ? 0 : -1,
      "data-column": column,
    },
    held ? el("span", { class: "number" }, number(value, scale.digits)) : without(state, covered),
    held && predicted(row, column) ? " predicted" : null,
  );
}
