// The heads of the heatmap's rows: worlds as dots, or as bars where rows are thin; and which rows are
// needed.

import { finish, pixels, stretch } from "./heatpixels.js";
import { rowsInSight, seam } from "./heatrows.js";

/** @import { Heat } from "./heatpaint.js" */

/** Worlds as dots. @param {CanvasRenderingContext2D} context @param {Heat} heat */
export function drawDots(context, heat) {
  const { scene, dots, dot, theme, ruler } = heat;
  const { rows } = scene.table;
  const radius = Math.min(dot, ruler.pitch - 2) / 2;
  const middle = (ruler.pitch - seam(ruler.pitch)) / 2;
  const [on, off, part, gone] = [new Path2D(), new Path2D(), new Path2D(), new Path2D()];
  const about = scene.paint?.about ?? new Set();
  for (const { place, y } of rowsInSight(heat)) {
    const row = scene.order[place] ?? 0;
    if (dots.length !== rows.members.length) {
      const full = heat.worlds - 14;
      context.fillStyle = theme.line;
      context.fillRect(0, y + middle - radius, full, 2 * radius);
      context.fillStyle = theme.ink;
      context.fillRect(0, y + middle - radius, (full * rows.size(row)) / rows.members.length, 2 * radius);
      continue;
    }
    const used = (scene.paint?.coefficients[row] ?? 0) !== 0;
    for (const [member, x] of dots.entries()) {
      const weight = rows.weight(row, member);
      const path = weight >= 1 ? on : weight > 0 ? part : used && about.has(rows.members[member] ?? "") ? gone : off;
      const size = path === on ? radius : radius - 0.6;
      path.moveTo(x + size, y + middle);
      path.arc(x, y + middle, size, 0, 2 * Math.PI);
    }
  }
  context.fillStyle = theme.ink;
  context.fill(on);
  context.lineWidth = 1.2;
  context.strokeStyle = theme.dot;
  context.stroke(off);
  context.strokeStyle = theme.ink;
  context.stroke(part);
  context.lineWidth = 1.8;
  context.strokeStyle = theme.harm;
  context.stroke(gone);
}

/** Worlds as bars, one a member: as dark as the share of the pixel's rows that hold it. @param {CanvasRenderingContext2D} context @param {Heat} heat @param {import("./heatspans.js").Spans} spans */
export function drawMembers(context, heat, spans) {
  const { profile, dots, dot, theme, ratio } = heat;
  const members = profile.members();
  const wide = members.length;
  if (!wide || !spans.rows) return;
  const data = pixels(wide, spans.rows);
  for (const [member, sums] of members.entries()) {
    for (let line = 0; line < spans.rows; line++) {
      const start = spans.from[line] ?? -1;
      const stop = spans.to[line] ?? -1;
      const part = start < 0 ? 0 : ((sums[stop] ?? 0) - (sums[start] ?? 0)) / (stop - start);
      data[line * wide + member] = theme.inks[Math.round(255 * part)] ?? 0;
    }
  }
  finish();
  context.imageSmoothingEnabled = false;
  for (let member = 0; member < wide; member++) {
    const middle = dots.length === wide ? (dots[member] ?? 0) : heat.worlds / 2 - 7;
    const size = dots.length === wide ? Math.max(2, dot - 1) : heat.worlds - 14;
    stretch(context, member, spans.rows, middle - size / 2, size, ratio);
  }
}

/** Before the cells, lines that hold rows a question needs: grey if they are held, ink if one is missing. @param {CanvasRenderingContext2D} context @param {Heat} heat @param {import("./heatspans.js").Spans} spans */
export function drawNeeded(context, { needed, theme, worlds, ratio }, spans) {
  if (!needed) return;
  for (const [sums, colour] of /** @type {const} */ ([[needed.held, theme.soft], [needed.missing, theme.ink]])) {
    context.fillStyle = colour;
    for (let line = 0; line < spans.rows; line++) {
      const [start, stop] = [spans.from[line] ?? -1, spans.to[line] ?? -1];
      if (start >= 0 && (sums[stop] ?? 0) > (sums[start] ?? 0)) context.fillRect(worlds - 5, line / ratio, 3, 1 / ratio);
    }
  }
}
