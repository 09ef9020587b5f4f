// Which rows stand behind each pixel row.

/** @import { Ruler } from "../lib/ruler.js" */

/**
 * By pixel row: the places from `from` up to `to`, not included; -1 in the air between layers.
 * @typedef {object} Spans
 * @property {number} rows
 * @property {Int32Array} from
 * @property {Int32Array} to
 */

/**
 * @param {Ruler} ruler
 * @param {number} y how far the rows are scrolled
 * @param {number} height of what is seen
 * @param {number} ratio device pixels to a CSS pixel
 * @returns {Spans}
 */
export function spansOf(ruler, y, height, ratio) {
  const rows = Math.max(1, Math.ceil(height * ratio));
  const from = new Int32Array(rows).fill(-1);
  const to = new Int32Array(rows).fill(-1);
  if (ruler.count === 0) return { rows, from, to };
  const { pitch } = ruler;
  const bottom = ruler.top(ruler.count - 1) + pitch;
  const single = pitch * ratio >= 1;
  let layer = ruler.layerAt(y);
  for (let line = 0; line < rows; line++) {
    const begin = y + line / ratio;
    const end = y + (line + 1) / ratio;
    const looked = single ? (begin + end) / 2 : end - 1e-9;
    if (looked < ruler.top(0) || begin >= bottom - 1e-9) continue;
    while (layer < ruler.breaks && ruler.top(ruler.starts[layer + 1] ?? 0) <= looked) layer++;
    const lift = ruler.lift(layer);
    const first = ruler.starts[layer] ?? 0;
    const last = ruler.endOf(layer);
    if (last * pitch + lift <= (single ? looked : begin)) continue;
    const start = Math.max(first, Math.min(last - 1, Math.floor(((single ? looked : begin) - lift) / pitch)));
    from[line] = start;
    to[line] = single ? start + 1 : Math.min(last, Math.max(start + 1, Math.ceil((end - lift) / pitch)));
  }
  return { rows, from, to };
}
