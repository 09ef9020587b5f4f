// The hand: the moves that stand open to whose turn it is, in words and with their cost.

import { el, fill } from "../lib/dom.js";
import { guideOf, moodOf } from "./guide.js";
import { capital, coins, rowName, scoreText } from "./table.js";

/** @import { GameChoice, GameView } from "../types.js" */

const STEP = 0.5; // of a price

/**
 * @param {HTMLElement} host
 * @param {{ make: (move: Record<string, unknown>) => void, select: (row: number) => void, undo: () => void }} does
 */
export function createHand(host, does) {
  /** @type {Map<string, number>} prices that were typed, by what they are for */
  const prices = new Map();
  let whispered = "";

  /** @param {GameView} view @param {number} selected the row @param {boolean} busy */
  function show(view, selected, busy) {
    const held = host.contains(document.activeElement) ? document.activeElement?.getAttribute("data-key") : null;
    const plain = view.hand.filter((one) => one.needs !== "row" && !["make", "license", "side offer"].includes(String(one.move["move"])));
    const licenses = view.hand.filter((one) => one.move["move"] === "license");
    const whispers = view.hand.filter((one) => one.move["move"] === "side offer");
    const made = new Map(view.hand.flatMap((one) => (one.move["move"] === "make" ? [[String(one.move["piece"]), /** @type {GameChoice[]} */ ([])]] : [])));
    for (const one of view.hand) made.get(String(one.move["piece"]))?.push(one);
    fill(
      host,
      el("h2", { id: "turn", tabindex: -1 }, titleOf(view)),
      busy ? el("p", { class: "guide" }, "The others move.") : el("p", { class: "guide" }, guideOf(view)),
      busy || moodOf(view) === "" ? null : el("p", { class: "guide" }, moodOf(view)),
      el(
        "ul",
        { class: "moves", "aria-labelledby": "turn" },
        plain.map((one) => (one.needs === "price" ? priced(view, [one], busy) : item(move(one, busy), about(one)))),
        alike([...made.values()].map((several) => variants(several, busy))),
        alike(licenses.map((one) => ({ item: item(move(one, busy)), about: one.about }))),
        whispers.length ? priced(view, whispers, busy) : null,
        view.hand.filter((one) => one.needs === "row").map((one) => rowed(view, one, selected, busy)),
      ),
      view.can_undo ? el("p", { class: "undo" }, el("button", { type: "button", class: "quiet", "data-key": "undo", disabled: busy, onclick: does.undo }, "Take the last move back")) : null,
    );
    if (held) /** @type {HTMLElement | null} */ (host.querySelector(`[data-key="${CSS.escape(held)}"]`))?.focus();
  }

  /** @param {GameChoice} one @param {boolean} busy */
  const move = (one, busy) => el("button", { type: "button", class: "move", "data-key": keyOf(one.move), disabled: busy, onclick: () => does.make(one.move) }, el("b", {}, one.say), cost(one));

  /** @param {GameChoice[]} several the plain one first @param {boolean} busy */
  function variants([first, ...others], busy) {
    const made = item(first ? move(first, busy) : null);
    const told = { item: made, about: first?.about ?? "" };
    if (!first) return told;
    if (others.length === 0) return told;
    const buttons = others.map((one) =>
      el("button", { type: "button", class: "quiet", title: one.about, "data-key": keyOf(one.move), "aria-label": one.say, disabled: busy, onclick: () => does.make(one.move) }, one.move["spoiled"] ? "spoiled, in secret" : "with a mark", one.cost === first.cost ? null : ` (${coins(one.cost)})`),
    );
    made.append(el("p", { class: "about others" }, "or ", buttons.flatMap((button, at) => (at ? [", ", button] : [button]))));
    return told;
  }

  /** A move that names a price, to one of several. @param {GameView} view @param {GameChoice[]} several @param {boolean} busy */
  function priced(view, several, busy) {
    const one = several.find((other) => other.move["group"] === whispered) ?? several[0];
    if (!one) return null;
    const key = keyOf(one.move);
    const start = prices.get(key) ?? one.price;
    const to = el("select", { "aria-label": "Group", "data-key": "whisper to", disabled: busy, onchange: () => again(to.value) }, several.map((other) => optionOf(view, other, other === one)));
    const again = (/** @type {string} */ group) => {
      whispered = group;
      const fresh = priced(view, several, busy);
      if (fresh) form.closest("li")?.replaceWith(fresh);
      fresh?.querySelector("select")?.focus();
    };
    const input = el("input", { type: "number", min: one.least, max: one.most, step: STEP / 5, value: start, "aria-label": `${one.say}, coins`, "data-key": `${key} price`, disabled: busy, inputmode: "decimal" });
    const keep = () => prices.set(key, Math.max(one.least, Math.min(one.most, Number(input.value) || 0)));
    const by = (/** @type {number} */ step) => () => {
      input.value = String(Math.round(Math.max(one.least, Math.min(one.most, (Number(input.value) || 0) + step)) * 10) / 10);
      keep();
    };
    input.addEventListener("input", keep);
    const form = el(
      "form",
      { class: "priced" },
      view.phase === "groups" ? el("b", {}, `${one.say} for`) : el("span", { class: "whisper" }, el("b", {}, "Side offer, in secret, to "), to),
      el(
        "span",
        { class: "stepper" },
        el("button", { type: "button", tabindex: -1, "aria-label": "less", disabled: busy, onclick: by(-STEP) }, "\u2212"),
        input,
        el("button", { type: "button", tabindex: -1, "aria-label": "more", disabled: busy, onclick: by(STEP) }, "+"),
      ),
      el("button", { type: "submit", class: view.phase === "groups" ? "go" : "", "data-key": key, disabled: busy }, view.phase === "groups" ? "Offer" : "Whisper"),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (input.reportValidity()) does.make({ ...one.move, price: Number(input.value) || 0 });
    });
    const group = view.phase === "groups" ? null : view.groups.find(({ letter }) => letter === one.move["group"]);
    return item(form, about(one), group ? el("p", { class: "about" }, `${capital(group.name)} expect about ${coins(group.expects)} by standing together.`) : null);
  }

  /** A move that is about the row selected on the board. @param {GameView} view @param {GameChoice} one @param {number} selected @param {boolean} busy */
  function rowed(view, one, selected, busy) {
    const fits = one.rows.includes(selected);
    const word = one.move["move"] === "deploy" ? "Deploy" : "Audit";
    const pieces = view.rows.pieces[selected] ?? [];
    const why = word === "Deploy" ? "holds what you have not licensed" : view.rows.audited[selected] ? "is audited already" : "lies open";
    const list = el(
      "select",
      { "aria-label": `Row to ${word.toLowerCase()}`, "data-key": `${word} row`, disabled: busy, onchange: () => does.select(Number(list.value)) },
      fits ? null : el("option", { value: "", selected: true }, `choose of ${one.rows.length}`),
      one.rows.map((row) => el("option", { value: row, selected: row === selected }, rowName(view.rows.pieces[row] ?? []), word === "Deploy" ? known(view, row) : "")),
    );
    return el(
      "li",
      {},
      el(
        "div",
        { class: "rowed" },
        el("button", { type: "button", class: word === "Deploy" ? "move final" : "move", "data-key": word, disabled: busy || !fits, onclick: () => does.make({ ...one.move, row: pieces }) }, el("b", {}, `${word} `, el("span", { class: "pieces" }, rowName(pieces))), cost(one)),
        list,
      ),
      el("p", { class: "about" }, fits ? one.about : `${rowName(pieces)} ${why}: choose another row on the board, or here.`),
    );
  }

  return { show };
}

/** @param {GameView} view */
function titleOf(view) {
  if (view.ending) return "The game is over";
  if (view.phase === "reply") return "You are made a side offer";
  if (view.turn === "operator") return view.side === "both" ? `${capital(view.operator.name)} moves` : `${capital(view.operator.name)} moves: that is you`;
  const group = view.groups.find((one) => one.letter === view.turn_group);
  const name = capital(group?.name ?? "");
  if (!view.yours) return `${name} move`;
  return view.side === "both" ? `The ${group?.name ?? ""} move` : `You move for the ${group?.name ?? ""}`;
}

/** @param {GameChoice} one */
const cost = (one) =>
  el("span", { class: one.earns ? "cost help" : "cost" }, one.cost ? `costs ${coins(one.cost)}` : one.earns ? `earns ${coins(one.earns)}` : one.needs === "price" ? null : "free");

/** What is known of a row where it would be paid. @param {GameView} view @param {number} row */
function known(view, row) {
  const score = view.pays === null ? null : view.rows.shown[row]?.[view.pays];
  return typeof score === "number" ? `, ${scoreText(view, view.pays ?? 0, score)}` : "";
}

/** @param {...(Node | null)} parts */
const item = (...parts) => el("li", {}, parts);

/** What several moves have in common is said once, after the last. @param {{ item: HTMLElement, about: string }[]} moves */
function alike(moves) {
  for (const [place, { item: made, about: words }] of moves.entries()) {
    if (words && words !== moves[place + 1]?.about) made.append(el("p", { class: "about" }, words));
    else made.classList.add("same");
  }
  return moves.map((one) => one.item);
}

/** @param {GameView} view @param {GameChoice} one @param {boolean} selected */
function optionOf(view, one, selected) {
  const group = view.groups.find(({ letter }) => letter === one.move["group"]);
  return el("option", { value: String(one.move["group"]), selected }, `${group?.name}, ${group?.mood}`);
}

/** @param {GameChoice} one */
const about = (one) => (one.about ? el("p", { class: "about" }, one.about) : null);

/** @param {Record<string, unknown>} move */
const keyOf = (move) => Object.values(move).join(" ");

