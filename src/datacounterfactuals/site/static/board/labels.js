// The labels over the picture: rows as dots at the table's side, slices at its front, blocks at the
// back, and the numbers of what was deployed. They are text, and always upright.

import { el, fill } from "../lib/dom.js";

/** @import { Layout } from "./layout.js" */

const CLOSE = 9; // pixels under which two rows' labels would run into each other
const ROOM = 6.6; // pixels of a letter
const SLANT = 0.66; // how much of a slanted name's length goes down

/**
 * @typedef {object} Labelled
 * @property {Layout} layout
 * @property {{ name: string, mark: string }[]} slices with what is said under the name
 * @property {{ row: number, slice: number, text: string }[]} values
 * @property {(row: number) => string} state of a row: "open", "shut" or ""
 */

/** @param {HTMLElement} host @param {(x: number, y: number, z: number) => { x: number, y: number }} project to pixels */
export function createLabels(host, project) {
  /** @type {Labelled | null} */
  let shown = null;
  /** @type {Record<"lines" | "heads" | "blocks" | "values", HTMLElement[]>} */
  const made = { lines: [], heads: [], blocks: [], values: [] };
  const letters = el("span", { class: "letters" });

  /** @param {Labelled} next */
  function show(next) {
    shown = next;
    const { layout, slices } = next;
    fill(letters, layout.base.map((piece) => el("b", {}, piece)));
    made.lines = layout.depth.map((_, line) => {
      const row = layout.rows[layout.at(0, line)] ?? [];
      return el("span", { class: "line dots" }, layout.base.map((piece) => el("i", { class: row.includes(piece) ? "on" : "off" })));
    });
    made.heads = layout.blocks.flatMap((_, block) =>
      slices.map((slice, place) => el("span", { class: `slice ${slice.mark ? "marked" : ""}`, "data-block": block, "data-slice": place }, el("b", {}, slice.name), slice.mark ? el("small", {}, slice.mark) : null)),
    );
    made.blocks = layout.blocks.length < 2 ? [] : layout.blocks.map((one) => el("span", { class: "block" }, one.made.length ? `with ${one.made.join(", ")}` : "as it began"));
    made.values = next.values.map(({ text }) => el("span", { class: "value" }, text));
    fill(host, letters, made.lines, made.heads, made.blocks, made.values);
  }

  /** How much room they need around the table. @param {number} width @param {number} many columns */
  function margins(width, many) {
    if (!shown) return { left: 20, right: 20, top: 20, bottom: 40 };
    const { layout, slices } = shown;
    const left = layout.base.length * 9 + 26;
    const longest = Math.max(...slices.map((one) => Math.min(16, one.name.length)));
    const slanted = (width - left - 30) / many < longest * ROOM + 8;
    host.classList.toggle("slanted", slanted);
    return { left, right: slanted ? 46 : 22, top: layout.blocks.length > 1 ? 34 : 22, bottom: slanted ? 26 + longest * ROOM * SLANT : 44 };
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
    const near = [selected.row, hovered?.row ?? -1].map((row) => layout.line[row] ?? -1);
    let last = Infinity;
    const spots = layout.depth.map((z) => project(left, 0, z));
    const wanted = spots.map((spot, line) => near.includes(line) && spot);
    for (let line = made.lines.length - 1; line >= 0; line--) {
      const spot = spots[line];
      const label = made.lines[line];
      if (!spot || !label) continue;
      const chosen = near.includes(line);
      const clear = wanted.every((one) => !one || one === spot || Math.abs(one.y - spot.y) >= CLOSE);
      const seen = chosen || (clear && last - spot.y >= CLOSE);
      if (seen) last = spot.y;
      label.hidden = !seen;
      label.classList.toggle("chosen", layout.line[selected.row] === line);
      label.classList.toggle("hovered", hovered !== null && layout.line[hovered.row] === line);
      const state = shown.state(layout.at(layout.block[selected.row] ?? 0, line));
      label.classList.toggle("shut", state === "shut");
      put(label, spot, -100, -50, -10);
    }
    const top = spots[0];
    if (top) put(letters, { x: top.x, y: Math.min(top.y - 13, project(left, 0, layout.edge.back).y) }, -100, -50, -10);
    for (const [at, head] of made.heads.entries()) {
      const [block, slice] = [Math.floor(at / layout.slices), at % layout.slices];
      const row = layout.at(block, 0);
      put(head, project(layout.x(row, slice), 0, layout.edge.front + 0.2), host.classList.contains("slanted") ? 0 : -50, 0, 0);
      head.classList.toggle("near", hovered?.column === slice || selected.column === slice);
    }
    for (const [at, label] of made.blocks.entries()) {
      const { left: from = 0, right: to = 0 } = layout.blocks[at] ?? {};
      put(label, project((from + to) / 2, tallest(layout, at, height) + 0.5, layout.edge.back), -50, -100, 0);
      label.classList.toggle("chosen", layout.block[selected.row] === at);
    }
    for (const [at, label] of made.values.entries()) {
      const { row, slice } = shown.values[at] ?? { row: 0, slice: 0 };
      put(label, project(layout.x(row, slice), height(row, slice) + 0.15, layout.z(row)), -50, -100, 0);
    }
  }

  return { show, lay, margins };
}

/** @param {Layout} layout @param {number} block @param {(row: number, slice: number) => number} height */
function tallest(layout, block, height) {
  let most = 0;
  for (let line = 0; line < Math.min(6, layout.depth.length); line++) {
    for (let slice = 0; slice < layout.slices; slice++) most = Math.max(most, height(layout.at(block, line), slice));
  }
  return most;
}

/** @param {HTMLElement} label @param {{ x: number, y: number }} spot @param {number} across @param {number} down percent of itself @param {number} aside */
function put(label, spot, across, down, aside) {
  label.style.transform = `translate(${Math.round((spot.x + aside) * 2) / 2}px, ${Math.round(spot.y * 2) / 2}px) translate(${across}%, ${down}%)`;
}
