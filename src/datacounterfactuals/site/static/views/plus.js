// "+": a form that puts one more object on the board.

import { el, fill } from "../lib/dom.js";

/** @import { StudyInfo } from "../types.js" */

const MOST = 3;

/** Every object that can be added, and the ways to make a stand-in. @param {StudyInfo} study */
function offers(study) {
  const reserve = study.objects.filter((one) => one.reserve).map((one) => ({ way: one.name, text: `${one.name}${one.label ? `, ${one.label}` : ""} (from the reserve)`, made: false }));
  /** @type {Record<string, string>} */
  const words = { flip: "a corrupted stand-in for", sample: "a synthetic stand-in for", leak: "held-out points, copied into" };
  return [...reserve, ...study.ways.map((way) => ({ way, text: words[way] ?? way, made: true }))];
}

/** Whether anything can be added. @param {StudyInfo} study */
export const growing = (study) => study.plus.length < MOST && offers(study).length > 0;

/**
 * @param {HTMLElement} host
 * @param {StudyInfo} study
 * @param {boolean} open
 * @param {(plus: string[]) => void} change
 */
export function showPlus(host, study, open, change) {
  host.hidden = !open;
  const key = JSON.stringify([open, study.name, study.plus]);
  if (host.dataset["shown"] === key) return; // what is typed there stays
  host.dataset["shown"] = key;
  fill(host, open ? form(study, change) : null);
}

/** @param {StudyInfo} study @param {(plus: string[]) => void} change */
function form(study, change) {
  const choices = offers(study);
  const kind = el("select", { id: "plus-way" }, choices.map((one, place) => el("option", { value: place }, one.text)));
  const taken = new Set(study.objects.filter((one) => one.stands_in_for).map((one) => one.stands_in_for));
  const originals = study.objects.filter((one) => one.stands_in_for === null && !one.reserve && !taken.has(one.name));
  const which = el("select", { id: "plus-of", "aria-label": "Original" }, originals.map((one) => el("option", { value: one.name }, one.label ? `${one.name}, ${one.label}` : one.name)));
  const share = el("input", { id: "plus-share", type: "number", min: 0, max: 100, step: "any", value: 100, required: true });
  const before = el("span", {});
  const after = el("span", {});
  const spoiled = el("label", { for: "plus-share" }, before, share, after);
  const adapt = () => {
    const now = choices[Number(kind.value)];
    which.hidden = !now?.made;
    spoiled.hidden = now?.way !== "flip" && now?.way !== "leak";
    const leaks = now?.way === "leak";
    fill(before, leaks ? "" : "spoiled in ");
    fill(after, leaks ? " % of them" : " % of it");
    share.value = leaks ? "50" : "100";
  };
  kind.addEventListener("change", adapt);
  adapt();
  return el(
    "form",
    {
      "aria-label": "A new object",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const now = choices[Number(kind.value)];
        if (!now) return;
        const part = Number(share.value) / 100;
        const made = now.made ? `${now.way}:${which.value}${(now.way === "flip" && part !== 1) || (now.way === "leak" && part !== 0.5) ? `:${part}` : ""}` : now.way;
        change([...study.plus.map((one) => one.text), made]);
      },
    },
    el("label", { for: "plus-way" }, "Add "),
    kind,
    which,
    spoiled,
    el("button", { type: "submit" }, "Open its rows"),
  );
}
