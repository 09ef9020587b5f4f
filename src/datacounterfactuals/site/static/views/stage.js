// Where a live figure stands.

import { el, fill } from "../lib/dom.js";
import { several } from "../lib/format.js";
import { at } from "../lib/root.js";

/** @import { Answer } from "../types.js" */

/**
 * Put a live body where the still one stands, over the caption, with the way to the explorer.
 * @param {HTMLElement} figure
 * @param {string} address
 * @param {...(import("../lib/dom.js").Child)} children
 */
export function stage(figure, address, ...children) {
  const caption = figure.querySelector(":scope > figcaption");
  const open = el("a", { class: "open", href: at(address) }, "Open in the explorer");
  const body = el("div", { class: "live" });
  fill(body, ...children, el("p", { class: "ways" }, open));
  figure.replaceChildren(body, ...(caption ? [caption] : []));
  return {
    body,
    /** Lead to another state. @param {string} to */
    lead: (to) => open.setAttribute("href", at(to)),
  };
}

/** What an answer lacks, where it lacks something. @param {Answer | null} answer */
export function lacking(answer) {
  if (!answer || answer.status === "complete") return null;
  return el("p", { class: "lacking" }, `${answer.missing ? several(answer.missing, "world") : "Some worlds"} of this answer ${answer.missing === 1 ? "is" : "are"} not trained yet: it says what is held.`);
}
