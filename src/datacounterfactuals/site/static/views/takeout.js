// The smallest useful move: two rows of dots, one of them to take objects out of.

import { decode } from "../lib/cells.js";
import { listed, number, scalesOf, signed } from "../lib/format.js";
import { paint, shadeOf } from "../lib/shade.js";

/** @import { CellTable, Cells } from "../types.js" */

const MANY = ["", "other column changes", "other two change", "other three change"];

/**
 * Make the table that the server wrote operable.
 * @param {HTMLTableElement} host
 * @param {Cells} cells
 * @param {(row: number, table: CellTable) => void} [told]
 */
export function createTakeout(host, cells, told) {
  const table = decode(cells);
  const scales = scalesOf(table);
  const columns = Array.from({ length: Number(host.dataset["columns"]) }, (_, place) => place);
  const full = table.order[0] ?? 0;
  const buttons = [...host.querySelectorAll("button")];
  const [heading] = host.querySelectorAll(".other .said");
  const changes = [...host.querySelectorAll(".change td")];
  const others = [...host.querySelectorAll(".other td")];
  const said = host.parentElement?.querySelector(".sentence");
  const inside = buttons.map((button) => host.dataset["start"] === "full" || button.getAttribute("aria-pressed") === "true");
  for (const [place, button] of buttons.entries()) {
    button.disabled = false;
    button.addEventListener("click", () => {
      inside[place] = !inside[place];
      show();
    });
  }

  function show() {
    const row = inside.reduce((bits, there, place) => bits + (there ? 1 << place : 0), 0);
    const gone = table.rows.members.filter((_, place) => !inside[place]);
    for (const [place, button] of buttons.entries()) {
      button.setAttribute("aria-pressed", String(inside[place]));
      button.firstElementChild?.setAttribute("class", inside[place] ? "on" : "gone");
    }
    for (const place of columns) {
      const scale = scales.get(table.columns[place]?.scale ?? "");
      const oriented = table.oriented[place]?.[row] ?? NaN;
      const gain = oriented - (table.oriented[place]?.[full] ?? NaN);
      if (!scale) continue;
      const cell = others[place];
      if (cell) paint(cell, number(table.shown[place]?.[row] ?? NaN, scale.digits), shadeOf(scale, oriented));
      const change = changes[place];
      if (!change) continue;
      const nothing = Number(Math.abs(gain).toFixed(scale.digits)) === 0;
      change.textContent = row === full ? "" : signed(gain, scale.digits);
      change.className = nothing ? "same" : gain > 0 ? "help" : "harm";
    }
    if (heading) heading.textContent = gone.length === 0 ? "take a dot out" : gone.length === inside.length ? "nothing" : `without ${listed(gone)}`;
    if (said) said.textContent = sentence(table, scales, columns, row, gone);
    host.classList.toggle("untouched", row === full);
    told?.(row, table);
  }

  show();
  host.classList.add("live");
}

/**
 * @param {CellTable} table
 * @param {ReturnType<typeof scalesOf>} scales
 * @param {number[]} columns
 * @param {number} row
 * @param {string[]} gone
 */
function sentence(table, scales, columns, row, gone) {
  const full = table.order[0] ?? 0;
  if (row === full) return "Both rows hold the same data. Take a dot out of the second.";
  const gains = columns.map((place) => (table.oriented[place]?.[row] ?? NaN) - (table.oriented[place]?.[full] ?? NaN));
  const sizes = gains.map(Math.abs);
  const most = sizes.indexOf(Math.max(...sizes));
  const column = table.columns[most];
  const digits = scales.get(column?.scale ?? "")?.digits ?? 2;
  const gain = gains[most] ?? NaN;
  const unit = column?.unit ? ` ${column.unit}` : "";
  const text = (/** @type {number} */ at) => number(table.shown[most]?.[at] ?? NaN, digits);
  const difference = Number(Math.abs(gain).toFixed(digits)) === 0 ? "no difference." : `${number(Math.abs(gain), digits)} ${gain > 0 ? "better" : "worse"}.`;
  const rest = sizes.filter((_, place) => place !== most);
  const beside = rest.length ? ` The ${MANY[rest.length] ?? "others change"} by ${number(Math.max(...rest), digits)} at most.` : "";
  return `Without ${listed(gone)}, the score on ${column?.name ?? ""} is ${text(row)}${unit}, against ${text(full)} with ${gone.length === 1 ? "it" : "them"}: ${difference}${beside}`;
}
