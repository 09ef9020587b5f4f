// The shelf of papers: what is written into its form is what is shown, and stands in the address.

import { el, fill, part } from "../lib/dom.js";
import { at } from "../lib/root.js";
import { bibtexOf, citationsOf, cslOf, fits, fold, readWanted, writeWanted } from "../lib/shelf.js";
import { copyButton } from "../views/copying.js";

/** @import { Shelved, Wanted } from "../lib/shelf.js" */

const form = /** @type {HTMLFormElement} */ (part("find"));
const [taking, count, nothing, problem] = [part("taking"), part("count"), part("nothing"), part("problem")];
const styles = /** @type {HTMLSelectElement} */ (part("style"));
/** @type {(Shelved & { item: HTMLElement })[]} */
const papers = [...document.querySelectorAll("section.area")].flatMap((section) =>
  [...section.querySelectorAll("li.paper")].map((item) => shelved(/** @type {HTMLElement} */ (item), section)),
);
let wanted = readWanted(location.search);
/** @type {string[]} */
let shown = [];

/** What a search looks at, in one paper of the list. @param {HTMLElement} item @param {Element} section */
function shelved(item, section) {
  const heading = section.querySelector("h2");
  const told = [...item.querySelectorAll(".who, h3, .names, cite, .adds, .asked"), heading];
  return {
    item,
    id: item.id,
    area: heading?.id ?? "",
    asked: (item.dataset["asked"] ?? "").split(" "),
    year: Number(item.dataset["year"]),
    text: fold(told.map((one) => one?.textContent).join(" ")),
  };
}

/** Show the papers that are wanted, and no others. */
function show() {
  const fit = fits(wanted);
  shown = [];
  for (const paper of papers) {
    const kept = fit(paper);
    if (kept) shown.push(paper.id);
    paper.item.hidden = !kept;
  }
  for (const section of document.querySelectorAll("section.area")) {
    const empty = !section.querySelector("li.paper:not([hidden])");
    section.toggleAttribute("hidden", empty);
    const entry = document.querySelector(`.contents a[href$="#${section.querySelector("h2")?.id}"]`);
    entry?.closest("li")?.toggleAttribute("hidden", empty);
  }
  const all = shown.length === papers.length;
  fill(count, all ? `All ${shown.length} papers` : `${shown.length} of ${papers.length} papers`);
  nothing.hidden = shown.length > 0;
  taking.hidden = shown.length === 0;
}

/** Bring the form to the state. */
function write() {
  for (const field of fields()) field.value = wanted[/** @type {keyof Wanted} */ (field.name)];
  if (!styles.value) styles.selectedIndex = 0;
}

const fields = () =>
  /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ ([...form.elements].filter((one) => one.hasAttribute("name")));

/** Take over what was written; `step` makes it one that Back returns from. @param {boolean} step */
function read(step) {
  const before = writeWanted(wanted);
  for (const field of fields()) wanted[/** @type {keyof Wanted} */ (field.name)] = field.value.trim();
  if (styles.selectedIndex === 0) wanted.style = "";
  const after = writeWanted(wanted);
  if (after === before) return;
  const address = location.pathname + after;
  if (step) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  show();
  cite.refresh();
}

/** The panel that stands under one paper at a time, with its citation. */
const cite = (() => {
  const cited = el("p", { class: "cited" });
  /** @type {string | null} */
  let open = null;
  /** @type {HTMLButtonElement | null} */
  let opener = null;
  const one = () => (open === null ? [] : [open]);
  const files = el("span", { class: "apart" });
  const panel = el(
    "div",
    { class: "citing", role: "group", "aria-label": "Cite it" },
    cited,
    el(
      "p",
      { class: "taking" },
      "Copy ",
      copyButton("citation", () => citationsOf(one(), styles.value), "Copy the citation"),
      copyButton("BibTeX", () => bibtexOf(one()), "Copy its BibTeX"),
      copyButton("CSL-JSON", () => cslOf(one()), "Copy its CSL-JSON"),
      files,
    ),
  );

  async function refresh() {
    if (open === null) return;
    try {
      fill(cited, await citationsOf([open], styles.value));
      problem.hidden = true;
    } catch (error) {
      fill(problem, error instanceof Error ? error.message : "");
      problem.hidden = false;
    }
  }

  /** @param {HTMLElement} item @param {HTMLButtonElement} button */
  function toggle(item, button) {
    opener?.setAttribute("aria-expanded", "false");
    if (open === item.id) {
      panel.remove();
      open = opener = null;
      return;
    }
    [open, opener] = [item.id, button];
    button.setAttribute("aria-expanded", "true");
    const file = (/** @type {string} */ kind) => at(`/papers/${encodeURIComponent(item.id)}.${kind}`);
    fill(
      files,
      "Download ",
      el("a", { href: file("bib"), download: `${item.id}.bib` }, "BibTeX"),
      el("a", { href: file("json"), download: `${item.id}.json` }, "CSL-JSON"),
    );
    fill(cited, "…");
    item.append(panel);
    void refresh();
  }
  return { refresh, toggle };
})();

/** A button that hands over a file made here. @param {string} words @param {string} name @param {string} type @param {() => Promise<string>} text */
function fileButton(words, name, type, text) {
  return el("button", { type: "button", class: "quiet", "aria-label": `Download those shown as ${words}`, onclick: hand }, words);

  async function hand() {
    const address = URL.createObjectURL(new Blob([await text()], { type }));
    el("a", { href: address, download: name }).click();
    URL.revokeObjectURL(address);
  }
}

fill(
  taking,
  "Copy ",
  copyButton("citations", () => citationsOf(shown, styles.value), "Copy the citations of those shown"),
  copyButton("BibTeX", () => bibtexOf(shown), "Copy those shown as BibTeX"),
  copyButton("CSL-JSON", () => cslOf(shown), "Copy those shown as CSL-JSON"),
  el("span", { class: "apart" }, "Download "),
  fileButton("BibTeX", "papers.bib", "application/x-bibtex", () => bibtexOf(shown)),
  fileButton("CSL-JSON", "papers.json", "application/json", () => cslOf(shown)),
);
for (const { item } of papers) {
  const words = `Cite ${item.querySelector("h3")?.textContent ?? ""}`;
  const button = el("button", { type: "button", class: "quiet cite", "aria-expanded": "false", "aria-label": words }, "cite");
  button.addEventListener("click", () => cite.toggle(item, button));
  item.querySelector(".facts")?.append(" ", button);
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  read(true);
});
form.addEventListener("input", (event) => {
  const typed = event.target instanceof HTMLInputElement ? /** @type {keyof Wanted} */ (event.target.name) : null;
  read(typed === null || !wanted[typed]);
});
styles.addEventListener("input", () => read(true));
addEventListener("popstate", () => {
  wanted = readWanted(location.search);
  write();
  show();
  void cite.refresh();
});
form.classList.add("live");
styles.disabled = false;
styles.closest("label")?.removeAttribute("hidden");
write();
show();
