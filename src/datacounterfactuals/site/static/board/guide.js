// What a player is told before a move: what to do, what it is for, what is hidden, and how the groups
// stand to each other.

import { el } from "../lib/dom.js";
import { listed, several } from "../lib/format.js";
import { capital, coins } from "./table.js";

/** @import { Child } from "../lib/dom.js" */
/** @import { GameGroup, GameSide, GameView } from "../types.js" */

/** What is to be done now, and what for. @param {GameView} view @returns {Child[]} */
export function guideOf(view) {
  if (view.ending || !view.yours) return [];
  if (view.phase === "reply") return tempted(view);
  const pays = el("b", {}, view.slices[view.pays ?? 0]?.name);
  const first = view.season === 1 && (view.turn === "operator" || view.groups.every((one) => one.standing === "open"));
  if (view.turn === "operator")
    return [
      pays,
      ` pays this season: ${coins(view.price)} coins for each point of score above the rival's, which deploys ${spoken(view, view.rival_pieces)}. `,
      first ? "License what you want to train on, then deploy one row of it. " : "",
      first ? "Hatched cells are trained, but nobody has shown you their scores: an audit does. " : "",
      wanted(view, view.operator, "You"),
    ];
  return [
    pays,
    " pays this season. ",
    first ? `Each group makes one move, in the open; then ${view.operator.name} licenses what is offered and deploys one row. Hatched cells are trained, but hidden until they are deployed. ` : "",
    wanted(view, view.people, view.group === null ? "Together you" : "The people"),
  ];
}

/** @param {GameView} view @param {GameSide} side @param {string} who */
function wanted(view, { profit, target }, who) {
  const [left, need] = [view.seasons - view.season + 1, target - profit];
  if (need <= 0) return `${who} have reached the target of ${coins(target)} coins.`;
  return `${who} need ${coins(need)} more coins in ${several(left, "season")}${left > 1 ? `, ${coins(need / left)} in each` : ""}.`;
}

/** @param {GameView} view */
function tempted(view) {
  const own = view.groups.find(({ letter }) => letter === view.turn_group);
  const { price = 0 } = view.side_offer ?? {};
  return [
    `In secret, ${view.operator.name} offers you `,
    el("b", {}, `${coins(price)} coins`),
    own ? `. Standing together promises about ${coins(own.expects)} a season, and less for the others if you leave. They learn of it when the season is paid.` : ".",
  ];
}

/** How one group stands to the others, before it moves. @param {GameView} view @returns {string} */
export function moodOf(view) {
  const own = view.groups.find(({ letter }) => letter === view.turn_group);
  if (!own || view.phase !== "groups") return "";
  const together = view.groups.filter((one) => one.letter !== own.letter && standing(one)).length;
  const others = together ? `${together} of the others ${together === 1 ? "stands" : "stand"} together. ` : "";
  const what = { firm: "Firm: if they hold or send, they decline a side offer.", wavering: "Wavering: if they hold or send, a side offer may win them over.", gone: "Gone: if they hold or send, they take the side offer that comes." }[own.mood];
  return view.group === null ? others + what : others;
}

/** @param {GameGroup} group */
export const standing = ({ standing }) => standing === "holds" || standing === "sends";

/** Whose mood has turned, in a sentence. @param {GameView} before @param {GameView} now */
export function turned(before, now) {
  if (now.ending || now.moves <= before.moves) return "";
  const changed = now.groups.filter((one, place) => before.groups[place]?.mood !== one.mood);
  const [one] = changed;
  if (!one) return "";
  const who = changed.length === now.groups.length ? "The groups" : capital(listed(changed.map(({ name }) => name)));
  const how = { firm: "stand firm: together they expect more than leaving has paid.", wavering: "waver: leaving has paid about as much as they expect together.", gone: "are gone: leaving has paid more than they expect together." }[one.mood];
  return changed.every(({ mood }) => mood === one.mood) ? `${who} ${how}` : "The groups no longer feel alike.";
}

/** Why the groups feel as they do: what standing together promises, beside what leaving pays. @param {GameView} view @returns {Child[]} */
export function bondOf(view) {
  const [one] = view.groups;
  if (!one || view.ending) return [];
  const together = view.groups.filter(standing).length;
  const lure = view.side_offer ? "the side offer" : one.tempted > 0 ? "was paid last season" : "so far";
  const most = Math.max(1.5 * one.expects, one.tempted);
  const bar = (/** @type {string} */ word, /** @type {number} */ value, /** @type {string} */ about) => [
    el("dt", {}, word),
    el("dd", {}, el("progress", { max: most, value, "aria-label": `${word}, coins` }), " ", el("b", {}, coins(value)), ` ${about}`),
  ];
  return [
    el("dl", { class: `bond ${one.mood}` }, bar("Together", one.expects, "a season for each"), bar("Leaving", one.tempted, lure)),
    el("p", { class: "note" }, `${together ? `${together} of ${view.groups.length} hold or send` : "Nobody holds or sends yet"}. The common fund holds ${coins(view.fund)}.`),
  ];
}

/** A row by its owners. @param {GameView} view @param {readonly string[]} row */
export function spoken(view, row) {
  const owners = [...view.groups.map(({ name, letter }) => ({ name, letter })), { name: view.substitute, letter: view.substitute_letter }];
  if (view.rows.pieces.every((one) => one.length <= row.length) && row.length > 2) return "all there is";
  const parts = owners.flatMap(({ name, letter }) => {
    const own = row.filter((piece) => piece.startsWith(letter));
    return own.length === 0 ? [] : [own.length === 1 && own[0] === letter ? name : `${name} (${own.join(" ")})`];
  });
  return parts.length ? parts.join(", ") : "nothing";
}
