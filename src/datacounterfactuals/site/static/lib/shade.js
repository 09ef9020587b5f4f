// The colour of a cell as a class of css/shades.css, for figures that are written by the server.

import { share } from "./format.js";

/** @import { Scale } from "../types.js" */

const STEPS = 24;
const SHADE = /\b(?:shade-\d+|absent)\b/g;

/** @param {Scale} scale @param {number} oriented */
export function shadeOf(scale, oriented) {
  if (Number.isNaN(oriented)) return "absent";
  return `shade-${Math.floor(Math.min(1, Math.max(0, share(scale, oriented))) * STEPS + 0.5)}`;
}

/** Write a number into a cell, in its colour; whether it changed. @param {Element} cell @param {string} text @param {string} shade */
export function paint(cell, text, shade) {
  const changed = cell.textContent !== text;
  if (changed) cell.textContent = text;
  cell.className = `${cell.className.replace(SHADE, "").trim()} ${shade}`;
  return changed;
}
