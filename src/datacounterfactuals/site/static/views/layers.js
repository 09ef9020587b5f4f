// A lattice of too many worlds for nodes: each layer is a strip that shows how its scores are spread,
// from the worst on the left to the best on the right.

import { count, number, share, signed, worldInWords } from "../lib/format.js";
import { STATE } from "../lib/cells.js";
import { svg } from "../lib/svg.js";
import { without } from "./cellwords.js";
import { patterns } from "./nodepaint.js";
import { MARGIN } from "./nodes.js";

/** @import { CellTable, Shown } from "../types.js" */
/** @import { Hasse } from "../lib/hasse.js" */
/** @import { Walked } from "./nodepaint.js" */

const BINS = 160;
const TALL = 22;
const TOP = 8;
const LEAST = 6; // air between strips
const HEIGHT = 560; // of the picture, where there is room

/**
 * Of one layer: how many worlds fall into each part of the scale, and their least, most and mean score.
 * @typedef {{ bins: Int32Array, most: number, held: number, least: number, best: number, mean: number }} Spread
 */

/** @type {{ table: CellTable, column: number, cover: Shown["cover"], spreads: Spread[] } | null} */
let known = null;

/** @param {Required<Shown>} shown @param {Hasse} hasse @returns {Spread[]} */
function spreadsOf({ table, selected: { column }, cover, scales }, hasse) {
  if (known?.table === table && known.column === column && known.cover === cover) return known.spreads;
  const values = table.oriented[column] ?? new Float32Array();
  const scale = scales.get(table.columns[column]?.scale ?? "");
  const spreads = hasse.layers.map((layer) => {
    const bins = new Int32Array(BINS);
    let [held, least, best, sum] = [0, Infinity, -Infinity, 0];
    for (const row of layer) {
      const value = values[row] ?? NaN;
      if (Number.isNaN(value) || !scale || cover(row, column)) continue;
      const bin = Math.min(BINS - 1, Math.floor(share(scale, value) * BINS));
      bins[bin] = (bins[bin] ?? 0) + 1;
      held++;
      sum += value;
      least = Math.min(least, value);
      best = Math.max(best, value);
    }
    return { bins, most: bins.reduce((top, one) => Math.max(top, one), 0), held, least, best, mean: sum / held };
  });
  known = { table, column, cover, spreads };
  return spreads;
}

/** @param {Hasse} hasse */
const pitch = (hasse) => Math.max(TALL + LEAST, Math.min(54, (HEIGHT - 2 * TOP) / hasse.layers.length));

/** Where a row stands. @param {Required<Shown>} shown @param {Hasse} hasse @param {number} width @param {number} row */
function spotOf({ table, scales, selected: { column } }, hasse, width, row) {
  const scale = scales.get(table.columns[column]?.scale ?? "");
  const value = table.oriented[column]?.[row] ?? NaN;
  const at = scale && !Number.isNaN(value) ? share(scale, value) : 0;
  return { x: MARGIN + at * (width - MARGIN - 8), y: TOP + hasse.layerOf(row) * pitch(hasse) + TALL / 2 };
}

/** @param {Required<Shown>} shown @param {Hasse} hasse @param {number} width @param {Walked} walked */
export function drawLayers(shown, hasse, width, walked) {
  const { table, selected } = shown;
  const about = table.columns[selected.column]?.name ?? "";
  const spreads = spreadsOf(shown, hasse);
  const height = 2 * TOP + (hasse.layers.length - 1) * pitch(hasse) + TALL;
  const spots = walked?.rows.map((row) => spotOf(shown, hasse, width, row)) ?? [];
  return svg(
    "svg",
    {
      class: "hasse",
      role: "grid",
      "aria-label": `Layers of training sets by size, ${about}`,
      "aria-rowcount": hasse.layers.length,
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
    },
    patterns(),
    ...hasse.layers.map((_, place) => strip(shown, hasse, width, place, /** @type {Spread} */ (spreads[place]))),
    spots.length ? svg("polyline", { class: "walk", "aria-hidden": "true", points: spots.map(({ x, y }) => `${x},${y}`).join(" ") }) : null,
    walked && spots.length > 1 ? svg("g", { class: "costs", "aria-hidden": "true" }, costs(shown, walked.rows, spots)) : null,
    chosen(shown, hasse, width),
  );
}

/** @param {Required<Shown>} shown @param {Hasse} hasse @param {number} width @param {number} place @param {Spread} spread */
function strip(shown, hasse, width, place, spread) {
  const layer = hasse.layers[place] ?? [];
  const { table, selected, scales } = shown;
  const { rows } = table;
  const scale = scales.get(table.columns[selected.column]?.scale ?? "");
  const here = hasse.layerOf(selected.row) === place;
  const size = rows.size(layer[0] ?? 0);
  const y = TOP + place * pitch(hasse);
  const room = width - MARGIN - 8;
  const wide = room / BINS;
  const bars = [];
  for (let bin = 0; bin < BINS; bin++) {
    const many = spread.bins[bin] ?? 0;
    if (!many) continue;
    const tall = Math.max(1.5, TALL * Math.sqrt(many / spread.most));
    bars.push(svg("rect", { x: MARGIN + bin * wide, y: y + TALL - tall, width: Math.max(1.5, wide + 0.3), height: tall, fill: shown.colour((bin + 0.5) / BINS).ground }));
  }
  const digits = scale?.digits ?? 2;
  const turned = (/** @type {number} */ value) => number(value * (scale?.better ?? 1), digits);
  const words = spread.held ? `${count(spread.held)} of ${count(layer.length)} worlds held, mean ${turned(spread.mean)}, worst ${turned(spread.least)}, best ${turned(spread.best)}` : `${count(layer.length)} worlds, none held`;
  return svg(
    "g",
    { role: "row", "aria-rowindex": place + 1 },
    svg("text", { class: "size", x: MARGIN - 8, y: y + TALL / 2, role: "rowheader", "aria-label": `${size} of ${rows.members.length}` }, String(size)),
    svg(
      "g",
      { role: "gridcell", tabindex: here ? 0 : -1, "aria-selected": String(here), "aria-label": here ? `${wordsOf(shown)}; in its layer ${words}` : words, class: here ? "layer here" : "layer" },
      svg("rect", { class: "ground", x: MARGIN, y, width: room, height: TALL }),
      ...bars,
    ),
  );
}

/** @param {Required<Shown>} shown */
function wordsOf({ table, selected: { row, column }, scales, cover }) {
  const value = table.shown[column]?.[row] ?? NaN;
  const covered = cover(row, column);
  const text = Number.isNaN(value) || covered ? without(table.states[row] ?? STATE.absent, covered) : number(value, scales.get(table.columns[column]?.scale ?? "")?.digits ?? 2);
  return `${worldInWords(table.rows, row)}: ${text}`;
}

/** The selected world on its strip. @param {Required<Shown>} shown @param {Hasse} hasse @param {number} width */
function chosen(shown, hasse, width) {
  const { x, y } = spotOf(shown, hasse, width, shown.selected.row);
  return svg("g", { class: "node chosen", "aria-hidden": "true" }, svg("rect", { class: "mark", x: x - 4, y: y - TALL / 2 - 3, width: 8, height: TALL + 6, rx: 2 }));
}

/** @param {Required<Shown>} shown @param {number[]} rows @param {{ x: number, y: number }[]} spots */
function costs(shown, rows, spots) {
  const { table, selected, scales } = shown;
  const values = table.oriented[selected.column] ?? new Float32Array();
  const digits = scales.get(table.columns[selected.column]?.scale ?? "")?.digits ?? 2;
  return spots.slice(1).map((spot, step) => {
    const [from, to] = [values[rows[step] ?? 0] ?? NaN, values[rows[step + 1] ?? 0] ?? NaN];
    const before = spots[step] ?? spot;
    return svg("text", { class: to > from ? "help" : to < from ? "harm" : "", x: (spot.x + before.x) / 2 + 8, y: (spot.y + before.y) / 2, "text-anchor": "start" }, signed(to - from, digits));
  });
}

/** The row of a strip whose score is nearest to a point. @param {Required<Shown>} shown @param {Hasse} hasse @param {number} width @param {number} x @param {number} y */
export function inLayer(shown, hasse, width, x, y) {
  const place = Math.max(0, Math.min(hasse.layers.length - 1, Math.floor((y - TOP + LEAST / 2) / pitch(hasse))));
  const { column } = shown.selected;
  let [best, far] = [-1, Infinity];
  for (const row of hasse.layers[place] ?? []) {
    if (Number.isNaN(shown.table.oriented[column]?.[row] ?? NaN) || shown.cover(row, column)) continue;
    const away = Math.abs(spotOf(shown, hasse, width, row).x - x);
    if (away < far) [best, far] = [row, away];
  }
  return best;
}
