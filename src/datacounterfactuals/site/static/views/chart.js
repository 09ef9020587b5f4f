// The chart of an answer: drawn by the server, adopted into the page so that it has the page's type.

import { el, fill } from "../lib/dom.js";
import { textAt } from "../lib/kept.js";

const SVG = "http://www.w3.org/2000/svg";
const ELEMENTS = new Set(
  "svg g path rect line circle text tspan title desc defs clipPath linearGradient stop".split(" "),
);
const ATTRIBUTES = new Set(
  (
    "width height viewBox transform d x y x1 x2 y1 y2 cx cy r rx ry dx dy fill fill-opacity stroke stroke-width " +
    "stroke-opacity stroke-dasharray stroke-linecap stroke-linejoin stroke-miterlimit opacity offset stop-color " +
    "text-anchor font-family font-size font-weight font-style class id clip-path pointer-events role aria-label " +
    "aria-roledescription aria-hidden"
  ).split(" "),
);

export function createChart() {
  const host = el("figure", { class: "chart" });
  let shown = "";

  /** @param {string} address */
  async function show(address) {
    if (address === shown) return;
    shown = address;
    host.classList.add("waiting");
    const { text } = address ? await textAt(address) : { text: null };
    if (address !== shown) return;
    host.classList.remove("waiting");
    const drawn = text === null ? null : parse(text);
    fill(host, drawn);
    host.hidden = drawn === null;
  }

  return { host, show };
}

let charts = 0; // the names inside each chart are its own, however many stand in the page

/** Only shapes and words of an SVG: nothing that runs, loads or styles. @param {string} text */
function parse(text) {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  return parsed.localName === "svg" ? adopt(parsed, `chart-${++charts}-`) : null;
}

/** @param {Element} source @param {string} prefix @returns {SVGElement | null} */
function adopt(source, prefix) {
  if (!ELEMENTS.has(source.localName)) return null;
  const made = document.createElementNS(SVG, source.localName);
  for (const { name, value } of source.attributes) {
    const words = name.startsWith("aria-");
    if (!ATTRIBUTES.has(name) || (!words && /url\((?!["']?#)/i.test(value))) continue;
    const own = name === "id" ? prefix + value : value.replace(/url\((["']?)#/gi, `url($1#${prefix}`);
    made.setAttribute(name, words ? value : own);
  }
  for (const child of source.childNodes) {
    if (child instanceof Element) {
      const inner = adopt(child, prefix);
      if (inner) made.append(inner);
    } else if (child.nodeType === Node.TEXT_NODE) made.append(child.textContent ?? "");
  }
  return made;
}
