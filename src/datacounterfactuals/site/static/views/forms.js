// What is shown as Python, as a command, as JSON, as a link and as a frame; and to take away.

import { lettered } from "../lib/address.js";
import { el, fill } from "../lib/dom.js";

/** @import { Asked, Place, Scene } from "../types.js" */
/** @import { Child } from "../lib/dom.js" */

/** @typedef {[string, () => string]} Form its title, and its text when it is wanted */

/** @type {Map<string, string>} which form was last looked at, by what it is of */
const looked = new Map();

/**
 * Texts to copy, of which one is seen.
 * @param {string} of
 * @param {Form[]} kinds
 * @param {Child} downloads
 */
export function codes(of, kinds, downloads) {
  const code = el("pre", { tabindex: 0, "aria-label": "the same, to copy" });
  const copy = el("button", { type: "button", class: "copy", onclick: onCopy }, "Copy");
  const box = el("div", { class: "code" }, code, copy);
  const first = Math.max(0, kinds.findIndex(([title]) => title === looked.get(of)));
  const buttons = kinds.map(([title, text], place) =>
    el(
      "button",
      {
        type: "button",
        id: `${of}-${place}`,
        "aria-pressed": String(place === first),
        onclick: (/** @type {Event} */ event) => {
          for (const other of buttons) other.setAttribute("aria-pressed", String(other === event.currentTarget));
          looked.set(of, title);
          fill(code, text());
          fill(copy, "Copy");
        },
      },
      title,
    ),
  );
  fill(code, kinds[first]?.[1]() ?? "");

  async function onCopy() {
    try {
      await navigator.clipboard.writeText(code.textContent ?? "");
      fill(copy, "Copied");
    } catch {
      getSelection()?.selectAllChildren(code);
      fill(copy, "Selected");
    }
  }

  return el("div", { class: "forms" }, el("div", { class: "as", role: "group", "aria-label": "the same as" }, buttons), box, downloads);
}

/** The forms of an answer. @param {Asked} asked @param {Record<string, unknown>} request @param {() => string} link @param {() => string} frame @returns {Form[]} */
export const askedForms = (asked, request, link, frame) => [
  ["as Python", () => `import datacounterfactuals as dc\n\n${asked.python}`],
  ["as command", () => asked.command],
  ["as JSON", () => JSON.stringify({ request, answer: asked.answer }, null, 1)],
  ["link to this view", link],
  ["as a frame", frame],
];

/**
 * The forms of two cells.
 * @param {Scene} scene @param {Place} against @param {string} study @param {() => string} link @param {() => string} frame
 * @returns {Form[]}
 */
export function comparedForms({ table, selected, state, study: about }, against, study, link, frame) {
  const { rows } = table;
  const world = (/** @type {number} */ row) => Object.fromEntries(rows.members.flatMap((name, member) => (rows.weight(row, member) ? [[name, rows.weight(row, member)]] : [])));
  const cell = (/** @type {Place} */ at) => {
    const [value, oriented] = [table.shown[at.column]?.[at.row] ?? NaN, table.oriented[at.column]?.[at.row] ?? NaN];
    return { world: world(at.row), column: table.columns[at.column]?.name ?? "", value: Number.isNaN(value) ? null : value, oriented: Number.isNaN(oriented) ? null : oriented };
  };
  const [before, after] = [cell(against), cell(selected)];
  const gain = before.oriented === null || after.oriented === null ? null : after.oriented - before.oriented;
  const python = [
    "import datacounterfactuals as dc",
    "",
    `study = dc.load(${JSON.stringify(about.written)})`,
    "grid = dc.Grid(study)",
    "grid.fill()",
    `cells = {row["world"]: row for row in grid.records(${state.metric ? `columns=study.columns(${JSON.stringify(state.metric)})` : ""})}`,
    `print(cells[${spoken(rows, selected.row)}][${JSON.stringify(after.column)}] - cells[${spoken(rows, against.row)}][${JSON.stringify(before.column)}])`,
  ];
  return [
    ["as Python", () => python.join("\n")],
    ["as command", () => `datacf grid ${about.written}${state.metric ? ` --metric ${state.metric}` : ""}`],
    ["as JSON", () => JSON.stringify({ request: { study, metric: table.metric, before: { world: before.world, column: before.column }, after: { world: after.world, column: after.column } }, answer: { before, after, gain } }, null, 1)],
    ["link to this view", link],
    ["as a frame", frame],
  ];
}

/** A world as Python spells it, in quotes. @param {Scene["table"]["rows"]} rows @param {number} row */
function spoken(rows, row) {
  const words = rows.members.flatMap((name, member) => {
    const weight = rows.weight(row, member);
    return weight ? [(/[,*"]/.test(name) ? JSON.stringify(name) : name) + (weight === 1 ? "" : `*${weight}`)] : [];
  });
  const plain = lettered(rows.members) && words.every((word) => word.length === 1);
  return JSON.stringify(words.length ? words.join(plain ? "" : ", ") : "empty");
}
