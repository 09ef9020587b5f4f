// The grid: worlds by slices as a heatmap, with one tab stop. Only the rows in sight are in the page
// when there are many.

import { el, fill } from "../lib/dom.js";
import { STATE } from "../lib/cells.js";
import { fraction, number, share, worldInWords } from "../lib/format.js";
import { dotHeads, dots, MOST_DOTS } from "./dots.js";
import { typing, wayOf } from "./moving.js";

/** @import { Hand, Place, Shown, Stage } from "../types.js" */

const FLOWS = 48; // so many rows stand in the page as they are; more scroll in a window of their own
const AHEAD = 8; // rows kept ready beyond the window
const LAYER = 9; // air between layers, in pixels
const THINNEST = 1.75; // a ring's width by weight, in pixels
const THICKEST = 3;
const WORDS = { [STATE.failed]: "failed", [STATE.absent]: "not trained", [STATE.overBudget]: "over budget" };
const COVERED = { paid: "not paid for", guess: "to be guessed" };
const NEEDED = ["", "needed", "needed lacking"];

/** @param {HTMLElement} host @param {Hand} hand @returns {Stage} */
export function createGrid(host, hand) {
  /** @type {Shown | null} */
  let shown = null;
  /** @type {Map<number, HTMLElement>} by place in the order */
  const drawn = new Map();
  let pitch = 32; // the height of a row, in pixels
  const head = el("div", { class: "head", role: "row", "aria-rowindex": 1 });
  const body = el("div", { class: "body", role: "rowgroup" });
  const letters = typing();
  host.replaceChildren(el("div", { role: "rowgroup", class: "top" }, head), body);
  host.addEventListener("scroll", () => draw(), { passive: true });
  host.addEventListener("keydown", onKey);
  body.addEventListener("click", (event) => {
    const cell = /** @type {Element} */ (event.target).closest("[role=gridcell]");
    if (!(cell instanceof HTMLElement)) return;
    const [place, column] = [Number(cell.dataset["place"]), Number(cell.dataset["column"])];
    if (event.shiftKey || event.ctrlKey || event.metaKey) hand.compare?.(orderOf()[place] ?? 0, column);
    else choose(place, column);
  });
  new ResizeObserver(() => {
    if (shown && measure()) relay();
    draw();
  }).observe(host);

  /** @param {Shown} next */
  function show(next) {
    const before = shown;
    shown = next;
    const rebuilt = !before || before.table !== next.table || before.order !== next.order || before.columns.join() !== next.columns.join();
    if (rebuilt) {
      drawn.clear();
      body.replaceChildren();
      frame(next);
    }
    const same = !rebuilt && KEPT.every((part) => before[part] === next[part]);
    if (same) {
      draw();
      for (const row of new Set([before.selected.row, next.selected.row, before.against?.row ?? -1, next.against?.row ?? -1])) {
        const element = drawn.get(placeOf(row));
        if (element) paintRow(element, placeOf(row));
      }
    } else draw(true);
    if (rebuilt || before.selected.row !== next.selected.row) reveal();
  }

  /** Look up the height of a row; whether it changed. */
  function measure() {
    const before = pitch;
    pitch = Number.parseFloat(getComputedStyle(host).getPropertyValue("--pitch")) || before;
    return pitch !== before;
  }

  /** Put the rows where they belong. */
  function relay() {
    body.style.height = `${top(shown?.table.rows.count ?? 0)}px`;
    for (const [place, row] of drawn) row.style.transform = `translateY(${top(place)}px)`;
  }

  /** @param {Shown} now */
  function frame({ table, columns, caption }) {
    host.setAttribute("aria-rowcount", String(table.rows.count + 1));
    host.setAttribute("aria-colcount", String(columns.length + 1));
    host.classList.toggle("windowed", table.rows.count > FLOWS);
    host.classList.toggle("strips", table.rows.members.length > MOST_DOTS);
    host.style.setProperty("--columns", String(columns.length));
    host.style.setProperty("--objects", String(table.rows.members.length));
    fill(
      head,
      el("div", { class: "corner", role: "columnheader", "aria-colindex": 1 }, el("span", { class: "hidden" }, "world"), dotHeads(table.rows)),
      columns.map((column, place) =>
        el(
          "div",
          { class: "column", role: "columnheader", "aria-colindex": place + 2, title: table.columns[column]?.name },
          el("b", {}, table.columns[column]?.name),
          el("span", {}, caption(column)),
        ),
      ),
    );
    measure();
    relay();
  }

  /** Where a place in the order begins. @param {number} place */
  function top(place) {
    if (!shown) return 0;
    const layer = shown.layer ?? shown.table.layer;
    const last = shown.table.rows.count - 1;
    return place * pitch + (layer[Math.min(place, last)] ?? 0) * LAYER;
  }

  /** The places that are in sight. */
  function sight() {
    const count = shown?.table.rows.count ?? 0;
    if (count <= FLOWS) return { first: 0, end: count };
    const from = host.scrollTop;
    const to = from + host.clientHeight;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (top(middle + 1) < from) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < count && top(end) < to) end++;
    return { first: Math.max(0, low - AHEAD), end: Math.min(count, end + AHEAD) };
  }

  function draw(again = false) {
    if (!shown) return;
    const { first, end } = sight();
    const chosen = placeOf(shown.selected.row);
    const wanted = new Set([chosen]);
    for (let place = first; place < end; place++) wanted.add(place);
    for (const [place, row] of drawn) {
      if (!wanted.has(place)) {
        row.remove();
        drawn.delete(place);
      }
    }
    for (const place of [...wanted].sort((a, b) => a - b)) {
      const old = drawn.get(place);
      if (old && !again) continue;
      const row = old ?? newRow(place);
      paintRow(row, place);
      if (!old) {
        drawn.set(place, row);
        const after = [...drawn.keys()].filter((other) => other > place).sort((a, b) => a - b)[0];
        body.insertBefore(row, after === undefined ? null : (drawn.get(after) ?? null));
      }
    }
  }

  /** @param {number} place */
  function newRow(place) {
    const { table, columns } = /** @type {Shown} */ (shown);
    const row = el("div", { class: "row", role: "row", "aria-rowindex": place + 2 });
    row.style.transform = `translateY(${top(place)}px)`;
    row.append(
      el("div", { class: "world", role: "rowheader", "aria-colindex": 1 }),
      ...columns.map((column, at) =>
        el("div", { class: "cell", role: "gridcell", "aria-colindex": at + 2, "data-place": place, "data-column": column }),
      ),
    );
    row.dataset["size"] = String(table.rows.size(orderOf()[place] ?? 0));
    return row;
  }

  /** @param {HTMLElement} element @param {number} place */
  function paintRow(element, place) {
    const now = /** @type {Shown} */ (shown);
    const { table, selected } = now;
    const row = orderOf()[place] ?? 0;
    const [header, ...cells] = /** @type {HTMLElement[]} */ ([...element.children]);
    const used = (now.paint?.coefficients[row] ?? 0) !== 0;
    const about = used ? (now.paint?.about ?? new Set()) : new Set();
    const words = worldInWords(table.rows, row);
    fill(/** @type {HTMLElement} */ (header), el("span", { class: table.rows.members.length > MOST_DOTS ? "said" : "hidden" }, words), dots(table.rows, row, about));
    element.classList.toggle("chosen", row === selected.row);
    for (const cell of cells) paintCell(cell, now, row, Number(cell.dataset["column"]));
  }

  /** @param {HTMLElement} cell @param {Shown} now @param {number} row @param {number} column */
  function paintCell(cell, now, row, column) {
    const { table, scales, selected, paint } = now;
    const about = table.columns[column];
    const scale = about && scales.get(about.scale);
    const value = table.shown[column]?.[row] ?? NaN;
    const state = table.states[row] ?? STATE.absent;
    const cover = now.cover?.(row, column) ?? "";
    const held = scale && !Number.isNaN(value) && !cover;
    const weight = cover === "paid" ? 0 : paint?.column === column ? (paint.coefficients[row] ?? 0) : 0;
    const chosen = row === selected.row && column === selected.column;
    const { ground, ink } = held ? now.colour(share(scale, table.oriented[column]?.[row] ?? NaN)) : { ground: "", ink: "" };
    cell.style.backgroundColor = ground;
    cell.style.color = ink;
    cell.style.setProperty("--ring", weight ? `${ring(weight, paint?.most ?? 1)}px` : "0px");
    cell.className = [
      "cell",
      held ? "" : cover || "absent",
      NEEDED[now.needs?.[row] ?? 0] ?? "",
      isAt(now.against ?? null, row, column) ? "against" : "",
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
      text ? el("span", { class: "number" }, text) : el("span", { class: "hidden" }, cover ? COVERED[cover] : (WORDS[state] ?? "no score")),
    );
  }

  /** @param {number} row */
  function placeOf(row) {
    return orderOf().indexOf(row);
  }

  /** Rows by their place. */
  function orderOf() {
    return shown?.order ?? shown?.table.order ?? new Int32Array();
  }

  /** @param {number} place @param {number} column */
  function choose(place, column) {
    if (!shown) return;
    hand.select(orderOf()[place] ?? 0, column);
    focus();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (!shown) return;
    const { table, columns, selected } = shown;
    const layer = shown.layer ?? table.layer;
    const place = placeOf(selected.row);
    if (event.key === "Enter" && hand.compare) {
      event.preventDefault();
      hand.compare?.(selected.row, selected.column);
      return;
    }
    const found = letters(event, table.rows);
    if (found !== null) {
      event.preventDefault();
      if (found >= 0) choose(placeOf(found), selected.column);
      return;
    }
    const to = wayOf(event, { place, column: columns.indexOf(selected.column), count: table.rows.count, columns: columns.length, layer });
    if (!to) return;
    event.preventDefault();
    choose(to.place, columns[to.column] ?? selected.column);
  }

  function focus() {
    body.querySelector(".cell.chosen")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    const cell = body.querySelector(".cell.chosen");
    if (cell instanceof HTMLElement) cell.focus({ preventScroll: true });
  }

  /** Scroll the window to the selected row. */
  function reveal() {
    if (!shown || shown.table.rows.count <= FLOWS) return;
    const from = top(placeOf(shown.selected.row));
    const room = host.clientHeight - head.offsetHeight - pitch;
    if (from < host.scrollTop || from > host.scrollTop + room) host.scrollTop = Math.max(0, from - room / 2);
    draw();
  }

  return { show, focus };
}

/** What a row's look depends on besides the selection. @type {(keyof Shown)[]} */
const KEPT = ["paint", "needs", "cover", "colour"];

/** @param {Place | null} place @param {number} row @param {number} column */
const isAt = (place, row, column) => place !== null && place.row === row && place.column === column;

/** How thick a ring is: by weight, beside the largest one. @param {number} weight @param {number} most */
const ring = (weight, most) => THINNEST + (THICKEST - THINNEST) * (Math.abs(weight) / most);
