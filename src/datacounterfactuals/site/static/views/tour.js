// A guided tour: one step at a time, with a guess before what it shows.

import { findWorld, readAddress } from "../lib/address.js";
import { el, fill } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { comparedWords, readGuess, revealed, writeGuess } from "../lib/guessing.js";

/** @import { Answer, CellTable, PageState, Scene, TourInfo, TourStep } from "../types.js" */

/**
 * Where a tour stands.
 * @param {TourInfo[]} tours @param {string} study @param {PageState} state
 */
export function tourAt(tours, study, state) {
  const tour = tours.find((one) => one.name === state.tour && one.study === study);
  if (!tour) return null;
  const place = Math.min(tour.steps.length, Math.max(1, Number.parseInt(state.step ?? "1", 10) || 1)) - 1;
  const step = /** @type {TourStep} */ (tour.steps[place]);
  return { tour, place, step, guessing: step.guess !== null && !revealed(state.guess) };
}

/** @typedef {NonNullable<ReturnType<typeof tourAt>>} At */

/** The state of the page at a step. @param {TourInfo} tour @param {number} place @returns {PageState} */
export function stateAt(tour, place) {
  const state = tour.steps[place]?.state ?? "";
  return { ...readAddress(state.slice(state.indexOf("?"))), tour: tour.name, step: String(place + 1) };
}

/** The rows whose numbers a guess hides. @param {At} at @param {CellTable} table */
export function hiddenRows({ step, guessing }, table) {
  const rows = guessing ? (step.guess?.cover ?? []) : [];
  return new Set(rows.map((world) => findWorld(table.rows, world)));
}

/**
 * What is to be guessed, read off the cells.
 * @param {At} at @param {Scene} scene @param {Answer | null} answer
 * @returns {{ value: number, unit: string, digits: number, signs: [string, string] } | null}
 */
export function truthOf({ tour, place, step }, { table, scales }, answer) {
  const { guess } = step;
  if (!guess) return null;
  const wanted = stateAt(tour, place);
  const column = table.columns.findIndex((one) => one.name === wanted.column);
  const about = table.columns[column];
  if (!about) return null;
  if (guess.reads === "value") {
    if (answer?.question !== wanted.question) return null;
    const row = answer.labels.findIndex((one) => one.join("\n") === wanted.label?.join("\n"));
    const value = answer.values[row]?.[answer.columns.findIndex((one) => one.name === wanted.column)] ?? NaN;
    return { value, unit: about.unit, digits: Math.max(2, scales.get(about.scale)?.digits ?? 2), signs: ["above zero", "below zero"] };
  }
  const beside = table.columns.findIndex((one) => one.name === (wanted.beside ?? wanted.column));
  const cell = (/** @type {number} */ place, /** @type {string | null} */ world) => table.oriented[place]?.[world === null ? (table.order[0] ?? 0) : findWorld(table.rows, world)] ?? NaN;
  return { value: cell(column, wanted.world) - cell(beside, wanted.against), unit: about.unit, digits: scales.get(about.scale)?.digits ?? 2, signs: ["better", "worse"] };
}

/**
 * @param {HTMLElement} host
 * @param {At | null} at
 * @param {object} with_
 * @param {Scene} with_.scene
 * @param {Answer | null} with_.answer
 * @param {string | null} with_.guess
 * @param {(change: Partial<PageState>, step: boolean) => void} with_.go
 * @param {() => string} with_.link
 * @param {TourInfo | null} with_.next the tour after this one
 * @param {(tour: TourInfo) => string} with_.address
 */
export function showTour(host, at, { scene, answer, guess, go, link, next, address }) {
  host.hidden = at === null;
  if (!at) return fill(host);
  const { tour, place, step } = at;
  const focused = host.contains(document.activeElement) ? document.activeElement?.id : "";
  const typed = host.querySelector("input")?.value ?? "";
  const last = place === tour.steps.length - 1;
  /** @param {number} to */
  const walk = (to) => go({ ...stateAt(tour, to), present: scene.state.present }, true);
  fill(
    host,
    el("p", { class: "where" }, el("b", {}, tour.title), ` ${place + 1} of ${tour.steps.length} `, el("button", { type: "button", class: "quiet", id: "tour-leave", onclick: () => go({ tour: null, step: null, guess: null }, true) }, "Leave the tour")),
    place === 0 ? el("p", { class: "goal" }, tour.goal) : null,
    el("p", { class: "say" }, step.say),
    step.guess ? guessing(at, { scene, answer, guess, go, link, typed }) : null,
    step.do ? el("p", { class: "do" }, step.do) : null,
    last && !at.guessing ? el("p", { class: "limits" }, el("b", {}, "Does not show: "), tour.limits) : null,
    el(
      "p",
      { class: "walk" },
      place > 0 ? el("button", { type: "button", class: "quiet", id: "tour-back", onclick: () => walk(place - 1) }, "Back") : null,
      last ? (next ? el("a", { href: address(next) }, `Next tour: ${next.title}`) : null) : el("button", { type: "button", id: "tour-next", class: at.guessing ? "quiet" : null, onclick: () => walk(place + 1) }, at.guessing ? "Skip" : "Next"),
    ),
  );
  const size = /^guess-(up|down)$/.test(focused ?? "") ? document.getElementById("guess-size") : null;
  if (size) size.focus({ preventScroll: true });
  else if (focused) (document.getElementById(focused) ?? document.getElementById("tour-next") ?? document.getElementById("guess-size"))?.focus({ preventScroll: true });
}

/**
 * @param {At} at
 * @param {{ scene: Scene, answer: Answer | null, guess: string | null, go: (change: Partial<PageState>, step: boolean) => void, link: () => string, typed: string }} with_
 */
function guessing(at, { scene, answer, guess, go, link, typed }) {
  const { step } = at;
  const truth = truthOf(at, scene, answer);
  const given = readGuess(guess);
  const signs = truth?.signs ?? (step.guess?.reads === "value" ? ["above zero", "below zero"] : ["better", "worse"]);
  const nothing = signs[0] === "better" ? "the same" : "zero";
  if (revealed(guess)) {
    if (!truth || Number.isNaN(truth.value)) return el("p", { class: "truth" }, truth || step.guess?.reads !== "value" ? "The cells that tell are not trained yet." : "The answer is not there yet.");
    const { value, digits } = truth;
    const unit = truth.unit ? ` ${truth.unit}` : "";
    const words = (/** @type {number} */ number_) => (Number(number(Math.abs(number_), digits)) === 0 ? nothing : `${number(Math.abs(number_), digits)}${unit} ${number_ > 0 ? signs[0] : signs[1]}`);
    return el(
      "p",
      { class: "truth", role: "status" },
      given ? `Guessed: ${given.sign === 0 ? nothing : `${given.size}${unit} ${given.sign > 0 ? signs[0] : signs[1]}`}. ` : "",
      "It is ",
      el("b", { class: value > 0 ? "help" : value < 0 ? "harm" : null }, words(value)),
      ". ",
      given ? `${comparedWords(given, Number(value.toFixed(digits)), nothing)} ` : "",
      given ? el("button", { type: "button", class: "quiet", id: "guess-link", onclick: copy }, "Copy a link with this guess") : null,
      " ",
      el("button", { type: "button", class: "quiet", id: "guess-again", onclick: () => go({ guess: null }, false) }, "Guess again"),
    );
  }
  /** @param {Event} event */
  async function copy(event) {
    const button = /** @type {HTMLElement} */ (event.currentTarget);
    try {
      await navigator.clipboard.writeText(link());
      fill(button, "Copied");
    } catch {
      fill(button, link());
    }
  }
  /** @param {-1 | 0 | 1} sign */
  const say = (sign) => go({ guess: writeGuess({ sign, size: null }) }, false);
  const choice = el(
    "p",
    { class: "signs", role: "group", "aria-label": step.guess?.prompt ?? "" },
    el("button", { type: "button", id: "guess-up", "aria-pressed": String(given?.sign === 1), onclick: () => say(1) }, `+ ${signs[0]}`),
    el("button", { type: "button", id: "guess-down", "aria-pressed": String(given?.sign === -1), onclick: () => say(-1) }, `\u2212 ${signs[1]}`),
    el("button", { type: "button", id: "guess-same", "aria-pressed": "false", onclick: () => say(0) }, nothing),
    el("button", { type: "button", class: "quiet", id: "guess-skip", onclick: () => go({ guess: "?" }, false) }, "Just show it"),
  );
  const size = el("input", { id: "guess-size", type: "number", step: "any", min: "0", required: true, value: typed, inputmode: "decimal", autocomplete: "off" });
  const form = el(
    "form",
    {
      class: "size",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        if (given) go({ guess: writeGuess({ sign: given.sign, size: Math.abs(Number(size.value)) }) }, true);
      },
    },
    el("label", { for: "guess-size" }, "By how much?"),
    size,
    truth?.unit || "",
    " ",
    el("button", { type: "submit", id: "guess-show" }, "Show"),
  );
  return el("div", { class: "guess" }, el("p", { class: "prompt" }, step.guess?.prompt), choice, given ? form : null);
}

/**
 * The tours there are, to choose from.
 * @param {TourInfo[]} tours @param {(tour: TourInfo) => string} address
 */
export const tourList = (tours, address) =>
  tours.length
    ? el("section", { class: "tours" }, el("h3", {}, "Guided tours"), el("ul", {}, tours.map((one) => el("li", {}, el("a", { href: address(one) }, one.title), el("span", {}, ` ${one.goal}`)))))
    : null;
