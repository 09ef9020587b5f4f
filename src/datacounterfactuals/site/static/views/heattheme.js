// The page's colours as a canvas needs them: packed numbers for pixels, and patterns.

/**
 * @typedef {object} Theme
 * @property {string} paper
 * @property {string} ink
 * @property {string} soft
 * @property {string} line
 * @property {string} dot
 * @property {string} help
 * @property {string} harm
 * @property {string} sans the typeface
 * @property {Uint32Array} ramp the colours of scores, worst to best, as RGBA in memory's order
 * @property {Uint32Array} inks the ink, from nothing to full
 * @property {CanvasPattern} hatch what is not there
 * @property {CanvasPattern} predicted over what was predicted and never trained
 */

const STEPS = 256;

/**
 * @param {HTMLElement} host whose style says the colours
 * @param {(share: number) => { ground: string }} colour
 * @param {CanvasRenderingContext2D} context
 * @returns {Theme}
 */
export function themeOf(host, colour, context) {
  const style = getComputedStyle(host);
  const said = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const [paper, ink, line] = [said("--paper"), said("--ink"), said("--line")];
  const ramp = Uint32Array.from({ length: STEPS }, (_, step) => packed(colour(step / (STEPS - 1)).ground, 1));
  const inks = Uint32Array.from({ length: STEPS }, (_, step) => packed(ink, step / (STEPS - 1)));
  return {
    paper,
    ink,
    line,
    soft: said("--soft"),
    dot: said("--dot"),
    help: said("--help"),
    harm: said("--harm"),
    sans: said("--sans") || "sans-serif",
    ramp,
    inks,
    hatch: striped(context, line, 1),
    predicted: striped(context, paper, 1.6),
  };
}

/** A colour as one number in the order of an image's bytes. @param {string} hex @param {number} alpha */
function packed(hex, alpha) {
  const value = Number.parseInt(hex.slice(1), 16);
  const bytes = new Uint8ClampedArray([(value >> 16) & 255, (value >> 8) & 255, value & 255, 255 * alpha]);
  return new Uint32Array(bytes.buffer)[0] ?? 0;
}

/** @param {CanvasRenderingContext2D} context @param {string} colour @param {number} thick */
function striped(context, colour, thick) {
  const side = 6;
  const tile = document.createElement("canvas");
  tile.width = tile.height = side;
  const drawing = /** @type {CanvasRenderingContext2D} */ (tile.getContext("2d"));
  drawing.strokeStyle = colour;
  drawing.lineWidth = thick;
  drawing.beginPath();
  for (const shift of [-side, 0, side]) {
    drawing.moveTo(shift - 1, side + 1);
    drawing.lineTo(shift + side + 1, -1);
  }
  drawing.stroke();
  return /** @type {CanvasPattern} */ (context.createPattern(tile, "repeat"));
}
