// The labels over the picture: rows as dots at the table's side, slices at its front, blocks at the
// back, and the numbers of what was deployed. They are text, and always upright.

import { el, fill } from "../lib/dom.js";

/** @import { Layout } from "./layout.js" */

const CLOSE = 9; // pixels under which two rows' labels would run into each other
const ROOM = 6.6; // pixels of a letter
const SLANT = 0.66; // how much of a slanted name's length goes down
const TURN = -40; // degrees
const [COS, SIN] = [Math.cos((TURN * Math.PI) / 180), Math.sin((-TURN * Math.PI) / 180)];
const EDGE = 3; // pixels kept free
const TIGHT = 13; // pixels between two names under which only those that matter are told of other blocks
const SPARSE = 10; // and under which others tell none
const CROWDED = 96; // and of a block

/**
 * @typedef {object} Labelled
 * @property {Layout} layout
 * @property {{ name: string, mark: string, due: number }[]} slices with what is said under the name
 * @property {{ row: number, slice: number, text: string }[]} values
 * @property {(row: number) => string} state of a row: "open", "shut" or ""
 * @property {(row: number, slice: number) => string} text what is said of a cell
 */

/** @param {HTMLElement} host @param {(x: number, y: number, z: number) => { x: number, y: number }} project to pixels */
export function createLabels(host, project) {
  /** @type {Labelled | null} */
  let shown = null;
  /** @type {Record<"lines" | "heads" | "blocks" | "values", HTMLElement[]>} */
  const made = { lines: [], heads: [], blocks: [], values: [] };
  const letters = el("span", { class: "letters" });
  const over = el("span", { class: "value over" });

  /** @param {Labelled} next */
  function show(next) {
    shown = next;
    const { layout, slices } = next;
    fill(letters, layout.base.map((piece) => el("b", {}, piece)));
    made.lines = layout.firsts.flatMap(({ place }) =>
      Array.from({ length: layout.lines }, (_, line) => {
        const row = layout.rows[layout.at(place, line)] ?? [];
        return el("span", { class: "line dots" }, layout.base.map((piece) => el("i", { class: row.includes(piece) ? "on" : "off" })));
      }),
    );
    made.heads = front(layout).flatMap(({ place: block }) =>
      slices.map((slice, place) => el("span", { class: `slice ${slice.mark ? "marked" : ""} ${slice.due === 1 ? "now" : ""}`, "data-block": block, "data-slice": place }, el("b", {}, slice.name), slice.mark ? el("small", {}, slice.mark) : null)),
    );
    made.blocks = layout.blocks.length < 2 ? [] : layout.blocks.map((one) => el("span", { class: "block" }, one.made.length ? `with ${one.made.join(" ")}` : "as it began"));
    made.values = next.values.map(({ text }) => el("span", { class: "value" }, text));
    fill(host, letters, made.lines, made.heads, made.blocks, made.values, over);
  }

  /** How much room they need around the table. @param {number} width */
  function margins(width) {
    if (!shown) return { left: 20, right: 20, top: 20, bottom: 40 };
    const { layout, slices } = shown;
    const left = layout.base.length * 9 + 26;
    const longest = Math.max(...slices.map((one) => Math.min(16, one.name.length)));
    const column = (width - left - 40) / (front(layout).length * layout.slices);
    const slanted = column < longest * ROOM + 8;
    host.classList.toggle("slanted", slanted);
    host.classList.toggle("crowded", column * layout.slices < CROWDED);
    return { left, right: 24, top: layout.blocks.length > 1 ? 32 : 22, bottom: slanted ? 20 + longest * ROOM * SLANT : 44 };
  }

  /**
   * Put them where they belong.
   * @param {(row: number, slice: number) => number} height
   * @param {{ row: number, column: number }} selected @param {{ row: number, column: number } | null} hovered
   */
  function lay(height, selected, hovered) {
    if (!shown) return;
    const { layout } = shown;
    const left = layout.edge.left + 0.2;
    const own = layout.block[selected.row] ?? 0;
    const spots = layout.firsts.flatMap(({ place }) => Array.from({ length: layout.lines }, (_, line) => project(left, 0, layout.z(layout.at(place, line)))));
    const placed = (/** @type {number} */ row) => (row < 0 ? -1 : (layout.blocks[layout.block[row] ?? 0]?.band ?? 0) * layout.lines + (layout.line[row] ?? 0));
    const [chosen, pointed] = [placed(selected.row), hovered ? placed(hovered.row) : -1];
    const wanted = spots.filter((_, at) => at === chosen || at === pointed);
    for (let band = 0; band < layout.firsts.length; band++) {
      let last = Infinity;
      for (let line = layout.lines - 1; line >= 0; line--) {
        const at = band * layout.lines + line;
        const [spot, label] = [spots[at], made.lines[at]];
        if (!spot || !label) continue;
        const clear = last - spot.y >= CLOSE && wanted.every((one) => Math.abs(one.y - spot.y) >= CLOSE);
        const seen = at === chosen || at === pointed || clear;
        if (seen) last = spot.y;
        label.hidden = !seen;
        label.classList.toggle("chosen", at === chosen);
        label.classList.toggle("hovered", at === pointed);
        label.classList.toggle("shut", shown.state(layout.at(at === chosen ? own : (layout.firsts[band]?.place ?? 0), line)) === "shut");
        put(label, spot, -100, -10);
      }
    }
    const top = spots[(layout.firsts.length - 1) * layout.lines];
    if (top) put(letters, { x: top.x, y: Math.min(top.y - 13, project(left, 0, layout.edge.back).y) }, -100, -10);
    const slanted = host.classList.contains("slanted");
    const apart = slanted ? between(headSpot(layout, 0), headSpot(layout, Math.min(1, layout.slices - 1))) : Infinity;
    host.classList.toggle("tight", apart < TIGHT && front(layout).length > 1);
    host.classList.toggle("sparse", apart < SPARSE);
    for (const [at, head] of made.heads.entries()) {
      const slice = at % layout.slices;
      const spot = headSpot(layout, at);
      if (slanted) put(head, { x: spot.x + 4, y: spot.y + 6 }, -100, 0, TURN);
      else put(head, spot, -50, 0, 0, 0);
      head.classList.toggle("own", layout.blocks[own]?.x === front(layout)[Math.floor(at / layout.slices)]?.x);
      head.classList.toggle("lit", hovered?.column === slice || selected.column === slice);
    }
    for (const [at, label] of made.blocks.entries()) {
      const { left: from = 0, right: to = 0, back = 0 } = layout.blocks[at] ?? {};
      put(label, project((from + to) / 2, tallest(layout, at, height) + 0.4, back), -50, 0, 0, -100);
      label.classList.toggle("chosen", own === at);
    }
    const told = hovered ?? selected;
    const spoken = shown.text(told.row, told.column);
    over.hidden = told.row < 0 || spoken === "" || shown.values.some(({ row, slice }) => row === told.row && slice === told.column);
    if (!over.hidden) {
      over.textContent = spoken;
      put(over, project(layout.x(told.row, told.column), height(told.row, told.column) + 0.15, layout.z(told.row)), -50, 0, 0, -100);
    }
    for (const [at, label] of made.values.entries()) {
      const { row, slice } = shown.values[at] ?? { row: 0, slice: 0 };
      put(label, project(layout.x(row, slice), height(row, slice) + 0.15, layout.z(row)), -50, 0, 0, -100);
    }
  }

  /** How far the names of slices would stand out of the picture, in pixels, as the camera stands. @param {number} width @param {number} height */
  function outside(width, height) {
    let [left, bottom, right] = [0, 0, 0];
    if (!shown) return { left, bottom, right };
    const { layout } = shown;
    const slanted = host.classList.contains("slanted");
    const sizes = made.heads.map((head) => [head.offsetWidth, head.offsetHeight]);
    const most = [Math.max(...sizes.map(([wide = 0]) => wide)), Math.max(...sizes.map(([, tall = 0]) => tall))];
    for (const at of made.heads.keys()) {
      const spot = headSpot(layout, at);
      const [wide = 0, tall = 0] = sizes[at]?.[0] ? sizes[at] : most; // one that is not shown now may be
      const box = slanted ? { left: spot.x + 4 - wide * COS - tall * SIN, right: spot.x + 8, bottom: spot.y + 6 + wide * SIN + tall * COS } : { left: spot.x - wide / 2, right: spot.x + wide / 2, bottom: spot.y + tall };
      left = Math.max(left, EDGE - box.left);
      right = Math.max(right, box.right + EDGE - width);
      bottom = Math.max(bottom, box.bottom + EDGE - height);
    }
    return { left, bottom, right };
  }

  /** Where a slice is named. @param {Layout} layout @param {number} at of the heads */
  function headSpot(layout, at) {
    const [place, slice] = [front(layout)[Math.floor(at / layout.slices)]?.place ?? 0, at % layout.slices];
    return project(layout.x(layout.at(place, 0), slice), 0, layout.edge.front + 0.2);
  }

  return { show, lay, margins, outside };
}

/** @param {Layout} layout @param {number} block @param {(row: number, slice: number) => number} height */
function tallest(layout, block, height) {
  let most = 0;
  for (let line = 0; line < Math.min(6, layout.lines); line++) {
    for (let slice = 0; slice < layout.slices; slice++) most = Math.max(most, height(layout.at(block, line), slice));
  }
  return most;
}

/** How far apart two slanted names are. @param {{ x: number, y: number }} one @param {{ x: number, y: number }} other */
const between = (one, other) => Math.abs((other.x - one.x) * SIN + (other.y - one.y) * COS) || Infinity;

/** The blocks nearest to the reader. @param {Layout} layout */
const front = (layout) => layout.blocks.filter(({ band }) => band === 0);

/** @param {HTMLElement} label @param {{ x: number, y: number }} spot @param {number} across percent of itself @param {number} aside @param {number} turn degrees @param {number} down percent */
function put(label, spot, across, aside, turn = 0, down = -50) {
  label.style.transform = `translate(${Math.round((spot.x + aside) * 2) / 2}px, ${Math.round(spot.y * 2) / 2}px) rotate(${turn}deg) translate(${across}%, ${down}%)`;
}
