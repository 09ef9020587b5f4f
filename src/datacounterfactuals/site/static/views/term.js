// A word that links to its definition, and shows it in a note.

import { el } from "../lib/dom.js";
import { at } from "../lib/root.js";
import { previews } from "./preview.js";

/** @param {string} slug as the glossary has it @param {string} words */
export function term(slug, words) {
  previews();
  return el("a", { class: "term", href: at(`/glossary#${slug}`) }, words);
}
