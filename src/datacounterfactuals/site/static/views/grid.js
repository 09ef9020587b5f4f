// The grid: worlds by slices, with one tab stop. Few rows stand in the page as elements; many are one
// picture.

import { el, fill } from "../lib/dom.js";
import { STATE } from "../lib/cells.js";
import { fraction, number, share, worldInWords } from "../lib/format.js";
import { predictedIn } from "../lib/predicted.js";
import { without } from "./cellwords.js";
import { dots, MOST_DOTS } from "./dots.js";
import { showHeads } from "./heads.js";
import { createHeatmap } from "./heatmap.js";
import { typing, wayOf } from "./moving.js";

/** @import { Hand, Place, Shown } from "../types.js" */

const FLOWS = 48; // so many rows stand in the page as they are
const LAYER = 9; // air between layers, in pixels
const DENSE = 8; // more columns than this are narrow
const THINNEST = 1.75; // a ring's width by weight, in pixels
const THICKEST = 3;
const NEED = ["", ", needed and held", ", needed and missing"];
const NEEDED = ["", "needed", "needed lacking"];
const PAGE = 10; // rows of a page where there are no layers

/**
 * @param {HTMLElement} host
 * @param {Hand} hand
 * @returns {{ show: (shown: Shown) => void, focus: () => void }}
 */
export function createGrid(host, hand) {
  const rows = createRows(host, hand);
  /** @type {ReturnType<typeof createHeatmap> | null} */
  let heatmap = null;
  /** @type {typeof rows | NonNullable<typeof heatmap>} */
  let current = rows;
  host.addEventListener("keydown", (event) => current.onKey(event));

  /** @param {Shown} next */
  function show(next) {
    const full = completed(next);
    const wanted = full.order.length > FLOWS ? (heatmap ??= createHeatmap(host, hand)) : rows;
    if (wanted !== current) current.leave();
    current = wanted;
    current.show(full);
  }

  return { show, focus: () => current.focus() };
}

const open = () => /** @type {const} */ ("");
const still = { zoom: null, path: null, way: null };

/** With everything that may be left out. @param {Shown} shown @returns {Required<Shown>} */
export const completed = (shown) => ({
  order: shown.table.order,
  layer: shown.table.layer,
  against: null,
  needs: null,
  cover: open,
  predicted: predictedIn(shown.table),
  state: still,
  ...shown,
});

/** Rows as elements. @param {HTMLElement} host @param {Hand} hand */
function createRows(host, hand) {
  /** @type {Required<Shown> | null} */
  let shown = null;
  /** @type {HTMLElement[]} by place */
  let drawn = [];
  let pitch = 32; // the height of a row, in pixels
  /** @type {HTMLElement | null} the tab stop where the selected cell is in another grid */
  let spare = null;
  const head = el("div", { class: "head", role: "row", "aria-rowindex": 1 });
  const top = el("div", { role: "rowgroup", class: "top" }, head);
  const body = el("div", { class: "body", role: "rowgroup" });
  const letters = typing();
  body.addEventListener("click", (event) => {
    const cell = /** @type {Element} */ (event.target).closest("[role=gridcell]");
    if (!(cell instanceof HTMLElement)) return;
    const [place, column] = [Number(cell.dataset["place"]), Number(cell.dataset["column"])];
    if (event.shiftKey || event.ctrlKey || event.metaKey) hand.compare?.(shown?.order[place] ?? 0, column);
    else choose(place, column);
  });
  new ResizeObserver(() => shown && measure() && relay()).observe(host);

  /** @param {Required<Shown>} next */
  function show(next) {
    const before = shown;
    shown = next;
    const rebuilt = !before || before.table !== next.table || before.order !== next.order || before.columns.join() !== next.columns.join();
    if (rebuilt) frame(next);
    const same = !rebuilt && KEPT.every((part) => before[part] === next[part]);
    const again = same
      ? new Set([before.selected.row, next.selected.row, before.against?.row ?? -1, next.against?.row ?? -1].map(placeOf))
      : drawn.keys();
    if (spare) spare.tabIndex = -1;
    for (const place of again) if (drawn[place]) paintRow(drawn[place], place);
    spare = next.selected.row < 0 ? (drawn[0]?.querySelector(".cell") ?? null) : null;
    if (spare) spare.tabIndex = 0;
  }

  /** @param {Required<Shown>} now */
  function frame({ table, columns, caption, order }) {
    if (!host.contains(body)) host.replaceChildren(top, body);
    host.setAttribute("aria-rowcount", String(table.rows.count + 1));
    host.setAttribute("aria-colcount", String(columns.length + 1));
    host.classList.toggle("dense", columns.length > DENSE);
    host.classList.toggle("strips", table.rows.members.length > MOST_DOTS);
    host.style.setProperty("--columns", String(columns.length));
    host.style.setProperty("--objects", String(table.rows.members.length));
    showHeads(head, table, columns, caption);
    drawn = Array.from(order, (row, place) => newRow(row, place));
    fill(body, drawn);
    measure();
    relay();
  }

  /** Look up the height of a row; whether it changed. */
  function measure() {
    const before = pitch;
    pitch = Number.parseFloat(getComputedStyle(host).getPropertyValue("--pitch")) || before;
    return pitch !== before;
  }

  /** Put the rows where they belong. */
  function relay() {
    const layer = shown?.layer ?? new Int32Array();
    const from = (/** @type {number} */ place) => place * pitch + (layer[place] ?? layer[drawn.length - 1] ?? 0) * LAYER;
    body.style.height = `${from(drawn.length)}px`;
    for (const [place, row] of drawn.entries()) row.style.transform = `translateY(${from(place)}px)`;
  }

  /** @param {number} number @param {number} place */
  function newRow(number, place) {
    const { table, columns } = /** @type {Required<Shown>} */ (shown);
    const row = el("div", { class: "row", role: "row", "aria-rowindex": place + 2 });
    row.append(
      el("div", { class: "world", role: "rowheader", "aria-colindex": 1 }),
      ...columns.map((column, at) =>
        el("div", { class: "cell", role: "gridcell", "aria-colindex": at + 2, "data-place": place, "data-column": column }),
      ),
    );
    row.dataset["size"] = String(table.rows.size(number));
    return row;
  }

  /** @param {HTMLElement} element @param {number} place */
  function paintRow(element, place) {
    const now = /** @type {Required<Shown>} */ (shown);
    const { table, selected } = now;
    const row = now.order[place] ?? 0;
    const [header, ...cells] = /** @type {HTMLElement[]} */ ([...element.children]);
    const used = (now.paint?.coefficients[row] ?? 0) !== 0;
    const about = used ? (now.paint?.about ?? new Set()) : new Set();
    const words = worldInWords(table.rows, row);
    fill(/** @type {HTMLElement} */ (header), el("span", { class: table.rows.members.length > MOST_DOTS ? "said" : "hidden" }, words + (NEED[now.needs?.[row] ?? 0] ?? "")), dots(table.rows, row, about));
    element.classList.toggle("chosen", row === selected.row);
    for (const cell of cells) paintCell(cell, now, row, Number(cell.dataset["column"]));
  }

  /** @param {number} row */
  function placeOf(row) {
    return shown ? shown.order.indexOf(row) : -1;
  }

  /** @param {number} place @param {number} column */
  function choose(place, column) {
    if (!shown) return;
    hand.select(shown.order[place] ?? 0, column);
    focus();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (!shown) return;
    const { table, columns, selected, layer } = shown;
    if (event.key === "Enter" && hand.compare) {
      event.preventDefault();
      hand.compare(selected.row, selected.column);
      return;
    }
    const found = letters(event, table.rows);
    if (found !== null) {
      event.preventDefault();
      if (found >= 0) choose(placeOf(found), selected.column);
      return;
    }
    const place = Math.max(0, placeOf(selected.row));
    const to = wayOf(event, { place, column: columns.indexOf(selected.column), count: table.rows.count, columns: columns.length, layer, page: PAGE });
    if (!to) return;
    event.preventDefault();
    choose(to.place, columns[to.column] ?? selected.column);
  }

  /** Give the host back. */
  function leave() {
    shown = null;
  }

  function focus() {
    const cell = body.querySelector(".cell.chosen");
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (cell instanceof HTMLElement) cell.focus({ preventScroll: true });
  }

  return { show, focus, onKey, leave };
}

/** @param {HTMLElement} cell @param {Required<Shown>} now @param {number} row @param {number} column */
function paintCell(cell, now, row, column) {
  const { table, scales, selected, paint, against } = now;
  const about = table.columns[column];
  const scale = about && scales.get(about.scale);
  const value = table.shown[column]?.[row] ?? NaN;
  const state = table.states[row] ?? STATE.absent;
  const cover = now.cover(row, column);
  const held = scale && !Number.isNaN(value) && !cover;
  const weight = cover === "paid" || cover === "shut" ? 0 : paint?.column === column ? (paint.coefficients[row] ?? 0) : 0;
  const chosen = row === selected.row && column === selected.column;
  const { ground, ink } = held ? now.colour(share(scale, table.oriented[column]?.[row] ?? NaN)) : { ground: "", ink: "" };
  cell.style.backgroundColor = ground;
  cell.style.color = ink;
  cell.style.setProperty("--ring", weight ? `${ring(weight, paint?.most ?? 1)}px` : "0px");
  cell.className = [
    "cell",
    held ? "" : cover || "absent",
    held && now.predicted(row, column) ? "predicted" : "",
    NEEDED[now.needs?.[row] ?? 0] ?? "",
    isAt(against, row, column) ? "against" : "",
    held && state === STATE.fallback ? "fallback" : "",
    weight > 0 ? "plus" : weight < 0 ? "minus" : "",
    paint?.column === column && paint.read.has(row) ? "read" : "",
    chosen ? "chosen" : "",
  ]
    .filter(Boolean)
    .join(" ");
  cell.tabIndex = chosen ? 0 : -1;
  cell.setAttribute("aria-selected", String(chosen));
  const text = held ? number(value, scale.digits) : null;
  fill(
    cell,
    weight
      ? el("span", { class: "weight" }, weight > 0 ? "+" : "\u2212", el("span", { class: "much" }, fraction(weight)))
      : null,
    text ? el("span", { class: "number" }, text) : el("span", { class: "hidden" }, without(state, cover)),
  );
}

/** What a row's look depends on besides the selection. @type {(keyof Shown)[]} */
const KEPT = ["paint", "needs", "cover", "predicted", "colour", "scales"];

/** @param {Place | null} place @param {number} row @param {number} column */
const isAt = (place, row, column) => place !== null && place.row === row && place.column === column;

/** How thick a ring is: by weight, beside the largest one. @param {number} weight @param {number} most */
const ring = (weight, most) => THINNEST + (THICKEST - THINNEST) * (Math.abs(weight) / most);
