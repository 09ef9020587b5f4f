// The grid where rows are many: one canvas that shows all of them as lines of means, or some of them
// as cells, with every size between; a million cells are one picture.

import { el } from "../lib/dom.js";
import { evidenceRuns, neededRuns, profileOf } from "../lib/profile.js";
import { fitting, MOST_PITCH, rulerOf } from "../lib/ruler.js";
import { MOST_DOTS } from "./dots.js";
import { showHeads } from "./heads.js";
import { listen } from "./heatmoves.js";
import { paint } from "./heatpaint.js";
import { seam } from "./heatrows.js";
import { spansOf } from "./heatspans.js";
import { themeOf } from "./heattheme.js";
import { typing, wayOf } from "./moving.js";
import { createNearby } from "./nearby.js";
import { createPeek } from "./peek.js";
import { createZoom } from "./zoom.js";

/** @import { Hand, Shown } from "../types.js" */
/** @import { Profile } from "../lib/profile.js" */
/** @import { Heat } from "./heatpaint.js" */
/** @import { Theme } from "./heattheme.js" */

const LEAST = 49; // the least width of a column, gap included, whose rows are read at ease
const WIDENED = 20; // columns grow with rows until these are so tall
const GUTTER = 28; // on the right: the sizes of layers, or all rows in a strip
const READABLE = 28; // the height of a row that a double click goes to
const STEP = 1.6; // by how much a key or a button zooms
const SETTLED = 350; // milliseconds after which a zoom is written into the address
const GLIDE = 220; // milliseconds of a zoom that is seen
const UPRIGHT = 44; // columns narrower than this have upright names
const SHORT = 3; // unless all names are so short
const BARE = 12; // and narrower than this none
const PAGE = 10; // rows of a page where there are no layers

/**
 * @param {HTMLElement} host
 * @param {Hand} hand
 */
export function createHeatmap(host, hand) {
  const canvas = el("canvas", { class: "heat", "aria-hidden": "true" });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const near = el("div", { class: "near", role: "presentation" });
  const strip = el("div", { class: "overview", "aria-hidden": "true" });
  const stage = el("div", { class: "stage", role: "presentation" }, canvas, near, strip);
  const head = el("div", { class: "head", role: "row", "aria-rowindex": 1 });
  const top = el("div", { role: "rowgroup", class: "top" }, head);
  const body = el("div", { class: "body", role: "rowgroup" }, stage);
  const tools = createZoom({ nearer: () => step(STEP ** 2), farther: () => step(STEP ** -2), all: () => glide(0, middle()) });
  const nearby = createNearby(near);
  const peek = createPeek(stage);
  const letters = typing();

  /** @type {Required<Shown> | null} */
  let shown = null;
  /** @type {Heat | null} */
  let heat = null;
  /** @type {Profile | null} */
  let profile = null;
  /** @type {Theme | null} */
  let theme = null;
  /** @type {Heat["evidence"]} */
  let evidence = null;
  /** @type {Int32Array} by row */
  let places = new Int32Array();
  let pitch = 0; // 0: all rows are in sight
  let y = 0;
  /** @type {Heat["needed"]} */
  let needed = null;
  let long = false; // whether a column's name does not stand over a narrow column
  /** @type {ReturnType<typeof layOut> | null} */
  let laid = null;
  let measuredFor = "";
  let waiting = false;
  let settling = 0;
  let gliding = 0;
  /** @type {{ x: number, y: number } | null} */
  let pointer = null;

  listen(stage, strip, {
    pitch: () => heat?.ruler.pitch ?? MOST_PITCH,
    zoom: (next, at) => zoom(next, at),
    dive: (at) => (heat && heat.ruler.pitch >= READABLE - 1 ? glide(0, at) : glide(READABLE, at)),
    pan: (dx, dy) => scrollTo(host.scrollLeft + dx, y + dy),
    pick(x, at, event) {
      const found = under(x, at);
      if (!found || !shown) return;
      if (event.shiftKey || event.ctrlKey || event.metaKey) hand.compare?.(shown.order[found.place] ?? 0, found.column);
      else choose(found.place, found.column);
    },
    jump(share) {
      if (!heat) return;
      const place = heat.whole.at(share * heat.whole.total);
      scrollTo(host.scrollLeft, heat.ruler.top(place) - heat.height / 2);
    },
  });
  host.addEventListener("scroll", () => heat && later(), { passive: true });
  stage.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse") return;
    const box = stage.getBoundingClientRect();
    pointer = { x: event.clientX - box.left, y: event.clientY - box.top };
    look();
  });
  stage.addEventListener("pointerleave", () => {
    pointer = null;
    peek.hide();
  });
  near.addEventListener("focusin", () => later());
  near.addEventListener("focusout", () => later());
  new ResizeObserver(() => host.contains(canvas) && draw()).observe(host);
  void document.fonts.ready.then(() => {
    laid = null;
    if (host.contains(canvas)) draw();
  });

  /** @param {Required<Shown>} next */
  function show(next) {
    const before = shown;
    shown = next;
    const rebuilt = !host.contains(canvas) || before?.table !== next.table || before.order !== next.order || before.columns.join() !== next.columns.join();
    if (rebuilt) frame(next);
    if (rebuilt || before?.cover !== next.cover || before?.predicted !== next.predicted) profile = profileOf(next.table, next.order, next.cover, next.predicted);
    if (rebuilt || before?.colour !== next.colour) theme = themeOf(host, next.colour, context);
    if (rebuilt || before?.paint !== next.paint) evidence = next.paint && evidenceRuns(next.paint, next.order);
    if (rebuilt || before?.needs !== next.needs) needed = next.needs && neededRuns(next.needs, next.order);
    const asked = Number(next.state.zoom ?? 0) || 0;
    if (rebuilt || (before && before.state.zoom !== next.state.zoom)) if (settling === 0) pitch = asked;
    nearby.show(next, placeOf(next.selected.row));
    draw();
    if (rebuilt || before?.selected.row !== next.selected.row || before.selected.column !== next.selected.column) reveal();
  }

  /** @param {Required<Shown>} now */
  function frame({ table, columns, caption, order }) {
    laid = null;
    long = columns.some((column) => (table.columns[column]?.name.length ?? 0) > SHORT);
    if (!host.contains(canvas)) {
      host.replaceChildren(top, body);
      host.after(tools.host);
      host.scrollTop = y = 0;
    }
    host.setAttribute("aria-rowcount", String(table.rows.count + 1));
    host.setAttribute("aria-colcount", String(columns.length + 1));
    host.classList.add("many");
    host.classList.toggle("strips", table.rows.members.length > MOST_DOTS);
    host.style.setProperty("--columns", String(columns.length));
    host.style.setProperty("--objects", String(table.rows.members.length));
    showHeads(head, table, columns, caption);
    places = new Int32Array(order.length);
    for (const [place, row] of order.entries()) places[row] = place;
  }

  /** Give the host back. */
  function leave() {
    host.classList.remove("many", "upright", "bare");
    tools.host.remove();
    shown = heat = null;
  }

  /** Everything's place, as the window and the zoom are now. @returns {Heat | null} */
  function measured() {
    if (!shown || !profile || !theme || host.clientWidth === 0) return null;
    const key = [host.clientWidth, host.clientHeight, pitch, devicePixelRatio].join();
    if (key !== measuredFor) laid = null;
    laid ??= layOut(shown);
    measuredFor = [host.clientWidth, host.clientHeight, pitch, devicePixelRatio].join();
    return {
      ...laid,
      scene: shown,
      profile,
      evidence,
      needed,
      theme,
      chosen: shown.selected.row < 0 ? -1 : placeOf(shown.selected.row),
      against: shown.against ? placeOf(shown.against.row) : -1,
      x: host.scrollLeft,
      y,
      focused: near.contains(document.activeElement),
      zoomed: pitch > 0,
    };
  }

  /** Give columns and rows their sizes, and look where the dots stand. @param {Required<Shown>} now */
  function layOut({ columns, layer }) {
    const width = host.clientWidth;
    const corner = /** @type {HTMLElement} */ (head.firstElementChild);
    const worlds = Number.parseFloat(getComputedStyle(corner).width) || corner.offsetWidth;
    const many = Math.max(1, columns.length);
    // The heads' height follows from the columns' width, that from the rows' height: the old one serves.
    const all = Math.min(WIDENED - 1, fitting(layer, heat?.height ?? host.clientHeight - head.offsetHeight));
    const grown = Math.max(0, Math.min(1, ((pitch || all) - all) / (WIDENED - all)));
    const wide = Math.max((width - worlds - GUTTER) / many, LEAST * grown);
    const gap = wide >= 20 ? 3 : wide >= 6 ? 1 : 0;
    const column = wide - gap;
    host.style.setProperty("--column", `${column}px`);
    host.style.setProperty("--gap", `${gap}px`);
    host.classList.toggle("upright", column < UPRIGHT && long);
    host.classList.toggle("bare", column < BARE);
    const height = Math.max(60, host.clientHeight - top.offsetHeight);
    const fit = fitting(layer, height);
    if (pitch && pitch <= fit * 1.001) pitch = 0;
    const ruler = rulerOf(layer, pitch || fit, height);
    // A little more than there is: lengths that a browser rounds must not hold the last row back.
    body.style.height = `${pitch ? Math.ceil(ruler.total) + 2 : height}px`;
    body.style.width = `${worlds + many * wide + GUTTER}px`;
    stage.style.top = `${top.getBoundingClientRect().height}px`;
    stage.style.height = `${height}px`;
    stage.style.width = `${width}px`;
    const from = corner.getBoundingClientRect().left;
    const boxes = [...head.querySelectorAll(".corner b")].map((label) => label.getBoundingClientRect());
    return {
      ruler,
      whole: rulerOf(layer, fit, height),
      width,
      height,
      ratio: devicePixelRatio || 1,
      worlds,
      column,
      gap,
      gutter: GUTTER,
      dots: boxes.map((box) => (box.left + box.right) / 2 - from),
      dot: boxes[0]?.width ?? 8,
    };
  }

  function draw() {
    if (Math.abs(host.scrollTop - y) >= 1) y = host.scrollTop;
    heat = measured();
    if (!heat || !shown) return;
    y = heat.y = Math.max(0, Math.min(heat.ruler.total - heat.height, heat.y));
    const { width, height, ratio, ruler } = heat;
    const [wide, tall] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== tall) [canvas.width, canvas.height] = [wide, tall];
    paint(context, heat);
    nearby.lay((place) => ruler.top(place) - y, ruler.pitch - seam(ruler.pitch));
    strip.hidden = !heat.zoomed;
    host.dataset["pitch"] = String(ruler.pitch);
    tools.tell(heat);
    look();
  }

  function later() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  }

  /** @param {number} x @param {number} down */
  function scrollTo(x, down) {
    if (!heat) return;
    y = Math.max(0, Math.min(heat.ruler.total - heat.height, down));
    host.scrollTop = y;
    host.scrollLeft = x;
    later();
  }

  /** @param {number} next the height of a row; 0 for all rows @param {number} at the height that stays */
  function zoom(next, at) {
    if (!heat || !shown) return;
    const old = heat.ruler;
    const before = stage.getBoundingClientRect().top;
    const place = old.at(y + at);
    const part = Math.max(0, Math.min(1, (y + at - old.top(place)) / old.pitch));
    const fit = heat.whole.pitch;
    pitch = next <= fit * 1.001 ? 0 : Math.min(MOST_PITCH, next);
    heat = measured();
    if (!heat) return;
    const { ruler, height } = heat;
    const stays = at + before - stage.getBoundingClientRect().top; // where the heads grow or shrink, the window moves
    y = Math.max(0, Math.min(ruler.total - height, ruler.top(place) + part * ruler.pitch - stays));
    host.scrollTop = y;
    later();
    clearTimeout(settling);
    settling = window.setTimeout(() => {
      settling = 0;
      const said = pitch ? String(Number(pitch.toPrecision(3))) : null;
      if (shown && said !== shown.state.zoom) hand.turn?.({ zoom: said }, false);
    }, SETTLED);
  }

  /** Zoom so that it is seen. @param {number} to @param {number} at */
  function glide(to, at) {
    if (!heat) return;
    cancelAnimationFrame(gliding);
    const from = heat.ruler.pitch;
    const end = to || heat.whole.pitch;
    const began = performance.now();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return zoom(to, at);
    const go = (/** @type {number} */ now) => {
      const share = Math.min(1, (now - began) / GLIDE);
      const eased = 1 - (1 - share) ** 3;
      zoom(share === 1 ? to : from * (end / from) ** eased, at);
      if (share < 1) gliding = requestAnimationFrame(go);
    };
    gliding = requestAnimationFrame(go);
  }

  /** Zoom about the selected row where it is in sight. @param {number} by */
  function step(by) {
    if (heat) glide(Math.min(MOST_PITCH, heat.ruler.pitch * by), middle());
  }

  function middle() {
    if (!heat) return 0;
    const at = heat.chosen < 0 ? -1 : heat.ruler.top(heat.chosen) + heat.ruler.pitch / 2 - y;
    return at >= 0 && at <= heat.height ? at : heat.height / 2;
  }

  /** What is at a point of the window. @param {number} x @param {number} at */
  function under(x, at) {
    if (!heat || !shown || at < 0 || at >= heat.height || x > heat.width - heat.gutter) return null;
    if (y + at > heat.ruler.total) return null;
    const place = heat.ruler.at(y + at);
    const step = heat.column + heat.gap;
    const number = x < heat.worlds ? shown.columns.indexOf(shown.selected.column) : Math.floor((x - heat.worlds + heat.x) / step);
    const column = shown.columns[number];
    return column === undefined ? null : { place, column };
  }

  function look() {
    const found = pointer && !stage.classList.contains("dragged") && under(pointer.x, pointer.y);
    if (!found || !shown || !heat || !pointer) return peek.hide();
    const line = Math.floor(pointer.y * heat.ratio);
    const spans = spansOf(heat.ruler, y + line / heat.ratio, 1 / heat.ratio, heat.ratio);
    peek.show(shown, { ...found, ...pointer, from: spans.from[0] ?? 0, to: spans.to[0] ?? 0 });
  }

  /** @param {number} row */
  const placeOf = (row) => places[row] ?? 0;

  /** @param {number} place @param {number} column */
  function choose(place, column) {
    if (!shown) return;
    hand.select(shown.order[place] ?? 0, column);
    focus();
  }

  function focus() {
    nearby.focus();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (!shown) return;
    const { table, columns, selected, layer } = shown;
    const place = placeOf(selected.row);
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (plain && ["+", "=", "-"].includes(event.key)) {
      event.preventDefault();
      return step(event.key === "-" ? 1 / STEP : STEP);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      return hand.compare?.(selected.row, selected.column);
    }
    const found = letters(event, table.rows);
    if (found !== null) {
      event.preventDefault();
      if (found >= 0) choose(placeOf(found), selected.column);
      return;
    }
    const to = wayOf(event, { place, column: columns.indexOf(selected.column), count: table.rows.count, columns: columns.length, layer, page: PAGE });
    if (!to) return;
    event.preventDefault();
    choose(to.place, columns[to.column] ?? selected.column);
  }

  /** Bring the selected cell into sight. */
  function reveal() {
    if (!heat || !shown || heat.chosen < 0) return;
    const { ruler, height, width, worlds, gutter, column, gap } = heat;
    const down = ruler.top(heat.chosen);
    const fits = down >= y && down + ruler.pitch <= y + height;
    const across = shown.columns.indexOf(shown.selected.column) * (column + gap);
    const room = width - worlds - gutter;
    const x = across < host.scrollLeft ? across : across + column > host.scrollLeft + room ? across + column - room : host.scrollLeft;
    if (fits && x === host.scrollLeft) return;
    const far = down < y - height || down > y + 2 * height;
    const edge = down < y ? down - ruler.pitch : down + 2 * ruler.pitch - height;
    y = Math.max(0, Math.min(ruler.total - height, fits ? y : far ? down - height / 2 : edge));
    host.scrollTop = y;
    host.scrollLeft = x;
    draw();
  }

  return { show, focus, onKey, leave };
}
