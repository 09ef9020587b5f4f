// Under the heatmap: buttons that zoom, and which rows are in sight.

import { el, fill } from "../lib/dom.js";
import { count } from "../lib/format.js";

/** @import { Heat } from "./heatpaint.js" */

/** @param {{ nearer: () => void, farther: () => void, all: () => void }} acts */
export function createZoom({ nearer, farther, all }) {
  const status = el("span", { class: "insight" });
  const host = el(
    "div",
    { class: "zooming", role: "group", "aria-label": "Zoom" },
    el("button", { type: "button", "aria-label": "Fewer rows, larger", "aria-keyshortcuts": "+", title: "also the key +, or Control and the wheel", onclick: nearer }, "+"),
    el("button", { type: "button", "aria-label": "More rows, smaller", "aria-keyshortcuts": "-", title: "also the key \u2212, or Control and the wheel", onclick: farther }, "\u2212"),
    el("button", { type: "button", class: "all", onclick: all }, "all rows"),
    status,
  );

  /** Which rows are in sight, in words. @param {Heat} now */
  function tell({ ruler, y, height, zoomed }) {
    const many = count(ruler.count);
    const [first, last] = [ruler.at(y), ruler.at(y + height - 1)];
    const line = 1 / ruler.pitch;
    const words = zoomed ? `rows ${count(first + 1)} to ${count(last + 1)} of ${many}` : `all ${many} rows in sight${line >= 1.5 ? `, about ${count(Math.round(line))} to a line` : ""}`;
    if (status.textContent !== words) fill(status, words);
    /** @type {HTMLButtonElement} */ (host.querySelector(".all")).disabled = !zoomed;
  }

  return { host, tell };
}
