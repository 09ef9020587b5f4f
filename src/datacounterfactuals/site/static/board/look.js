// The paper, the ink and the colours of the page, for what is drawn outside of its elements.

import { ramp } from "../lib/colour.js";

/** @import { BoardLook } from "./shown.js" */

/** @param {boolean} dark @returns {BoardLook} */
export function lookOf(dark) {
  const style = getComputedStyle(document.documentElement);
  const get = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return { colour: ramp(dark), paper: get("--paper"), shut: dark ? 0.55 : 0.87, table: get("--table"), line: get("--line"), dot: get("--dot"), soft: get("--soft"), ink: get("--ink") };
}
