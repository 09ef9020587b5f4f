// Two cells compared in words: which move leads from one to the other, what it does in every column,
// and what it does not show.

import { findWorld, spellWorld } from "../lib/address.js";
import { el, fill } from "../lib/dom.js";
import { number, signed, worldInWords } from "../lib/format.js";
import { asQuestion, limitsOf, moveOf } from "../lib/moves.js";
import { downloads } from "./downloads.js";
import { codes, comparedForms } from "./forms.js";

/** @import { PageState, Place, Scene } from "../types.js" */
/** @import { Move } from "../lib/moves.js" */

/**
 * @param {HTMLElement} host
 * @param {Scene} scene
 * @param {object} acts
 * @param {string} acts.study
 * @param {(change: Partial<PageState>, step: boolean) => void} acts.go
 * @param {(change: Partial<PageState>) => string} acts.address
 * @param {() => string} acts.link
 * @param {() => string} acts.frame
 */
export function showComparison(host, scene, acts) {
  const { table, selected, study } = scene;
  const against = scene.against ?? selected;
  const standIns = new Map(study.objects.flatMap((one) => (one.stands_in_for ? [[one.name, one.stands_in_for]] : [])));
  const move = moveOf(table.rows, against, selected, standIns);
  const held = remember(host);
  const pending = scene.cover(selected.row, selected.column) || scene.cover(against.row, against.column);
  fill(
    host,
    el("div", { class: "asked" }, el("h2", { class: "question" }, asQuestion(move)), el("p", { class: "about" }, described(move, scene, against))),
    pending ? el("p", { class: "wait" }, pending === "guess" ? "Say first what you expect; then the numbers are shown." : pending === "shut" ? "Use rights shut one of the two cells. Going there is a move of rules: somebody has to allow it." : "One of the two rows is not paid for: the operator cannot train it. Going there is a move of rules or access.") : verdict(move, scene, against),
    pending ? null : el("div", { class: "scroll", id: "changes", tabindex: 0, role: "group", "aria-label": "The change in every column" }, tableOf(move, scene, against)),
    picking(scene, against, acts),
    limits(move),
    asQuestionLink(move, scene, against, acts),
    pending ? null : codes("compared", comparedForms(scene, against, acts.study, acts.link, acts.frame), downloads(acts.study, scene.state.metric, null, scene.state.plus ?? [])),
  );
  held();
}

/** @param {Move} move @param {Scene} scene @param {Place} against */
function described(move, { table, selected }, against) {
  const world = (/** @type {number} */ row) => worldInWords(table.rows, row);
  const column = (/** @type {number} */ place) => table.columns[place]?.name ?? "";
  if (move.of === "none") return "Choose a second cell: hold Shift and click it, or press Enter on a cell and go on to another.";
  const kinds = { "existing data": "it moves data that exists", "produced data": "it moves data that was made", measurement: "no data moves", both: "it moves data and the measurement", none: "" };
  const from = `${world(against.row)}${move.column ? ` on ${column(against.column)}` : ""}`;
  const to = move.of === "measurement" ? column(selected.column) : `${world(selected.row)}${move.column ? ` on ${column(selected.column)}` : ""}`;
  const nested = move.column || move.nested ? "" : "; neither training set holds the other";
  return `${move.kind.slice(0, 1).toUpperCase()}${move.kind.slice(1)}, from ${from} to ${to}: ${kinds[move.of]}${nested}.`;
}

/** The difference that the two cells make. @param {Move} move @param {Scene} scene @param {Place} against */
function verdict(move, scene, against) {
  if (move.of === "none") return null;
  const { table, selected, scales } = scene;
  const [here, there] = [table.columns[selected.column], table.columns[against.column]];
  if (!here || !there) return null;
  if (here.scale !== there.scale) return el("p", { class: "verdict" }, `${here.name} and ${there.name} are counted differently: their difference would be no number.`);
  const gain = gainOf(scene, selected.column, against);
  const digits = scales.get(here.scale)?.digits ?? 2;
  if (Number.isNaN(gain)) return el("p", { class: "verdict" }, "One of the two cells has no score yet.");
  const unit = here.unit ? ` ${here.unit}` : "";
  const size = number(Math.abs(gain), digits);
  const same = Number(size) === 0;
  const tone = same ? "" : gain > 0 ? "help" : "harm";
  const what = move.of === "measurement" ? `On ${here.name} the model scores ` : `${here.name.slice(0, 1).toUpperCase()}${here.name.slice(1)} gets `;
  return el("p", { class: "verdict" }, same ? "The two cells read the same." : [what, el("b", { class: tone }, `${size}${unit} ${gain > 0 ? "better" : "worse"}`), unit ? "" : ` in ${here.metric}`, move.of === "measurement" ? ` than on ${there.name}.` : `${reason(move, gain)}.`]);
}

/** @param {Move} move @param {number} gain */
function reason({ removed, added, of }, gain) {
  if (of === "both" || removed.length + added.length !== 1) return "";
  const helps = removed.length ? gain < 0 : gain > 0;
  return `: here ${removed[0] ?? added[0]} ${helps ? "helps" : "harms"}`;
}

/** What is gained from the one row to the other. @param {Scene} scene @param {number} column @param {Place} against @param {number} [from] */
function gainOf({ table, selected }, column, against, from = against.column) {
  return (table.oriented[column]?.[selected.row] ?? NaN) - (table.oriented[from]?.[against.row] ?? NaN);
}

/** @param {Move} move @param {Scene} scene @param {Place} against */
function tableOf(move, scene, against) {
  if (move.of === "none") return null;
  const { table, columns, selected, scales } = scene;
  const aside = move.of === "measurement";
  const heads = aside ? [table.columns[against.column]?.name ?? "", "read here", "difference"] : ["before", "after", "change"];
  return el(
    "table",
    { class: "compared" },
    el("caption", { class: "hidden" }, "The two training sets in every column; a change above zero helps"),
    el("thead", {}, el("tr", {}, el("th", { scope: "col", class: "label" }, "column"), heads.map((word) => el("th", { scope: "col" }, word)))),
    el(
      "tbody",
      {},
      columns.map((column) => {
        const about = table.columns[column];
        const digits = scales.get(about?.scale ?? "")?.digits ?? 2;
        const alike = !aside || about?.scale === table.columns[against.column]?.scale;
        const gain = alike ? gainOf(scene, column, against, aside ? against.column : column) : NaN;
        const before = table.shown[aside ? against.column : column]?.[against.row] ?? NaN;
        const tone = Number(number(gain, digits)) === 0 || Number.isNaN(gain) ? "" : gain > 0 ? "help" : "harm";
        return el(
          "tr",
          { class: column === selected.column ? "picked" : null },
          el("th", { scope: "row", class: "label" }, about?.name),
          el("td", {}, number(alike ? before : NaN, digits)),
          el("td", {}, number(table.shown[column]?.[selected.row] ?? NaN, digits)),
          el("td", { class: tone }, signed(gain, digits)),
        );
      }),
    ),
  );
}

/** The two cells as fields, for who would rather type. @param {Scene} scene @param {Place} against @param {{ go: (change: Partial<PageState>, step: boolean) => void }} acts */
function picking({ table, columns, selected }, against, { go }) {
  const spelled = (/** @type {number} */ row) => spellWorld(table.rows, row);
  const name = (/** @type {number} */ column) => table.columns[column]?.name ?? null;
  /** @param {string} id @param {string} label @param {Place} at @param {(world: string | null, column: string | null) => Partial<PageState>} change */
  const field = (id, label, at, change) => {
    const world = el("input", { id, value: spelled(at.row), autocomplete: "off", spellcheck: "false", onchange: choose });
    const column = el("select", { id: `${id}-column`, "aria-label": `${label}: column`, onchange: choose }, columns.map((place) => el("option", { value: name(place), selected: place === at.column }, name(place))));
    function choose() {
      const text = world.value.trim().replaceAll(" ", "");
      const known = findWorld(table.rows, text) >= 0;
      world.setAttribute("aria-invalid", String(!known));
      world.setCustomValidity(known ? "" : "no row of this grid");
      if (!known) world.reportValidity();
      else go(change(text, column.value), false);
    }
    return [el("label", { for: id }, label), el("span", { class: "pair" }, world, " on ", column)];
  };
  return el(
    "div",
    { class: "picking" },
    field("before", "Before", against, (world, column) => ({ against: world, beside: column })),
    field("after", "After", selected, (world, column) => ({ world, column })),
    el("span", {}),
    el(
      "p",
      { class: "buttons" },
      el("button", { type: "button", class: "quiet", id: "swap", onclick: () => go({ world: spelled(against.row), column: name(against.column), against: spelled(selected.row), beside: name(selected.column) }, true) }, "Swap"),
      el("button", { type: "button", class: "quiet", id: "from-here", onclick: () => go({ against: spelled(selected.row), beside: name(selected.column) }, true) }, "Compare others with this one"),
    ),
  );
}

/** @param {Move} move */
function limits(move) {
  const words = limitsOf(move);
  return words.length ? el("section", {}, el("h3", {}, "Does not show"), el("ul", { class: "limits" }, words.map((one) => el("li", {}, one)))) : null;
}

/** The same removal as a question, with its uncertainty. @param {Move} move @param {Scene} scene @param {Place} against @param {{ address: (change: Partial<PageState>) => string, go: (change: Partial<PageState>, step: boolean) => void }} acts */
function asQuestionLink(move, { table, selected }, against, { address, go }) {
  const group = [...move.removed, ...move.added];
  if (move.of !== "existing data" || !move.nested || move.weighed.length || group.length === 0) return null;
  const fuller = move.removed.length ? against.row : selected.row;
  const full = fuller === table.order[0];
  const names = table.rows.members.filter((_, member) => table.rows.weight(fuller, member) > 0);
  /** @type {Record<string, string>} */
  const parameters = full ? {} : { world: names.join(", ") };
  if (group.length > 1) parameters["group"] = group.join(", ");
  /** @type {Partial<PageState>} */
  const change = { mode: null, question: "leave_one_out", parameters, label: group.length > 1 ? [group.join(" + "), "effect"] : group };
  return el(
    "p",
    { class: "onward" },
    el(
      "a",
      {
        href: address(change),
        onclick: (/** @type {MouseEvent} */ event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          go(change, true);
        },
      },
      `Ask leave-one-out of ${group.length > 6 ? `${group.length} objects` : group.join(", ")}`,
    ),
    ", with its uncertainty.",
  );
}

/** Keep the keyboard where it is while the panel is drawn again. @param {HTMLElement} host */
function remember(host) {
  const at = document.activeElement;
  const id = at && host.contains(at) ? at.id : "";
  return () => void (id && document.getElementById(id)?.focus({ preventScroll: true }));
}
