// The heatmap's picture: pixel rows that are means of the rows they cover, or, when rows are tall
// enough, cells with numbers, dots and rings. Nothing here listens or remembers.

import { number, share } from "../lib/format.js";
import { finish, pixels, stretch } from "./heatpixels.js";
import { ROUND, rowsInSight, seam } from "./heatrows.js";
import { spansOf } from "./heatspans.js";
import { drawDots, drawMembers, drawNeeded } from "./heatworlds.js";

/** @import { Shown } from "../types.js" */
/** @import { Profile } from "../lib/profile.js" */
/** @import { Ruler } from "../lib/ruler.js" */
/** @import { Theme } from "./heattheme.js" */

export const CELLS = 13; // pixels: from this height on a row is drawn as cells
const DOTTED = 6.5; // from this height on a world is a row of dots
const AIRY = 24; // from this height on there is room within a ring
const NUMBERED = 36; // the least width of a column whose numbers are written

/**
 * Everything a picture depends on. Lengths are CSS pixels.
 * @typedef {object} Heat
 * @property {Required<Shown>} scene
 * @property {Profile} profile
 * @property {Ruler} ruler
 * @property {Ruler} whole the ruler at which all rows are in sight
 * @property {{ plus: Float64Array, minus: Float64Array, seen: Int32Array } | null} evidence
 * @property {{ held: Int32Array, missing: Int32Array } | null} needed
 * @property {number} chosen the place of the selected row, or -1 if that is in another grid
 * @property {number} against the place of the row it is compared with, or -1
 * @property {Theme} theme
 * @property {number} width
 * @property {number} height
 * @property {number} ratio device pixels to a CSS pixel
 * @property {number} x how far the columns are scrolled
 * @property {number} y how far the rows are scrolled
 * @property {number} worlds the width of the rows' heads
 * @property {number} column the width of a column, and `gap` of the air after it
 * @property {number} gap
 * @property {number} gutter the width of the strip on the right
 * @property {number[]} dots where the dots stand, and `dot` how large they are
 * @property {number} dot
 * @property {boolean} focused
 * @property {boolean} zoomed
 */

/** Whether rows are drawn as cells. @param {Heat} heat */
const asCells = (heat) => heat.ruler.pitch >= CELLS;

/** The places of the columns in sight. @param {Heat} heat */
export function columnsInSight({ scene, x, width, worlds, gutter, column, gap }) {
  const step = column + gap;
  const first = Math.max(0, Math.floor(x / step));
  const end = Math.min(scene.columns.length, Math.ceil((x + width - worlds - gutter) / step));
  return { first, end };
}

/** Where a column begins. @param {Heat} heat @param {number} at */
const left = (heat, at) => heat.worlds + at * (heat.column + heat.gap) - heat.x;

/** @param {CanvasRenderingContext2D} context @param {Heat} heat */
export function paint(context, heat) {
  const { width, height, ratio, worlds, gutter } = heat;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const spans = spansOf(heat.ruler, heat.y, height, ratio);
  context.save();
  context.beginPath();
  context.rect(worlds, 0, width - worlds - gutter, height);
  context.clip();
  if (asCells(heat)) drawCells(context, heat);
  else {
    drawPixels(context, heat, spans);
    drawEvidence(context, heat, spans);
  }
  context.restore();
  if (heat.ruler.pitch >= DOTTED) drawDots(context, heat);
  else drawMembers(context, heat, spans);
  if (!asCells(heat)) drawNeeded(context, heat, spans);
  drawChosen(context, heat);
  if (heat.zoomed) drawOverview(context, heat);
  else drawSizes(context, heat);
}

/** Each column as pixel rows. @param {CanvasRenderingContext2D} context @param {Heat} heat @param {import("./heatspans.js").Spans} spans */
function drawPixels(context, heat, spans) {
  const { first, end } = columnsInSight(heat);
  const { scene, profile, theme } = heat;
  if (end <= first) return;
  const wide = end - first;
  const data = pixels(wide, spans.rows);
  for (let at = first; at < end; at++) {
    const column = scene.columns[at] ?? 0;
    const scale = scene.scales.get(scene.table.columns[column]?.scale ?? "");
    const { sum, held, shut } = profile.run(column);
    const spread = scale ? scale.best - scale.worst : 0;
    const [by, from] = spread > 0 ? [255 / spread, scale?.worst ?? 0] : [0, 0];
    const middle = spread > 0 ? 0 : 127.5;
    for (let line = 0; line < spans.rows; line++) {
      const start = spans.from[line] ?? -1;
      const stop = spans.to[line] ?? -1;
      const many = start < 0 ? 0 : (held[stop] ?? 0) - (held[start] ?? 0);
      let colour = 0;
      if (many > 0) {
        const mean = ((sum[stop] ?? 0) - (sum[start] ?? 0)) / many;
        const step = Math.max(0, Math.min(255, Math.round(middle + (mean - from) * by)));
        const part = many / (stop - start);
        colour = part === 1 ? (theme.ramp[step] ?? 0) : withAlpha(theme.ramp[step] ?? 0, 0.25 + 0.75 * part);
      }
      data[line * wide + (at - first)] = colour;
    }
    const last = scene.table.rows.count;
    /** @param {Int32Array} sums @param {number} start @param {number} stop */
    const between = (sums, start, stop) => (sums[stop] ?? 0) - (sums[start] ?? 0);
    if ((held[last] ?? 0) < last) hatch(context, heat, spans, at, theme.hatch, (start, stop) => between(held, start, stop) + between(shut, start, stop) < stop - start);
    if (shut[last]) hatch(context, heat, spans, at, theme.line, (start, stop) => between(shut, start, stop) === stop - start);
  }
  finish();
  context.imageSmoothingEnabled = false;
  for (let at = first; at < end; at++) {
    stretch(context, at - first, spans.rows, left(heat, at), heat.column, heat.ratio);
    const { marked } = profile.run(scene.columns[at] ?? 0);
    if (marked[scene.table.rows.count]) hatch(context, heat, spans, at, theme.predicted, (start, stop) => (marked[stop] ?? 0) > (marked[start] ?? 0));
  }
  const air = seam(heat.ruler.pitch);
  if (air) for (const { place, y } of rowsInSight(heat)) if (place) context.clearRect(0, y - air, heat.width, air);
}

/**
 * Fill the pixel rows of a column for which something holds.
 * @param {CanvasRenderingContext2D} context @param {Heat} heat @param {import("./heatspans.js").Spans} spans @param {number} at
 * @param {CanvasPattern | string} pattern
 * @param {(start: number, stop: number) => boolean} holds
 */
function hatch(context, heat, spans, at, pattern, holds) {
  context.fillStyle = pattern;
  for (let line = 0; line < spans.rows; ) {
    const begun = line;
    while (line < spans.rows && (spans.from[line] ?? -1) >= 0 && holds(spans.from[line] ?? 0, spans.to[line] ?? 0)) line++;
    if (line > begun) context.fillRect(left(heat, at), begun / heat.ratio, heat.column, (line - begun) / heat.ratio);
    else line++;
  }
}

/** @param {number} colour @param {number} alpha */
const withAlpha = (colour, alpha) => ((colour & 0x00ffffff) | (Math.round(255 * alpha) << 24)) >>> 0;

/** Cells one by one, with numbers and rings. @param {CanvasRenderingContext2D} context @param {Heat} heat */
function drawCells(context, heat) {
  const { scene, ruler, theme, column: wide } = heat;
  const { table, paint: painted, needs } = scene;
  const { first, end } = columnsInSight(heat);
  const tall = ruler.pitch - seam(ruler.pitch);
  const round = ruler.pitch >= ROUND ? 3 : 0;
  const numbered = wide >= NUMBERED;
  context.font = `${ruler.pitch >= 22 ? 13 : 11}px ${theme.sans}`;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const { place, y } of rowsInSight(heat)) {
    const row = scene.order[place] ?? 0;
    for (let at = first; at < end; at++) {
      const column = scene.columns[at] ?? 0;
      const scale = scene.scales.get(table.columns[column]?.scale ?? "");
      const value = table.oriented[column]?.[row] ?? NaN;
      const covered = scene.cover(row, column);
      const held = scale && !Number.isNaN(value) && !covered;
      const look = held ? scene.colour(share(scale, value)) : null;
      const x = left(heat, at);
      box(context, x, y, wide, tall, round, look ? look.ground : covered ? theme.line : theme.hatch);
      if (!look || !scale) {
        outline(context, x, y, wide, tall, round, 1, theme.line);
        if (needs?.[row] === 2) outline(context, x, y, wide, tall, round, 2, theme.ink);
        continue;
      }
      if (scene.predicted(row, column)) box(context, x, y, wide, tall, round, theme.predicted);
      if (numbered) {
        const text = number(table.shown[column]?.[row] ?? NaN, scale.digits);
        context.fillStyle = look.ink;
        context.fillText(text, x + wide - (wide < 48 ? 5 : 9), y + tall / 2 + 0.5, wide - 6);
      }
      const weight = painted?.column === column ? (painted.coefficients[row] ?? 0) : 0;
      if (weight) {
        const ring = 1.75 + 1.25 * (Math.abs(weight) / (painted?.most || 1));
        if (ruler.pitch >= AIRY) outline(context, x + ring, y + ring, wide - 2 * ring, tall - 2 * ring, Math.max(0, round - ring), 1, theme.paper);
        outline(context, x, y, wide, tall, round, ring, weight > 0 ? theme.help : theme.harm);
        if (numbered && wide >= 56) {
          context.textAlign = "left";
          context.fillStyle = look.ink;
          context.fillText(weight > 0 ? "+" : "\u2212", x + 7, y + tall / 2);
          context.textAlign = "right";
        }
      } else if ((painted?.column === column && painted.read.has(row)) || needs?.[row]) {
        outline(context, x + 2, y + 2, wide - 4, tall - 4, Math.max(0, round - 1), 1, theme.paper);
        outline(context, x, y, wide, tall, round, 2, theme.ink);
      }
    }
  }
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} wide @param {number} tall @param {number} round @param {string | CanvasPattern} fill */
function box(context, x, y, wide, tall, round, fill) {
  context.fillStyle = fill;
  if (!round) return context.fillRect(x, y, wide, tall);
  context.beginPath();
  context.roundRect(x, y, wide, tall, round);
  context.fill();
}

/** An outline that lies inside. @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} wide @param {number} tall @param {number} round @param {number} thick @param {string} colour */
function outline(context, x, y, wide, tall, round, thick, colour) {
  if (wide <= thick || tall <= thick) return;
  context.strokeStyle = colour;
  context.lineWidth = thick;
  context.beginPath();
  context.roundRect(x + thick / 2, y + thick / 2, wide - thick, tall - thick, Math.max(0, round - thick / 2));
  context.stroke();
}

/**
 * Where rows are thinner than a ring: two lines at the column's sides, plus on the left and minus on
 * the right, as dark as their weights; what was read is a line in ink.
 * @param {CanvasRenderingContext2D} context @param {Heat} heat @param {import("./heatspans.js").Spans} spans
 */
function drawEvidence(context, heat, spans) {
  const { evidence, scene, theme, ratio } = heat;
  const at = evidence ? scene.columns.indexOf(scene.paint?.column ?? -1) : -1;
  if (!evidence || at < 0) return;
  const thick = Math.max(1.5, Math.min(5, heat.column / 6));
  const x = left(heat, at);
  const { plus, minus, seen } = evidence;
  let most = 0;
  for (let line = 0; line < spans.rows; line++) {
    const [start, stop] = [spans.from[line] ?? -1, spans.to[line] ?? -1];
    if (start >= 0) most = Math.max(most, (plus[stop] ?? 0) - (plus[start] ?? 0), (minus[stop] ?? 0) - (minus[start] ?? 0));
  }
  context.fillStyle = theme.paper;
  context.fillRect(x, 0, thick + 1, heat.height);
  context.fillRect(x + heat.column - thick - 1, 0, thick + 1, heat.height);
  for (let line = 0; line < spans.rows; line++) {
    const [start, stop] = [spans.from[line] ?? -1, spans.to[line] ?? -1];
    if (start < 0) continue;
    const y = line / ratio;
    for (const [sums, colour, from] of /** @type {const} */ ([[plus, theme.help, x], [minus, theme.harm, x + heat.column - thick]])) {
      const weight = (sums[stop] ?? 0) - (sums[start] ?? 0);
      if (weight <= 0) continue;
      context.globalAlpha = 0.3 + 0.7 * (weight / most);
      context.fillStyle = colour;
      context.fillRect(from, y, thick, 1 / ratio);
    }
    context.globalAlpha = 1;
    if ((seen[stop] ?? 0) > (seen[start] ?? 0)) {
      context.fillStyle = theme.ink;
      context.fillRect(x, y, thick, 1 / ratio);
    }
  }
}

/** The selected cell, and the one it is compared with. @param {CanvasRenderingContext2D} context @param {Heat} heat */
function drawChosen(context, heat) {
  const { scene, chosen, against, theme } = heat;
  if (chosen >= 0) mark(context, heat, chosen, scene.selected.column, heat.focused ? 3 : 2.5, []);
  if (scene.against && against >= 0) mark(context, heat, against, scene.against.column, 2, [5, 3]);
  if (chosen >= 0 && heat.ruler.pitch < CELLS) {
    const y = heat.ruler.top(chosen) - heat.y + heat.ruler.pitch / 2;
    context.fillStyle = theme.ink;
    context.beginPath();
    context.moveTo(heat.worlds - 10, y - 4);
    context.lineTo(heat.worlds - 4, y);
    context.lineTo(heat.worlds - 10, y + 4);
    context.fill();
  }
}

/** @param {CanvasRenderingContext2D} context @param {Heat} heat @param {number} place @param {number} column @param {number} thick @param {number[]} dash */
function mark(context, heat, place, column, thick, dash) {
  const { ruler, theme } = heat;
  const at = heat.scene.columns.indexOf(column);
  const x = left(heat, at);
  const y = ruler.top(place) - heat.y;
  const tall = Math.max(2, ruler.pitch - seam(ruler.pitch));
  if (at < 0 || x + heat.column < heat.worlds || y + tall < -4 || y > heat.height + 4) return;
  const far = 1 + thick / 2;
  context.save();
  context.beginPath();
  context.rect(heat.worlds - 5, 0, heat.width - heat.worlds - heat.gutter + 10, heat.height);
  context.clip();
  context.strokeStyle = theme.paper;
  context.lineWidth = thick + 2.5;
  context.strokeRect(x - far, y - far, heat.column + 2 * far, tall + 2 * far);
  context.strokeStyle = theme.ink;
  context.lineWidth = thick;
  context.setLineDash(dash);
  context.strokeRect(x - far, y - far, heat.column + 2 * far, tall + 2 * far);
  context.restore();
}

/** How many members the rows of a layer hold. @param {CanvasRenderingContext2D} context @param {Heat} heat */
function drawSizes(context, heat) {
  const { ruler, scene, theme, width, height } = heat;
  if (!ruler.breaks) return;
  context.fillStyle = theme.soft;
  context.font = `11px ${theme.sans}`;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const [layer, start] of ruler.starts.entries()) {
    const [from, to] = [ruler.top(start) - heat.y, ruler.top(ruler.endOf(layer) - 1) + ruler.pitch - heat.y];
    if (to - from < 12 || to < 6 || from > height - 6) continue;
    context.fillText(String(scene.table.rows.size(scene.order[start] ?? 0)), width - 1, (Math.max(0, from) + Math.min(height, to)) / 2);
  }
}

/** All rows of the selected column in a strip, and what part of them is in sight. @param {CanvasRenderingContext2D} context @param {Heat} heat */
function drawOverview(context, heat) {
  const { whole, theme, width, height, ratio } = heat;
  const wide = heat.gutter - 8;
  const x = width - wide;
  const spans = spansOf(whole, 0, height, ratio);
  const inner = { ...heat, ruler: whole, y: 0, x: 0, column: wide, gap: 0, worlds: x, gutter: 0, scene: { ...heat.scene, columns: [heat.scene.selected.column] } };
  context.save();
  context.globalAlpha = 0.55;
  drawPixels(context, inner, spans);
  context.restore();
  const [top, end] = inSight(heat);
  const [from, to] = [whole.top(top), whole.top(end) + whole.pitch];
  context.strokeStyle = theme.ink;
  context.lineWidth = 1.5;
  const tall = Math.max(4, to - from);
  context.strokeRect(x - 2, Math.min(height - tall - 1, Math.max(1, from)), wide + 1, tall - 1);
}

/** The first and last place in sight. @param {Heat} heat @returns {[number, number]} */
const inSight = ({ ruler, y, height }) => [ruler.at(y), ruler.at(y + height - 1)];
