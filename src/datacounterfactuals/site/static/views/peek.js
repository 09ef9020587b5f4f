// What stands under the pointer: the exact cell, and, where many rows share a line, what they are
// together.

import { el, fill } from "../lib/dom.js";
import { count, number, worldInWords } from "../lib/format.js";
import { STATE } from "../lib/cells.js";
import { without } from "./cellwords.js";
import { dots } from "./dots.js";

/** @import { Shown } from "../types.js" */

/** @param {HTMLElement} host the window that the label stays in */
export function createPeek(host) {
  const label = el("div", { class: "peek", "aria-hidden": "true", hidden: true });
  host.append(label);

  /**
   * @param {Required<Shown>} shown
   * @param {{ place: number, column: number, from: number, to: number, x: number, y: number }} at `from`
   *   up to `to`: the places that share the line
   */
  function show(shown, at) {
    const { table, order, scales, cover, predicted } = shown;
    const row = order[at.place] ?? 0;
    const about = table.columns[at.column];
    const scale = scales.get(about?.scale ?? "");
    const digits = scale?.digits ?? 2;
    const value = table.shown[at.column]?.[row] ?? NaN;
    const covered = cover(row, at.column);
    const said = Number.isNaN(value) || covered ? without(table.states[row] ?? STATE.absent, covered) : number(value, digits) + (predicted(row, at.column) ? " predicted" : "");
    fill(
      label,
      el("span", { class: "line" }, dots(table.rows, row, new Set()), el("b", {}, said)),
      el("span", {}, `${worldInWords(table.rows, row)} on ${about?.name ?? ""}`),
      at.to - at.from > 1 ? el("span", {}, together(shown, at, digits)) : null,
    );
    label.hidden = false;
    const { offsetWidth: wide, offsetHeight: tall } = label;
    const x = at.x + 16 + wide > host.clientWidth ? at.x - 12 - wide : at.x + 16;
    const y = Math.max(0, Math.min(host.clientHeight - tall, at.y + 14));
    label.style.transform = `translate(${Math.round(Math.max(0, x))}px, ${Math.round(y)}px)`;
  }

  return { show, hide: () => void (label.hidden = true) };
}

/** @param {Required<Shown>} shown @param {{ column: number, from: number, to: number }} at @param {number} digits */
function together({ table, order, cover }, { column, from, to }, digits) {
  let [least, most, sum, many] = [Infinity, -Infinity, 0, 0];
  for (let place = from; place < to; place++) {
    const row = order[place] ?? 0;
    const value = table.shown[column]?.[row] ?? NaN;
    if (Number.isNaN(value) || cover(row, column)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
    sum += value;
    many++;
  }
  if (!many) return `this line: ${count(to - from)} rows without a number`;
  return `this line: mean of ${count(many)} rows ${number(sum / many, digits)}, from ${number(least, digits)} to ${number(most, digits)}`;
}
