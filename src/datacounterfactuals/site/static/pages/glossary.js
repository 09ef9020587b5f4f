// The glossary: find a term as you type. Every term stays where it is.

import { fill } from "../lib/dom.js";
import { previews } from "../views/preview.js";

const seek = /** @type {HTMLElement} */ (document.querySelector(".seek"));
const field = /** @type {HTMLInputElement} */ (seek.querySelector("input"));
const said = /** @type {HTMLElement} */ (seek.querySelector("[role=status]"));
const sections = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("main > section"))];

/** Show the terms that hold every word that was typed. */
function apply() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const section of sections) {
    let some = false;
    for (const term of /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll(".terms > div"))) {
      const text = (term.textContent ?? "").toLowerCase();
      term.hidden = !words.every((word) => text.includes(word));
      if (!term.hidden) {
        some = true;
        shown += 1;
      }
    }
    section.hidden = !some;
  }
  fill(said, words.length ? (shown ? `${shown} found` : "nothing found") : "");
  const query = field.value.trim() ? `?find=${encodeURIComponent(field.value.trim())}` : "";
  history.replaceState(history.state, "", `${location.pathname}${query}${location.hash}`);
}

seek.hidden = false;
field.value = new URLSearchParams(location.search).get("find") ?? "";
field.addEventListener("input", apply);
if (field.value) apply();
previews();
