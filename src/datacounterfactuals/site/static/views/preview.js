// Terms of the glossary: their definition in a note beside them, on hover and on focus.

import { getGlossary } from "../lib/api.js";
import { el, fill } from "../lib/dom.js";

/** @import { GlossaryTerm } from "../types.js" */

const TERM = "a.term";
const PATIENCE = 180; // milliseconds before a note comes under a pointer, and before it goes
const AIR = 8;

/** @type {Promise<Map<string, GlossaryTerm>> | null} */
let known = null;
/** @type {HTMLElement | null} */
let note = null;

function load() {
  known ??= getGlossary().then(({ terms }) => new Map(terms.map((term) => [term.slug, term])));
  known.catch(() => (known = null)); // asked again next time; the link works all the while
  return known;
}

/** Give every term of this page a note, those that come later too. */
export function previews() {
  if (note) return;
  const box = el("div", { class: "preview", role: "tooltip", id: "preview", hidden: true });
  note = box;
  document.body.append(box);
  /** @type {Element | null} */
  let shown = null;
  let timer = 0;

  const hide = () => {
    clearTimeout(timer);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    box.hidden = true;
  };

  /** @param {HTMLAnchorElement} term */
  async function show(term) {
    if (shown === term) return;
    hide();
    shown = term;
    const found = await load().then(
      (terms) => terms.get(decodeURIComponent(term.hash.slice(1))),
      () => undefined,
    );
    if (!found || shown !== term) return;
    fill(box, el("b", {}, found.name), `: ${found.text}`);
    box.hidden = false;
    place(box, term);
    term.setAttribute("aria-describedby", box.id);
  }

  /** @param {EventTarget | null} target */
  const termAt = (target) => {
    const found = target instanceof Element ? target.closest(TERM) : null;
    return found instanceof HTMLAnchorElement ? found : null;
  };
  document.addEventListener("focusin", ({ target }) => {
    const term = termAt(target);
    if (term?.matches(":focus-visible")) void show(term);
  });
  document.addEventListener("focusout", ({ target }) => {
    if (termAt(target)) hide();
  });
  document.addEventListener("mouseover", ({ target }) => {
    const term = termAt(target);
    const inside = target instanceof Node && box.contains(target);
    clearTimeout(timer);
    if (term) timer = window.setTimeout(() => void show(term), PATIENCE);
    else if (!inside && shown && shown !== document.activeElement) timer = window.setTimeout(hide, PATIENCE);
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });
}

/**
 * Under the first line of a term, or over it where there is no room below; inside the window.
 * @param {HTMLElement} box
 * @param {Element} term
 */
function place(box, term) {
  const [line] = term.getClientRects();
  if (!line) return;
  const { width, height } = box.getBoundingClientRect();
  const most = document.documentElement.clientWidth - width - AIR;
  const below = line.bottom + AIR + height <= window.innerHeight;
  box.style.left = `${Math.max(AIR, Math.min(line.left, most)) + window.scrollX}px`;
  box.style.top = `${(below ? line.bottom + AIR / 2 : line.top - height - AIR / 2) + window.scrollY}px`;
}
