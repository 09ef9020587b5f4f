// A world as a row of dots, one per object; above sixteen a strip.

import { el } from "../lib/dom.js";

/** @import { WorldRows } from "../types.js" */

export const MOST_DOTS = 16;
const THINNEST = 1.6; // percent: a gap in a strip is always seen

/**
 * @param {WorldRows} rows
 * @param {number} row
 * @param {ReadonlySet<string>} about objects that the evidence is about: open rings where absent
 */
export function dots(rows, row, about) {
  if (rows.members.length > MOST_DOTS) return strip(rows, row);
  const most = Math.max(1, ...rows.members.map((_, member) => rows.weight(row, member)));
  return el(
    "span",
    { class: "dots", "aria-hidden": "true" },
    rows.members.map((name, member) => {
      const weight = rows.weight(row, member);
      const state = weight > 0 ? (weight < most ? "part" : "on") : about.has(name) ? "gone" : "off";
      const dot = el("i", { class: state });
      if (state === "part") dot.style.setProperty("--part", String(weight / most));
      return dot;
    }),
  );
}

/** Membership as one bar, dark where an object is in. @param {WorldRows} rows @param {number} row */
function strip(rows, row) {
  const width = rows.members.length;
  const stops = [];
  for (let start = 0; start < width; ) {
    const inside = rows.weight(row, start) > 0;
    let end = start + 1;
    while (end < width && rows.weight(row, end) > 0 === inside) end++;
    const colour = inside ? "var(--ink)" : "var(--line)";
    const from = (100 * start) / width;
    const wide = Math.max((100 * end) / width, inside ? 0 : from + THINNEST);
    stops.push(`${colour} ${Math.min(from, 100 - THINNEST)}% ${wide}%`);
    start = end;
  }
  const bar = el("span", { class: "strip", "aria-hidden": "true" });
  bar.style.backgroundImage = `linear-gradient(90deg, ${stops.join(", ")})`;
  return bar;
}

/** The names over the dots: letters, or words that stand upright. @param {WorldRows} rows */
export function dotHeads(rows) {
  if (rows.members.length > MOST_DOTS) return el("span", { class: "heads" });
  const letters = rows.members.every((name) => [...name].length <= 2);
  return el(
    "span",
    { class: letters ? "heads" : "heads names", "aria-hidden": "true" },
    rows.members.map((name) => el("b", { title: name }, name)),
  );
}
