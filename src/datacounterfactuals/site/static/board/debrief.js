// After the last season nothing is hidden: the ending, the path through the lattice, what each hold
// and each made object did, the replies that were missed, and what may be claimed.

import { el, fill } from "../lib/dom.js";
import { hasseOf } from "../lib/hasse.js";
import { several, signed } from "../lib/format.js";
import { at } from "../lib/root.js";
import { svg } from "../lib/svg.js";
import { claimCard } from "../views/claim.js";
import { copyButton } from "../views/copying.js";
import { completed } from "../views/grid.js";
import { drawNodes } from "../views/nodepaint.js";
import { planOf } from "../views/nodes.js";
import { capital, coins, rowName, rowOf } from "./table.js";

/** @import { GameDebrief, GameSide, GameView } from "../types.js" */
/** @import { BoardLook } from "./shown.js" */
/** @import { Tabled } from "./table.js" */

/** @param {HTMLElement} host @param {GameDebrief} told @param {{ again: () => void, fresh: () => void }} does */
export function showVerdict(host, told, does) {
  const [word = "", rest = ""] = told.say.split(": ");
  fill(
    host,
    el("h2", { tabindex: -1 }, `${word}.`),
    el("p", { class: "say" }, capital(rest)),
    el("dl", { class: "sides" }, [told.people, told.operator].flatMap(reached)),
    el(
      "p",
      { class: "ways" },
      el("button", { type: "button", class: "go", onclick: does.again }, "Play again"),
      el("button", { type: "button", class: "quiet", onclick: does.fresh }, "Another board"),
      copyButton("Copy a link to this game", () => `${location.origin}${at("/board")}?game=${encodeURIComponent(told.link)}`),
      el("button", { type: "button", class: "quiet", onclick: () => save(told) }, "Save it as JSON"),
    ),
  );
}

/** @param {GameSide} side */
const reached = ({ name, profit, target }) => [
  el("dt", {}, capital(name)),
  el("dd", {}, el("b", { class: profit >= target ? "help" : "harm" }, coins(profit)), ` of ${coins(target)}, `, profit >= target ? "reached" : `${coins(target - profit)} short`),
];

/** @param {GameDebrief} told */
function save(told) {
  const address = URL.createObjectURL(new Blob([JSON.stringify(told.record, null, 2)], { type: "application/json" }));
  el("a", { href: address, download: `board-${told.record.scenario}-${told.record.seed}.json` }).click();
  URL.revokeObjectURL(address);
}

/**
 * @param {HTMLElement} host @param {GameDebrief} told @param {GameView} view @param {Tabled} tabled
 * @param {BoardLook} look @param {(row: number, column: number) => void} select
 */
export function showDebrief(host, told, view, tabled, look, select) {
  const picture = el("div", { class: "lattice" });
  const slice = el(
    "select",
    { id: "path-slice", onchange: () => path(picture, told, view, tabled, look, Number(slice.value), select) },
    told.slices.map((name, place) => el("option", { value: place, selected: place === told.path.at(-1)?.slice }, name)),
  );
  fill(
    host,
    el(
      "section",
      { class: "path" },
      el("h2", {}, "The path"),
      el("p", { class: "about" }, "Every row by how many objects it holds, the full one on top. The numbers are the seasons in which a row was deployed. Scores on ", el("label", {}, el("span", { class: "hidden" }, "slice "), slice), "."),
      picture,
    ),
    el("div", { class: "findings" }, replies(told, view), leverage(told, view), made(told, view), el("div", { class: "claim" }, claimCard(told.claim))),
  );
  path(picture, told, view, tabled, look, Number(slice.value), select);
}

/** @param {HTMLElement} host @param {GameDebrief} told @param {GameView} view @param {Tabled} tabled @param {BoardLook} look @param {number} column @param {(row: number, column: number) => void} select */
function path(host, told, view, { table, scales, toTable, toGame }, look, column, select) {
  const rows = told.path.map((step) => toTable[rowOf(view, step.row)] ?? 0);
  const hasse = hasseOf(table.rows, table.order);
  const plan = planOf(hasse, Math.max(300, host.clientWidth));
  const shown = completed({ table, columns: [column], scales, colour: look.colour, selected: { row: rows.at(-1) ?? 0, column }, paint: null, caption: () => [] });
  const picture = drawNodes(shown, hasse, plan, { rows, names: [] });
  /** @type {Map<number, number[]>} */
  const seasons = new Map();
  for (const [place, row] of rows.entries()) seasons.set(row, [...(seasons.get(row) ?? []), place + 1]);
  const words = [...seasons].map(([row, several]) => {
    const spot = plan.spots.get(row) ?? { x: 0, y: 0 };
    return svg("text", { x: spot.x, y: spot.y - plan.tall / 2 - 9 }, several.join(", "));
  });
  picture.append(svg("g", { class: "costs", "aria-hidden": "true" }, words));
  picture.addEventListener("click", (event) => {
    const node = /** @type {Element} */ (event.target).closest("[data-row]");
    if (node) select(toGame[Number(node.getAttribute("data-row"))] ?? 0, column);
  });
  fill(host, picture);
}

const counts = new Set(["left", "would leave", "missed", "leverage", "worth"]);

/** @param {string} title @param {string} about @param {string[]} heads @param {(Node | string | number)[][]} rows @param {string} none @param {number} trailing how many last columns are numbers too */
function found(title, about, heads, rows, none, trailing = 0) {
  const side = (/** @type {number} */ place) => (counts.has(heads[place] ?? "") || place >= heads.length - trailing ? "count" : "");
  const cells = (/** @type {(Node | string | number)[]} */ row) => row.map((one, place) => (place === 0 ? el("th", { scope: "row" }, one) : el("td", { class: side(place) }, one)));
  return el(
    "section",
    {},
    el("h3", {}, title),
    el("p", { class: "about" }, rows.length ? about : none),
    rows.length
      ? el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": title }, el("table", {}, el("thead", {}, el("tr", {}, heads.map((word, place) => el("th", { scope: "col", class: side(place) }, word)))), el("tbody", {}, rows.map((row) => el("tr", {}, cells(row))))))
      : null,
  );
}

/** @param {number} value */
const gain = (value) => el("span", { class: value > 0 ? "help" : value < 0 ? "harm" : "" }, signed(value, 1));

/** @param {GameDebrief} told @param {GameView} view */
function replies(told, view) {
  const missed = told.path.reduce((sum, one) => sum + one.missed, 0);
  return found(
    "The best reply, and what was missed",
    `What stood open to ${view.operator.name} when its turn began, by the true scores, in coins after fees. ${missed > 0 ? `Over ${several(told.path.length, "season")} it missed ${coins(missed)}.` : "It missed nothing."}`,
    ["season", "paid on", "deployed", "left", "best", "would leave", "missed"],
    told.path.map((one) => [String(one.season), told.slices[one.slice] ?? "", rowName(one.row), coins(one.left), rowName(one.best_row), coins(one.best_left), one.missed > 0 ? coins(one.missed) : "\u2013"]),
    "",
  );
}

/** @param {GameView} view @param {string} letter */
const nameOf = (view, letter) => view.groups.find((one) => one.letter === letter)?.name ?? letter;

/** @param {GameDebrief} told @param {GameView} view */
function leverage(told, view) {
  return found(
    "The leverage of each hold",
    "The best row open to the operator had the group's objects been free to take, less the best one as it was, all others as they stood; in coins.",
    ["season", "group", "move", "before", "after", "leverage"],
    told.leverage.map((one) => [
      String(one.season),
      nameOf(view, one.group),
      `${one.move === "hold" ? "held" : "sent"}${one.lasted ? "" : ", undone"}`,
      `${rowName(one.best_before)}: ${coins(one.before)}`,
      `${rowName(one.best_after)}: ${coins(one.after)}`,
      gain(one.leverage),
    ]),
    "Nobody held or sent anything.",
  );
}

/** @param {GameDebrief} told @param {GameView} view */
function made(told, view) {
  return found(
    "What each made object was worth",
    "What it added, in the season in which it appeared, to the row of all that was real: on the slice that paid then, and on each slice; in coins.",
    ["object", "season", "group", "worth", ...told.slices],
    told.made.map((one) => [`${one.piece}${one.spoiled ? ", spoiled" : one.marked ? ", marked" : ""}`, String(one.season), nameOf(view, one.group), gain(one.worth), ...one.by_slice.map(gain)]),
    "Nobody made anything, so the board never grew.",
    told.slices.length,
  );
}
