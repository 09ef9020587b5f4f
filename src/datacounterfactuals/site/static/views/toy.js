// The toy world: guess first, then see; then move the points and see every row trained again.

import { decode, STATE } from "../lib/cells.js";
import { el, fill, part } from "../lib/dom.js";
import { number, scalesOf } from "../lib/format.js";
import { createMover, same } from "../lib/moved.js";
import { paint, shadeOf } from "../lib/shade.js";
import { createPlane } from "./plane.js";

/** @import { CellTable, Cells, Scale } from "../types.js" */
/** @import { Spot } from "../lib/moved.js" */

const FLASH = 700; // milliseconds for which a changed cell is marked
/** @type {Record<string, string>} */
const GUESSES = { "1": "rises", "0": "stays", "-1": "falls" };

/**
 * @param {string} study
 * @param {Cells} cells
 * @param {boolean} trains whether the server trains rows
 */
export function createToy(study, cells, trains) {
  let table = decode(cells);
  const base = table;
  const scale = /** @type {Scale} */ (scalesOf(base).get(base.columns[0]?.scale ?? ""));
  const rows = part("rows");
  const guess = part("guess");
  const places = /** @type {NodeListOf<HTMLElement>} */ (rows.querySelectorAll("td.cell"));
  const full = base.order[0] ?? 0;
  const svg = /** @type {SVGSVGElement} */ (part("plane").querySelector("svg"));
  const plane = createPlane(svg, {
    choose,
    move: (name, spot) => {
      spots.set(name, spot);
      choose(name);
      wish();
    },
    flip,
    step: (spot, right, up, step) => mover.step(spot, right, up, step),
  });
  const mover = createMover(study, base, plane.home, plane, trains);
  let spots = new Map(plane.home);
  let chosen = base.rows.members[1] ?? "";
  let opening = "";
  let wished = false;
  let working = false;
  let returned = false;

  const where = el("span", {});
  const label = el("button", { type: "button", onclick: () => flip(chosen) });
  const back = el("button", { type: "button", class: "quiet", onclick: reset }, "Put all back");

  for (const button of guess.querySelectorAll("button")) button.addEventListener("click", () => reveal(button.value));
  rows.classList.add("covered");
  guess.hidden = false;
  fill(part("verdict"));

  /** Uncover the rows. @param {string} guessed the sign, or nothing */
  function reveal(guessed) {
    const gain = (base.oriented[0]?.[without(chosen)] ?? NaN) - (base.oriented[0]?.[full] ?? NaN);
    const came = Number(gain.toFixed(scale.digits)) === 0 ? "0" : gain > 0 ? "1" : "-1";
    const truth = GUESSES[came] ?? "";
    opening = guessed === "" ? `It ${truth}. ` : guessed === came ? `It ${truth}, as you guessed. ` : `It ${truth}; you guessed that it ${GUESSES[guessed]}. `;
    guess.hidden = true;
    rows.classList.remove("covered");
    plane.open();
    fill(part("hand"), where, label, back);
    const harmful = worst();
    fill(
      part("hint"),
      "Drag a point, or choose it with Tab and use the arrow keys; F flips its label.",
      harmful && ` As it is, ${harmful} does harm: can you make it help?`,
    );
    show();
    wish(); // the rows that were held are trained here and now, and the trainer is warm for what comes
    const first = svg.querySelector(`.point[data-name="${CSS.escape(chosen)}"]`);
    if (first instanceof SVGElement) first.focus({ preventScroll: true });
  }

  /** @param {string} name */
  function choose(name) {
    if (name !== chosen) opening = "";
    chosen = name;
    show();
  }

  /** @param {string} name */
  function flip(name) {
    const spot = spots.get(name);
    if (!spot) return;
    spots.set(name, { ...spot, label: (spot.label + 1) % plane.labels.length });
    chosen = name;
    wish();
  }

  function reset() {
    spots = new Map(plane.home);
    opening = "";
    returned = true;
    wish();
  }

  /** Have every row trained with the points where they are; while that goes on, only the last wish counts. */
  function wish() {
    wished = true;
    if (!working) void work();
  }

  async function work() {
    working = true;
    try {
      while (wished) {
        wished = false;
        const made = await mover.remake(spots, chosen);
        table = made.table;
        if (!wished && plane.held === null) spots = new Map(made.spots);
        if (![...spots].every(([name, spot]) => same(plane.home.get(name), spot))) opening = "";
        tellTime(made.seconds);
        show();
      }
    } catch (error) {
      fill(part("trained"), error instanceof Error ? `${error.message}.` : String(error));
    } finally {
      working = false;
    }
  }

  /** @param {number | null} seconds */
  function tellTime(seconds) {
    const told = mover.stored
      ? "From stored positions: the nearest place that was trained beforehand, one point at a time."
      : `${base.rows.count} rows trained on the server just now, in ${number(1000 * (seconds ?? NaN), 1)} ms.`;
    fill(part("trained"), told, returned && " All points are where they were.", " ");
    returned = false;
  }

  /** The point without which the others do best, if they do better. */
  function worst() {
    const scores = base.rows.members.map((name) => base.oriented[0]?.[without(name)] ?? NaN);
    const most = Math.max(...scores);
    return most > (base.oriented[0]?.[full] ?? NaN) ? base.rows.members[scores.indexOf(most)] : null;
  }

  /** @param {string} name */
  const without = (name) => full - 2 ** base.rows.members.indexOf(name);

  function show() {
    for (const cell of places) {
      const row = Number(cell.dataset["row"]);
      const column = Number(cell.dataset["column"]);
      const changed = paint(cell, number(table.shown[column]?.[row] ?? NaN, scale.digits), shadeOf(scale, table.oriented[column]?.[row] ?? NaN));
      cell.classList.toggle("fallback", table.states[row] === STATE.fallback);
      cell.classList.toggle("plus", column === 0 && row === full);
      cell.classList.toggle("minus", column === 0 && row === without(chosen));
      if (changed) flash(cell);
    }
    plane.show(spots, chosen);
    const spot = /** @type {Spot} */ (spots.get(chosen));
    fill(where, el("b", {}, chosen), `, a ${plane.labels[spot.label]} at ${number(spot.x, 2)}, ${number(spot.y, 2)}`);
    fill(label, `Make it a ${plane.labels[(spot.label + 1) % plane.labels.length]}`);
    back.hidden = [...spots].every(([name, one]) => same(plane.home.get(name), one));
    fill(part("verdict"), opening, sentence(table, scale, full, without(chosen), chosen));
  }

  /** @param {HTMLElement} cell */
  function flash(cell) {
    cell.classList.add("changed");
    setTimeout(() => cell.classList.remove("changed"), FLASH);
  }
}

/** @param {CellTable} table @param {Scale} scale @param {number} full @param {number} row @param {string} name */
function sentence(table, scale, full, row, name) {
  const text = (/** @type {number} */ at) => number(table.shown[0]?.[at] ?? NaN, scale.digits);
  const gain = (table.oriented[0]?.[full] ?? NaN) - (table.oriented[0]?.[row] ?? NaN);
  const size = number(Math.abs(gain), scale.digits);
  const verdict = Number(Math.abs(gain).toFixed(scale.digits)) === 0 ? "makes no difference" : gain > 0 ? `adds ${size}` : `costs ${size}`;
  return `All four points score ${text(full)} on ${table.columns[0]?.name}; without ${name} it is ${text(row)}. ${name} ${verdict}.`;
}
