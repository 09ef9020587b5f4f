// The formalisms: the table is filtered in place, and what it shows stands in the address.

import { fillBridges } from "../views/filling.js";
import { mountFigures } from "../views/figure.js";
import { previews } from "../views/preview.js";
import { scrolling } from "../views/scrolling.js";
import { fill } from "../lib/dom.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector(".filters"));
const rows = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".axes tbody tr"))];
const count = /** @type {HTMLElement} */ (document.querySelector(".count"));
const all = /** @type {HTMLButtonElement} */ (form.querySelector("[type=reset]"));
const chooses = [...form.querySelectorAll("select")];

/** Show what the choices say. */
function apply() {
  let shown = 0;
  for (const row of rows) {
    row.hidden = !chooses.every(({ name, value }) => !value || row.dataset[name] === value);
    if (!row.hidden) shown += 1;
  }
  all.hidden = shown === rows.length;
  count.classList.toggle("hidden", shown > 0);
  fill(count, shown ? `${shown} of ${rows.length} questions` : "No question is like that.");
}

/** Read the choices from the address. */
function read() {
  const query = new URLSearchParams(location.search);
  for (const choose of chooses) {
    const wanted = query.get(choose.name) ?? "";
    choose.value = [...choose.options].some((one) => one.value === wanted) ? wanted : "";
  }
  apply();
}

/** Write them there. */
function write() {
  const query = new URLSearchParams();
  for (const { name, value } of chooses) if (value) query.set(name, value);
  const text = query.toString();
  history.pushState(null, "", `${location.pathname}${text ? `?${text}` : ""}`);
  apply();
}

form.querySelector("[type=submit]")?.setAttribute("hidden", "");
form.addEventListener("change", write);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", (event) => {
  event.preventDefault();
  for (const choose of chooses) choose.value = "";
  write();
});
window.addEventListener("popstate", read);
read();
mountFigures(document);
previews();
scrolling(".formula");
fillBridges();
