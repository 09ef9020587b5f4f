// How the game stands: one line for the season and both sides, a small table of the groups, and the
// seasons that were paid.

import { el, fill } from "../lib/dom.js";
import { bondOf } from "./guide.js";
import { capital, coins, rowName, scoreText } from "./table.js";

/** @import { GameGroup, GameSide, GameView } from "../types.js" */

/** @param {HTMLElement} host @param {GameView} view */
export function showLine(host, view) {
  const slice = (/** @type {number | null} */ place) => (place === null ? "" : (view.slices[place]?.name ?? ""));
  fill(
    host,
    view.pays === null ? el("span", {}, el("b", {}, `All ${view.seasons} seasons`), " are paid") : el("span", {}, el("b", {}, `Season ${view.season}`), ` of ${view.seasons}`),
    view.pays === null ? null : el("span", {}, el("b", {}, slice(view.pays)), " pays now", view.next === null ? ", the last" : [", ", slice(view.next), " next"].join("")),
    side(view.people, view.side === "people" ? " (you)" : ""),
    side(view.operator, view.side === "operator" ? " (you)" : ""),
  );
}

/** @param {GameSide} side @param {string} you */
const side = ({ name, coins: purse, profit, target }, you) =>
  el(
    "span",
    { class: "side" },
    `${capital(name)}${you}: `,
    el("b", {}, coins(profit)),
    ` of ${coins(target)} `,
    el("progress", { title: `Earned of the target; ${coins(purse)} in hand`, max: 1, value: Math.max(0, Math.min(1, profit / target)), "aria-label": `${name}, how far to the target` }),
  );

/** @param {GameGroup} group */
function stands({ standing, price, licensed, pieces }) {
  switch (standing) {
    case "offers":
      return licensed ? `licensed for ${coins(price)}` : `offers for ${coins(price)}`;
    case "holds":
      return "holds back";
    case "makes":
      return `made ${pieces.at(-1) ?? ""}`;
    case "sends":
      return "sent to the rival";
    case "bought":
      return `bought for ${coins(price)}`;
    default:
      return "\u2013";
  }
}

/** @param {HTMLElement} host @param {GameView} view */
export function showGroups(host, view) {
  const people = view.groups.map((one) =>
    el(
      "tr",
      { class: one.letter === view.turn_group ? "now" : "" },
      el("th", { scope: "row" }, one.name),
      el("td", { class: "owned" }, pieces(one)),
      el("td", {}, stands(one)),
      el("td", { class: `mood ${one.mood}` }, el("i", { "aria-hidden": "true" }), one.mood),
      el("td", { class: "count" }, coins(one.coins)),
    ),
  );
  const substitute = el(
    "tr",
    { class: "listed" },
    el("th", { scope: "row" }, view.substitute),
    el("td", { class: "owned" }, el("span", { class: "piece" }, el("i", { class: "on" }), view.substitute_letter)),
    el("td", { colspan: 3 }, view.substitute_licensed ? `licensed for ${coins(view.substitute_price)}` : `listed, for anybody, at ${coins(view.substitute_price)}`),
  );
  const heads = ["group", "objects", "this season", "mood", "coins"].map((word) => el("th", { scope: "col" }, word));
  fill(
    host,
    el("table", {}, el("caption", { class: "hidden" }, "The groups"), el("thead", {}, el("tr", {}, heads)), el("tbody", {}, people, substitute)),
    ...bondOf(view),
    el("p", { class: "note" }, `${capital(view.rival)} deploys ${rowName(view.rival_pieces)}. A point of score above it is worth ${coins(view.price)} coins.`),
  );
}

/** @param {GameGroup} group */
const pieces = (group) => [
  ...group.pieces.map((piece) => el("span", { class: "piece", title: group.spoiled.includes(piece) ? "spoiled, as only you know" : group.marked.includes(piece) ? "carries a mark" : "" }, el("i", { class: "on" }), piece, group.spoiled.includes(piece) ? "*" : group.marked.includes(piece) ? "\u2020" : "")),
  ...group.unmade.map((piece) => el("span", { class: "piece unmade", title: "not made yet" }, el("i", { class: "off" }), el("span", { class: "hidden" }, `${piece} unmade`))),
];

/** @param {HTMLElement} host @param {GameView} view */
export function showSeasons(host, view) {
  host.hidden = view.paid.length === 0;
  if (host.hidden) return;
  const heads = ["season", "paid on", "deployed", "score", "the rival's", "earned", "fees"].map((word) => el("th", { scope: "col" }, word));
  fill(
    host,
    el(
      "table",
      {},
      el("caption", { class: "hidden" }, "Seasons that were paid"),
      el("thead", {}, el("tr", {}, heads)),
      el(
        "tbody",
        {},
        view.paid.map((one) =>
          el(
            "tr",
            {},
            el("th", { scope: "row" }, one.season),
            el("td", {}, view.slices[one.slice]?.name),
            el("td", {}, rowName(one.row)),
            el("td", { class: "count" }, scoreText(view, one.slice, one.score)),
            el("td", { class: "count" }, scoreText(view, one.slice, one.rival_score)),
            el("td", { class: "count" }, coins(one.earned)),
            el("td", { class: "count" }, coins(Object.values(one.fees).reduce((sum, fee) => sum + fee, 0))),
          ),
        ),
      ),
    ),
  );
}
