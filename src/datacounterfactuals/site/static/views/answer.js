// An answer: its question, its table, what is uncertain, what it claims, what it cost.

import { el, fill } from "../lib/dom.js";
import { count, digitsFor, duration, number, several, signed } from "../lib/format.js";
import { at } from "../lib/root.js";
import { claimCard } from "./claim.js";
import { askedForms, codes } from "./forms.js";
import { labelName } from "./sum.js";
import { term } from "./term.js";

/** @import { Answer, Asked, Part, QuestionInfo } from "../types.js" */

/** @typedef {{ label: number, column: number }} Picked which value of the answer */

/** @type {["sampling" | "seed" | "evaluation" | "source", string][]} */
const PARTS = [
  ["sampling", "Sampling"],
  ["seed", "Seed"],
  ["evaluation", "Evaluation"],
  ["source", "Source"],
];
const MOST_FACTS = 60;
/** What does not change with the value that is picked, and keeps its own state. @type {WeakMap<Asked, { facts: HTMLElement | null, forms: HTMLElement }>} */
const kept = new WeakMap();

/**
 * @param {HTMLElement} host
 * @param {object} what
 * @param {QuestionInfo} what.question
 * @param {Asked} what.asked
 * @param {HTMLElement | null} what.settings
 * @param {HTMLElement} what.chart
 * @param {number[]} what.columns which columns of the answer are shown
 * @param {Picked} what.picked
 * @param {(label: number, column: number) => void} what.pick
 * @param {ReadonlyMap<string, string>} what.labels what objects stand for, by name
 * @param {Record<string, unknown>} what.request
 * @param {() => string} what.link
 * @param {() => string} what.frame
 * @param {() => Node | null} what.downloads
 */
export function showAnswer(host, { question, asked, settings, chart, columns, picked, pick, labels, request, link, frame, downloads }) {
  const { answer } = asked;
  const same = kept.get(asked) ?? { facts: facts(answer), forms: codes("answer", askedForms(asked, request, link, frame), downloads()) };
  const before = kept.has(asked) ? host.querySelector(".scroll") : null;
  const [left, top] = [before?.scrollLeft ?? 0, before?.scrollTop ?? 0];
  kept.set(asked, same);
  fill(
    host,
    heading(question, settings),
    status(answer),
    table(answer, columns, picked, pick, labels),
    uncertainty(answer, picked),
    chart,
    claimCard(answer.claim),
    same.facts,
    answer.notes.map((note) => el("p", { class: "note" }, sentence(note))),
    el("p", { class: "cost" }, costLine(answer)),
    same.forms,
  );
  const scroll = host.querySelector(".scroll");
  const row = host.querySelector("tr.picked");
  if (!(scroll instanceof HTMLElement) || !(row instanceof HTMLElement)) return;
  scroll.scrollLeft = left;
  scroll.scrollTop = top;
  const [from, to] = [row.offsetTop - row.offsetHeight, row.offsetTop + row.offsetHeight];
  if (from < scroll.scrollTop || to > scroll.scrollTop + scroll.clientHeight) {
    scroll.scrollTop = Math.max(0, from - scroll.clientHeight / 2);
  }
}

/** What is asked, above the answer or in its place. @param {QuestionInfo} question @param {HTMLElement | null} settings */
export function heading(question, settings) {
  return el(
    "div",
    { class: "asked" },
    el("h2", { class: "question" }, question.question),
    question.about ? el("p", { class: "about" }, `${question.about} `, more(question)) : el("p", { class: "about" }, more(question)),
    settings,
  );
}

/** Where it is defined, with its papers. @param {QuestionInfo} question */
const more = ({ name }) => el("a", { href: at(`/q/${encodeURIComponent(name)}`) }, "Definition and papers");

/** Digits that tell the values of columns counted alike apart. @param {Answer} answer @param {number} column */
export function digitsOf(answer, column) {
  const about = answer.columns[column];
  const alike = answer.columns.flatMap((one, place) =>
    one.metric === about?.metric && one.unit === about.unit ? [place] : [],
  );
  const values = answer.values
    .flatMap((row) => alike.map((place) => row[place]))
    .filter((value) => typeof value === "number");
  const spread = answer.reads === "gain" ? Math.max(0, ...values.map(Math.abs)) : Math.max(...values) - Math.min(...values);
  return digitsFor(spread, 2);
}

/** A value as the table shows it. @param {Answer} answer @param {number | null | undefined} value @param {number} digits */
export const valueText = (answer, value, digits) =>
  answer.reads === "gain" ? signed(value ?? NaN, digits) : number(value ?? NaN, digits);

/**
 * @param {Answer} answer
 * @param {number[]} columns
 * @param {Picked} picked
 * @param {(label: number, column: number) => void} pick
 * @param {ReadonlyMap<string, string>} labels
 */
function table(answer, columns, picked, pick, labels) {
  const heads = answer.label_kind;
  return el(
    "div",
    { class: "scroll" },
    el(
      "table",
      {},
      el("caption", { class: "hidden" }, `${answer.title}: ${answer.chart.y}`),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          heads.map((kind) => el("th", { scope: "col", class: "label" }, kind)),
          columns.map((column) => el("th", { scope: "col", title: answer.columns[column]?.name }, answer.columns[column]?.name)),
        ),
      ),
      el(
        "tbody",
        {},
        answer.labels.map((label, row) =>
          el(
            "tr",
            { class: row === picked.label ? "picked" : null },
            label.map((part, place) => el(place === 0 ? "th" : "td", { scope: place === 0 ? "row" : null, class: "label" }, part, labels.has(part) ? el("small", {}, ` ${labels.get(part)}`) : null)),
            columns.map((column) => el("td", {}, valueButton(answer, row, column, picked, pick))),
          ),
        ),
      ),
    ),
  );
}

/** @param {Answer} answer @param {number} row @param {number} column @param {Picked} picked @param {(label: number, column: number) => void} pick */
function valueButton(answer, row, column, picked, pick) {
  const value = answer.values[row]?.[column] ?? null;
  const text = valueText(answer, value, digitsOf(answer, column));
  const tone = answer.reads !== "gain" || !value ? "" : value > 0 ? "help" : "harm";
  return el(
    "button",
    {
      type: "button",
      class: `value ${tone}`,
      "aria-pressed": String(row === picked.label && column === picked.column),
      title: "Show its cells",
      onclick: () => pick(row, column),
    },
    text,
  );
}

/** @param {Answer} answer */
function status(answer) {
  if (answer.status === "complete") return null;
  const surface = answer.facts["predicted by"];
  if (surface !== undefined && answer.missing === 0) return el("p", { class: "about" }, `Predicted by ${surface}.`);
  const gaps = answer.gaps.slice(0, 3).map((gap) => Object.keys(gap.world).join(", ") || "the empty world");
  const words = answer.status === "incomplete" ? "Incomplete" : "From what is held";
  return el(
    "p",
    { class: "status" },
    `${words}: ${several(answer.missing, "world")} ${answer.missing === 1 ? "has" : "have"} no score`,
    gaps.length ? ` (${gaps.join("; ")}${answer.missing > gaps.length ? " \u2026" : ""}).` : ".",
  );
}

/** @param {Answer} answer @param {Picked} picked */
function uncertainty(answer, picked) {
  const column = answer.columns[picked.column];
  const label = answer.labels[picked.label];
  if (!column || !label) return null;
  const digits = digitsOf(answer, picked.column) + 1;
  return el(
    "section",
    {},
    el("h3", {}, "Uncertainty of ", el("b", {}, `${labelName(answer, picked.label)} on ${column.name}`)),
    el(
      "dl",
      { class: "parts" },
      PARTS.flatMap(([name, title]) => {
        const [amount, why] = partWords(answer.uncertainty[name], picked, digits);
        return [el("dt", {}, term(`${name}-error`, title)), el("dd", {}, el("b", {}, amount), why ? ` ${why}` : "")];
      }),
    ),
  );
}

/** @param {Part} part @param {Picked} picked @param {number} digits @returns {[string, string]} */
function partWords(part, picked, digits) {
  if (part.state !== "measured") return [part.state, part.why];
  const error = part.error?.[picked.label]?.[picked.column];
  if (error === null || error === undefined) return ["not measured", part.why];
  return [`\u00b1 ${number(error, digits)}`, part.why];
}

/** @param {Answer} answer */
function facts(answer) {
  const entries = Object.entries(answer.facts).slice(0, MOST_FACTS);
  if (entries.length === 0) return null;
  return el(
    "details",
    { class: "facts" },
    el("summary", {}, el("b", {}, "Facts"), ` ${count(Object.keys(answer.facts).length)}`),
    el(
      "dl",
      {},
      entries.flatMap(([name, value]) => [
        el("dt", {}, name),
        el("dd", {}, typeof value === "number" ? number(value, digitsFor(Math.abs(value))) : String(value)),
      ]),
    ),
  );
}

/** @param {Answer} answer */
function costLine({ cost, uncertainty }) {
  const rows = cost.trained + cost.reused;
  const exact = uncertainty.sampling.state === "none" ? "Exact" : "Sampled";
  return `${several(rows, "row")} wanted, ${count(cost.reused)} in the bank, ${count(cost.trained)} trained.${cost.seconds ? ` ${duration(cost.seconds)}.` : ""} ${exact}.`;
}

/** @param {string} words */
const sentence = (words) => words.slice(0, 1).toUpperCase() + words.slice(1) + (/[.?!]$/.test(words) ? "" : ".");
