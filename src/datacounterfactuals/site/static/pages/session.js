// A session as it is played: an answer first, then what the program finds, and all of it to take away.

import { el, fill } from "../lib/dom.js";
import { accepts } from "../lib/marking.js";
import { mountFigures } from "../views/figure.js";
import { previews } from "../views/preview.js";

/** @import { Accepted } from "../types.js" */

const form = /** @type {HTMLFormElement} */ (document.getElementById("session"));
const lesson = form.dataset["lesson"] ?? "";
const KEPT = `session ${lesson}`;

/** What was said, by the number of the activity. @returns {Record<string, string>} */
const said = () =>
  Object.fromEntries(
    [...new FormData(form)].flatMap(([name, value]) =>
      typeof value === "string" && value.trim() && /^\d+$/.test(name) ? [[name, value.trim()]] : [],
    ),
  );

/** One activity that is marked: its answer is covered until something was said. @param {HTMLElement} activity @param {number} place */
function play(activity, place) {
  const details = activity.querySelector("details.accepted");
  const { accepted, kind = "" } = activity.dataset;
  if (!(details instanceof HTMLDetailsElement) || !accepted) return;
  /** @type {Accepted} */
  const found = JSON.parse(accepted);
  const verdict = el("p", { class: "verdict", role: "status" });
  const check = el("button", { type: "button", onclick: tell }, "Check");
  details.before(el("p", { class: "check" }, check), verdict);
  activity.classList.add("played");
  details.hidden = true;
  activity.addEventListener("input", () => {
    fill(verdict);
    details.hidden = true;
  });
  activity.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    tell();
  });

  function tell() {
    const answer = said()[String(place)];
    if (answer === undefined) return fill(verdict, "Say something first: a guess is enough.");
    const right = accepts(kind, found, answer);
    fill(verdict, el("b", { class: right ? "help" : "harm" }, right ? "Yes." : "Not so."), ` The program finds ${found.words}.`);
    /** @type {HTMLDetailsElement} */ (details).hidden = false;
    /** @type {HTMLDetailsElement} */ (details).open = true;
  }
}

/** Give what was said as a file that `datacf lesson check` reads. @param {SubmitEvent} event */
function save(event) {
  event.preventDefault();
  const name = String(new FormData(form).get("name") ?? "").trim();
  const content = JSON.stringify({ lesson, name, answers: said() }, null, 2);
  const link = el("a", { href: URL.createObjectURL(new Blob([content], { type: "application/json" })), download: "answers.json" });
  link.click();
  URL.revokeObjectURL(link.href);
  const status = document.getElementById("saved");
  if (status) status.textContent = "Saved as answers.json";
}

/** What was said stays here when the page is left. */
function keep() {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(said()));
  } catch {
    // a browser that keeps nothing
  }
}

function recall() {
  /** @type {unknown} */
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  } catch {
    return;
  }
  if (kept === null || typeof kept !== "object") return;
  for (const [name, value] of Object.entries(kept)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof RadioNodeList) {
      field.value = String(value);
    }
  }
}

recall();
for (const [place, activity] of form.querySelectorAll(".activity").entries()) {
  if (activity instanceof HTMLElement) play(activity, place + 1);
}
for (const part of form.querySelectorAll(".hand-in")) if (part instanceof HTMLElement) part.hidden = false;
form.addEventListener("submit", save);
form.addEventListener("input", keep);
mountFigures(document);
previews();
