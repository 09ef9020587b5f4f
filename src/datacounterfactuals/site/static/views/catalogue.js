// The questions, quietly, in their families; and the settings of the one that is asked.

import { source } from "../lib/api.js";
import { el, fill } from "../lib/dom.js";

/** @import { ParameterInfo, QuestionInfo } from "../types.js" */

/** @type {[QuestionInfo["family"], string][]} */
const FAMILIES = [
  ["value", "Value"],
  ["scale", "Scale"],
  ["repair", "Repair"],
  ["leverage", "Leverage"],
];

/** What to meet first; the others follow by name. */
const FIRST = ["leave_one_out", "shapley", "banzhaf", "scaling"];
const rank = (/** @type {QuestionInfo} */ one) => (FIRST.includes(one.name) ? FIRST.indexOf(one.name) : FIRST.length);

/**
 * @param {HTMLElement} host
 * @param {QuestionInfo[]} questions
 * @param {string | null} current
 * @param {(question: string | null) => string} address of the page with this question
 * @param {(question: string | null) => void} choose
 * @param {{ title: string, words: string, current: boolean, address: string, choose: () => void }[]} looks what may be done without a question
 */
export function showCatalogue(host, questions, current, address, choose, looks) {
  const focused = host.contains(document.activeElement) ? document.activeElement?.getAttribute("data-question") : null;
  /** @param {string} name @param {string} title @param {string} words @param {string} href @param {boolean} chosen @param {() => void} act */
  const entry = (name, title, words, href, chosen, act) =>
    el(
      "li",
      {},
      el(
        "a",
        {
          href,
          title: words,
          "data-question": name,
          "aria-current": chosen ? "true" : null,
          onclick: (/** @type {MouseEvent} */ event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
            event.preventDefault();
            act();
          },
        },
        title,
      ),
    );
  const sorted = [...questions].sort((a, b) => rank(a) - rank(b));
  const groups = FAMILIES.map(([family, title]) => ({
    title,
    entries: sorted.filter((one) => one.family === family).map((one) => entry(one.name, one.title, one.question, address(one.name), one.name === current, () => choose(one.name))),
  })).filter((group) => group.entries.length);
  fill(
    host,
    [{ title: "Look", entries: looks.map((one) => entry(`look ${one.title}`, one.title, one.words, one.address, one.current, one.choose)) }, ...groups].map((group) =>
      el("section", {}, el("h2", {}, group.title), el("ul", {}, group.entries)),
    ),
  );
  const again = [...host.querySelectorAll("a")].find((link) => link.dataset["question"] === focused);
  if (focused !== null && again) again.focus({ preventScroll: true });
  host.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/**
 * The settings of a question as a small form.
 * @param {QuestionInfo} question
 * @param {Record<string, string>} given
 * @param {boolean} open
 * @param {(given: Record<string, string>) => void} ask
 * @param {Record<string, string>} [typed] what stands in its fields and was not asked yet
 * @param {string} [study]
 */
export function settings(question, given, open, ask, typed = {}, study = "") {
  if (question.parameters.length === 0) return null;
  const bound = new Map(question.parameters.map((one) => [one.name, source.allowed(study, question.name, one.name)]));
  const changed = question.parameters.filter((one) => given[one.name] !== undefined);
  const summary = changed.length ? changed.map((one) => `${one.name} ${given[one.name]}`).join(", ") : "as usual";
  const form = el(
    "form",
    {
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const typed = new FormData(form);
        ask(
          Object.fromEntries(
            question.parameters
              .map((one) => /** @type {[string, string]} */ ([one.name, String(typed.get(one.name) ?? given[one.name] ?? one.default).trim()]))
              .filter(([name, text]) => text !== question.parameters.find((one) => one.name === name)?.default),
          ),
        );
      },
    },
    question.parameters.map((one) => field(one, typed[one.name] ?? given[one.name] ?? one.default, bound.get(one.name) ?? null)),
    [...bound.values()].some(Boolean) ? elsewhere(study, question, given) : null,
    el(
      "p",
      { class: "buttons" },
      el("button", { type: "submit" }, "Ask again"),
      changed.length ? el("button", { type: "button", class: "quiet", onclick: () => ask({}) }, "As usual") : null,
    ),
  );
  return el("details", { class: "settings", open }, el("summary", {}, el("b", {}, "Settings"), ` ${summary}`), form);
}

/** What only the program answers. @param {string} study @param {QuestionInfo} question @param {Record<string, string>} given */
function elsewhere(study, { name }, given) {
  const told = source.command(study, { question: name, parameters: given });
  return el("p", { class: "elsewhere" }, "What cannot be chosen here, the program answers: ", el("code", {}, `${told} -p NAME=VALUE`));
}

/** @param {ParameterInfo} parameter @param {string} value @param {string[] | null} bound the only values that are answered here */
function field(parameter, value, bound) {
  const id = `parameter-${parameter.name}`;
  const choices = parameter.choices ?? (bound && bound.length > 1 ? [...new Set([...bound, value])] : null);
  const control = choices
    ? el(
        "select",
        { id, name: parameter.name, disabled: bound?.length === 1 },
        choices.map((choice) => el("option", { value: choice, selected: choice === value, disabled: bound !== null && !bound.includes(choice) }, choice)),
      )
    : el("input", {
        id,
        name: parameter.name,
        value,
        disabled: bound !== null,
        autocomplete: "off",
        spellcheck: "false",
        inputmode: /number/.test(parameter.type) ? "decimal" : "text",
        "aria-describedby": `${id}-help`,
      });
  return el(
    "div",
    { class: "field" },
    el("label", { for: id }, parameter.name.replaceAll("_", " ")),
    control,
    el("p", { id: `${id}-help` }, parameter.help),
  );
}
