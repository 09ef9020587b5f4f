// One line of HTML that shows a state of the explorer in anybody's page.

import { at } from "./root.js";

const HEIGHT = 640; // pixels: a grid of sixteen rows with its sentences
const MARKS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"']/g, (mark) => MARKS[/** @type {keyof typeof MARKS} */ (mark)]);

/**
 * @param {string} study its name here
 * @param {string} search the state as the address has it: "" or "?q=..."
 * @param {string} title
 * @param {number} [height]
 */
export function iframeLine(study, search, title, height = HEIGHT) {
  const source = new URL(at(`/embed/${encodeURIComponent(study)}${search}`), document.baseURI).href;
  return `<iframe src="${escaped(source)}" title="${escaped(title)}" width="100%" height="${height}" loading="lazy" style="border: 0"></iframe>`;
}
