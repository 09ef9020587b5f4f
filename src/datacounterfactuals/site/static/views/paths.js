// Under the lattice: which column it shows, which way a path walks, and what the path costs in words.

import { el, fill } from "../lib/dom.js";
import { count, number, signed, worldInWords } from "../lib/format.js";
import { lettered } from "../lib/address.js";

/** @import { Hand, PageState, Shown } from "../types.js" */
/** @import { Child } from "../lib/dom.js" */
/** @import { Walked } from "./nodepaint.js" */

/** @type {[PageState["way"], string][]} */
const WAYS = [
  [null, "no path"],
  ["strike", "a strike, down"],
  ["acquire", "an acquisition, up"],
];

/**
 * @param {HTMLElement} host
 * @param {Hand} hand
 * @param {{ undo: () => void, start: (way: PageState["way"]) => void }} acts
 */
export function createPaths(host, hand, acts) {
  const tools = el("div", { class: "ways", role: "group", "aria-label": "Path" });
  const said = el("p", { class: "said-path", "aria-live": "polite" });
  const note = el("p", { class: "note" });
  host.replaceChildren(tools, said, note);
  let before = "";

  /** @param {Required<Shown>} shown @param {Walked} walked @param {boolean} strips */
  function show(shown, walked, strips) {
    const { way } = shown.state;
    const focused = tools.contains(document.activeElement) ? document.activeElement?.getAttribute("data-tool") : null;
    fill(
      tools,
      columnChoice(shown),
      hand.turn
        ? el(
            "span",
            { class: "choice", role: "group", "aria-label": "Which way a path walks" },
            WAYS.map(([value, word]) => el("button", { type: "button", "data-tool": `way ${value}`, "aria-pressed": String(value === way), onclick: () => acts.start(value) }, word)),
          )
        : null,
      hand.turn && walked?.names.length ? el("button", { type: "button", class: "quiet", "data-tool": "undo", onclick: acts.undo }, "undo the last step") : null,
    );
    if (focused) /** @type {HTMLElement | null} */ (tools.querySelector(`[data-tool="${CSS.escape(focused)}"]`))?.focus({ preventScroll: true });
    const sentence = walked ? inWords(shown, walked, hand.turn !== undefined) : [];
    const now = JSON.stringify(sentence.map((part) => (part instanceof Node ? part.textContent : part)));
    if (now !== before) fill(said, sentence);
    before = now;
    said.hidden = !walked;
    note.textContent = strips
      ? `${count(shown.table.rows.count)} worlds are too many for nodes: each strip is a layer, from the worst score on the left to the best on the right; a bar is as high as many worlds score so.`
      : "";
    note.hidden = !strips;
  }

  /** @param {Required<Shown>} shown */
  function columnChoice({ columns, table, selected }) {
    if (columns.length < 2) return null;
    const select = el(
      "select",
      { "aria-label": "Column that the lattice shows", "data-tool": "column", onchange: () => hand.select(selected.row, Number(select.value)) },
      columns.map((column) => el("option", { value: column, selected: column === selected.column }, table.columns[column]?.name)),
    );
    return el("label", {}, "scored on ", select);
  }

  return { show };
}

/** @param {Required<Shown>} shown @param {NonNullable<Walked>} walked @param {boolean} builds @returns {Child[]} */
function inWords({ table, selected: { column }, scales, state: { way }, cover }, walked, builds) {
  const about = table.columns[column];
  const scale = scales.get(about?.scale ?? "");
  const digits = scale?.digits ?? 2;
  const read = (/** @type {number} */ row) => (cover(row, column) ? NaN : (table.shown[column]?.[row] ?? NaN));
  const gain = (/** @type {number} */ from, /** @type {number} */ to) =>
    cover(from, column) || cover(to, column) ? NaN : (table.oriented[column]?.[to] ?? NaN) - (table.oriented[column]?.[from] ?? NaN);
  const change = (/** @type {number} */ by) => el("b", { class: by > 0 ? "help" : by < 0 ? "harm" : "" }, signed(by, digits));
  const first = walked.rows[0] ?? 0;
  const name = worldInWords(table.rows, first);
  const head = `${name.slice(0, 1).toUpperCase()}${name.slice(1)} scores ${number(read(first), digits)} on ${about?.name ?? ""}`;
  if (walked.names.length === 0) {
    const how = lettered(table.rows.members) ? "Click a neighbour of the path's end, or type letters" : "Click a neighbour of the path's end";
    return [`${head}. `, builds ? `${how}: each step ${way === "strike" ? "takes one object out" : "adds one object"}.` : ""];
  }
  /** @type {Child[]} */
  const steps = walked.names.flatMap((object, step) => [
    "; ",
    `${way === "strike" ? "without" : "with"} ${object}${step ? " too" : ""} ${number(read(walked.rows[step + 1] ?? 0), digits)} (`,
    change(gain(walked.rows[step] ?? 0, walked.rows[step + 1] ?? 0)),
    ")",
  ]);
  return [head, ...steps, ...(walked.names.length > 1 ? [": ", change(gain(first, walked.rows.at(-1) ?? 0)), " in all."] : ["."])];
}
