// The board: the game that the address names, played with a hand of moves on bars or on the grid.

import { el, fill, part } from "../lib/dom.js";
import { beginGame, getDebrief, makeMove, replayGame, undoMove } from "../lib/games.js";
import { Problem } from "../lib/problem.js";
import { at, exported } from "../lib/root.js";
import { createCurtain } from "../board/curtain.js";
import { showDebrief, showVerdict } from "../board/debrief.js";
import { createFlat } from "../board/flat.js";
import { spoken, turned } from "../board/guide.js";
import { createHand } from "../board/hand.js";
import { createLog } from "../board/log.js";
import { lookOf } from "../board/look.js";
import { showGroups, showLine, showSeasons } from "../board/standing.js";
import { capital, rowName, rowOf, scoreText, tableOf } from "../board/table.js";
import { copyButton } from "../views/copying.js";

/** @import { GameDebrief, GameEvent, GameView, GameWanted } from "../types.js" */
/** @import { Tabled } from "../board/table.js" */

const darkness = matchMedia("(prefers-color-scheme: dark)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const WIDE = 1181; // pixels from which there is room for a board beside the panel
const sparing = matchMedia("(prefers-reduced-data: reduce)");

/** @type {GameView | null} the game as it is shown */
let view = null;
/** @type {Tabled} */
let tabled;
/** @type {GameDebrief | null} */
let told = null;
let selected = { row: 0, column: 0 };
/** @type {{ row: number, column: number } | null} */
let hovered = null;
let look = lookOf(darkness.matches);
let busy = false;
/** @type {ReturnType<typeof import("../board/scene.js").createScene> | null} */
let scene = null;
let flatly = new URLSearchParams(location.search).get("view") === "grid";
let drawable = !sparing.matches && draws();
/** @type {((look: import("../board/shown.js").BoardLook) => void) | null} */
let preview = null;

const hand = { select, hover };
const flat = createFlat(part("flat"), hand);
const moves = createHand(part("hand"), { make: (move) => void go((id) => makeMove(id, move)), select: (row) => select(row, selected.column), undo: () => void go(undoMove) });
const log = createLog(part("log"));
const curtain = createCurtain(part("curtain"));

/** Whether the browser has WebGL, asked so that nothing is said where it has not. */
function draws() {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

/** @param {number} row @param {number} column */
function select(row, column) {
  const moved = row !== selected.row;
  selected = { row, column };
  showCells(false);
  if (moved && view && !told) moves.show(view, selected.row, busy);
}

/** @param {{ row: number, column: number } | null} found */
function hover(found) {
  hovered = found;
  read();
}

/** Do something to the game, and tell what came of it. @param {(id: string) => Promise<GameView>} what */
async function go(what) {
  if (!view || busy) return;
  const playing = part("hand").contains(document.activeElement);
  busy = true;
  moves.show(view, selected.row, true);
  const { id, link } = view;
  try {
    const next = await what(id);
    if (view?.id === id) await arrive(next); // else it was left meanwhile
  } catch (error) {
    if (error instanceof Problem && error.status === 404) await revive(link);
    else report(error);
  }
  busy = false;
  if (!view || told) return;
  moves.show(view, selected.row, false);
  if (playing) part("turn").focus({ preventScroll: true }); // what was pressed is gone
}

/** The program keeps no game for ever: it is set up again as the address tells it. @param {string} link */
async function revive(link) {
  try {
    await arrive(await replayGame(link));
    report(new Problem("the program had let go of this game, and has set it up again", "Make your move once more", 404));
  } catch (error) {
    report(error);
  }
}

/** A game has moved on, or begun. @param {GameView} next */
async function arrive(next) {
  part("problem").hidden = true;
  const before = view;
  const fresh = before?.id !== next.id;
  if (fresh) {
    log.clear();
    curtain.forget();
    told = null;
    part("start").hidden = true;
    part("game").hidden = false;
    scrollTo(0, 0);
    document.title = `${next.title} · The board`;
    fill(part("title"), next.title);
  } else keepSelected(before, next);
  remember(next);
  await curtain.pass(before, next);
  const tells = /** @param {GameEvent} event */ (event) => event.kind === "rose" || event.kind === "uncovered" || event.kind === "paid";
  let seen = false;
  if (fresh) settle(next, false);
  news(fresh ? next.events.slice(-1) : next.events);
  await log.tell(next.moves, next.events, !calm.matches && !fresh, (event) => {
    if (!seen && tells(event)) {
      seen = true;
      settle(next, true);
    }
  });
  if (!fresh && !seen) settle(next, true);
  const mood = fresh || !before ? "" : turned(before, next);
  if (mood) log.note(next.moves, mood);
  if (next.ending) await finish(next);
  else {
    part("debrief").hidden = part("after").hidden = true;
    part("hand").hidden = false;
    moves.show(next, selected.row, false);
  }
}

/** What came of the last moves, over the board. @param {GameEvent[]} all */
function news(all) {
  const events = all.filter(({ kind, move }) => kind === "rose" || kind === "paid" || kind === "over" || move?.["move"] === "deploy");
  fill(part("news"), (events.length ? events : all.slice(-1)).map((event) => `${event.say}${event.kind === "rose" ? ` Trained in ${Math.round(1000 * event.seconds)} ms.` : ""} `));
}

/**
 * The same row stays selected when rows double; a deployed one is shown; who may deploy something new
 * sees the fullest row that it may.
 * @param {GameView} before @param {GameView} next
 */
function keepSelected(before, next) {
  const paid = next.paid.length > before.paid.length ? next.paid.at(-1) : null;
  const pieces = paid ? paid.row : (before.rows.pieces[selected.row] ?? []);
  const most = next.rows.open.filter(Boolean).length;
  const wider = next.yours && next.turn === "operator" && most > before.rows.open.filter(Boolean).length;
  const row = wider && !paid ? next.rows.open.indexOf(true) : rowOf(next, pieces);
  selected = { row: Math.max(0, row), column: paid ? paid.slice : (next.pays ?? selected.column) };
}

/** Draw a state of the game. @param {GameView} next @param {boolean} moved */
function settle(next, moved) {
  const first = view?.id !== next.id;
  view = next;
  tabled = tableOf(next);
  if (first) selected = { row: Math.max(0, rowOf(next, [])), column: next.pays ?? 0 };
  if (first && next.rows.pieces.length) selected.row = 0;
  showLine(part("line"), next);
  showGroups(part("groups"), next);
  showSeasons(part("seasons"), next);
  showCells(moved && !calm.matches);
}

/** @param {boolean} moves */
function showCells(moves) {
  if (!view) return;
  flat.show(view, tabled, look, selected);
  const now = view;
  scene?.show({
    game: now.id,
    rows: now.rows.pieces,
    moves,
    look,
    slices: now.slices.map(({ name }, place) => (place === now.pays ? { name, mark: "pays now", due: 1 } : place === now.next ? { name, mark: "pays next", due: 2 } : { name, mark: "", due: 0 })),
    share: (row, slice) => now.rows.share[row]?.[slice] ?? NaN,
    selected,
    values: now.paid.flatMap((one) => {
      const row = rowOf(now, one.row);
      return row < 0 ? [] : [{ row, slice: one.slice, text: scoreText(now, one.slice, now.rows.shown[row]?.[one.slice]) }];
    }),
    text: (row, slice) => (typeof now.rows.shown[row]?.[slice] === "number" ? scoreText(now, slice, now.rows.shown[row]?.[slice]) : ""),
    state: (row) => (now.eyes === "operator" && now.turn === "operator" ? (now.rows.open[row] ? "open" : "shut") : ""),
  });
  read();
}

/** The cell under the pointer, or the selected one, in words. */
function read() {
  if (!view) return;
  const { row, column } = hovered ?? selected;
  const { rows, slices } = view;
  const score = rows.shown[row]?.[column];
  const season = rows.deployed[row] ?? 0;
  const due = column === view.pays ? "pays now" : column === view.next ? "pays next" : "";
  const notes = [season ? `deployed in season ${season}` : "", rows.audited[row] ? "audited" : "", rows.new[row] ? "new this season" : ""].filter(Boolean);
  const unit = slices[column]?.unit ?? "";
  fill(
    part("cell"),
    el("b", {}, rowName(rows.pieces[row] ?? [])),
    rows.pieces[row]?.length ? ` (${spoken(view, rows.pieces[row] ?? [])})` : "",
    ` on ${slices[column]?.name}${due ? ` (${due})` : ""}: `,
    el("b", {}, scoreText(view, column, score)),
    score === null || score === undefined ? "" : ` ${unit}`,
    notes.length ? `, ${notes.join(", ")}` : "",
  );
}

/** @param {GameView} next */
async function finish(next) {
  told = await getDebrief(next.id);
  part("hand").hidden = true;
  part("hand").replaceChildren();
  part("debrief").hidden = part("after").hidden = false;
  showVerdict(part("debrief"), told, { again: () => void again(next), fresh: leave });
  showDebrief(part("after"), told, next, tabled, look, (row, column) => select(row, column));
  part("debrief").querySelector("h2")?.focus();
}

/** The same board, from its first season. @param {GameView} over */
async function again(over) {
  const { scenario, side, group, seed, cards } = over;
  await begin(/** @type {GameWanted} */ ({ scenario, side, group, seed, cards }));
}

/** The groups of the scenario that is chosen, of which one may be played alone. */
function groups() {
  const chosen = /** @type {HTMLInputElement | null} */ (part("begin").querySelector("input[name=scenario]:checked"));
  const list = part("begin").querySelector("select");
  if (!chosen || !list || list.dataset["of"] === chosen.value) return;
  list.dataset["of"] = chosen.value;
  const letters = chosen.dataset["letters"]?.split("|") ?? [];
  fill(list, (chosen.dataset["groups"]?.split("|") ?? []).map((name, place) => el("option", { value: letters[place] }, name)));
}

/** @param {GameWanted} wanted */
async function begin(wanted) {
  try {
    await arrive(await beginGame(wanted));
    part("turn").focus({ preventScroll: true });
  } catch (error) {
    report(error);
  }
}

function leave() {
  history.pushState(null, "", at("/board"));
  view = told = null;
  part("game").hidden = true;
  part("start").hidden = false;
  document.title = "The board · Data Counterfactuals";
  part("begin").querySelector("input")?.focus();
}

/** All that the game is stands in the address. @param {GameView} next */
function remember(next) {
  const query = new URLSearchParams({ game: next.link });
  if (flatly) query.set("view", "grid");
  history.replaceState(null, "", `${location.pathname}?${query}`);
}

/** @param {unknown} error */
function report(error) {
  const host = part("problem");
  host.hidden = false;
  if (error instanceof Problem) fill(host, `${capital(error.problem)}. ${error.remedy}${/[.?!]$/.test(error.remedy) || error.remedy === "" ? "" : "."}`);
  else {
    fill(host, "This page does not work as it should.");
    throw error;
  }
}

/** Draw with bars where the browser can, unless the address asks for the grid. */
async function dress() {
  if (drawable && !flatly && !scene) {
    try {
      const { createScene } = await import("../board/scene.js");
      scene = createScene(part("stage"), hand);
      Object.assign(part("stage"), { board: scene });
    } catch {
      drawable = false; // no WebGL: the grid is the board
    }
  }
  const bars = drawable && !flatly;
  part("stage").hidden = !bars;
  part("flat").classList.toggle("beneath", bars);
  part("game").dataset["view"] = bars ? "bars" : "grid";
  tools(bars);
  fill(part("legend"), [el("span", { class: "key fog" }), "hidden score", " ", el("canvas", { class: "key bar", width: 16, height: 1, "aria-hidden": "true" }), `trained score, ${bars ? "taller" : darkness.matches ? "lighter" : "darker"} is better`]);
  ramped();
  fill(part("keys"), bars ? "arrows move · letters choose a row · Shift and arrows, or a drag, turn · Ctrl and wheel zoom" : "arrows move · letters choose a row");
  showCells(false);
}

/** The colours of the scores, in the legend. */
function ramped() {
  const canvas = part("legend").querySelector("canvas");
  const context = canvas?.getContext("2d");
  for (let at = 0; context && at < 16; at++) {
    context.fillStyle = look.colour(at / 15).ground;
    context.fillRect(at, 0, 1, 1);
  }
}

/** @param {boolean} bars */
function tools(bars) {
  const way = (/** @type {string} */ title, /** @type {boolean} */ on, /** @type {boolean} */ grid) =>
    el("button", { type: "button", "aria-pressed": String(on), disabled: !grid && !drawable, title: !grid && !drawable ? "This browser draws no WebGL, or saves data" : null, onclick: () => turn(grid) }, title);
  fill(
    part("tools"),
    el("span", { class: "choice" }, way("Bars", bars, false), way("Grid", !bars, true)),
    el("a", { href: at("/board/rules"), target: "_blank", rel: "noopener" }, "rules"),
    copyButton("link to this game", () => location.href),
    el("button", { type: "button", class: "quiet", onclick: leave }, "another game"),
  );
  fill(
    part("zooms"),
    bars ? [["\u2212", "smaller", () => scene?.zoom(1 / 1.25)], ["+", "larger", () => scene?.zoom(1.25)], ["frame", "frame the whole board", () => scene?.reset()]].map(([word, label, does]) => el("button", { type: "button", "aria-label": String(label), onclick: /** @type {() => void} */ (does) }, String(word))) : [],
  );
}

/** @param {boolean} grid */
function turn(grid) {
  flatly = grid;
  if (view) remember(view);
  void dress();
}

part("flat").addEventListener("keydown", (event) => void (part("game").dataset["view"] === "bars" && scene?.onKey(event)), true);
part("log").addEventListener("click", log.hurry);
darkness.addEventListener("change", () => {
  look = lookOf(darkness.matches);
  ramped();
  showCells(false);
  preview?.(look);
});
addEventListener("popstate", () => location.reload());

if (exported) {
  part("begin").hidden = true;
  part("offline").hidden = false;
  const link = new URLSearchParams(location.search).get("game");
  if (link) fill(part("linked"), " The game of this link opens there too, at ", el("code", {}, `/board?game=${link}`), ".");
} else {
  part("begin").addEventListener("submit", (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const given = new FormData(form);
    const seed = String(given.get("seed") ?? "");
    const button = form.querySelector("button.go");
    const alone = given.get("side") === "group";
    const wanted = { scenario: given.get("scenario"), side: alone ? "people" : given.get("side"), group: alone ? given.get("group") : null, cards: given.getAll("cards"), ...(seed === "" ? {} : { seed: Number(seed) }) };
    if (button) fill(button, "Training the first rows");
    void begin(/** @type {GameWanted} */ (wanted)).finally(() => button && fill(button, "Set up the board"));
  });
  part("begin").addEventListener("change", groups);
  groups();
  await dress();
  const link = new URLSearchParams(location.search).get("game");
  if (link) {
    part("start").hidden = true;
    part("waiting").hidden = false;
    await replayGame(link).then(arrive, (error) => {
      part("start").hidden = false;
      report(error);
    });
    part("waiting").hidden = true;
  }
}
if (!part("start").hidden && drawable && innerWidth >= WIDE) {
  const { showPreview } = await import("../board/preview.js");
  preview = await showPreview(part("preview"), look).catch(() => {
    part("preview").hidden = true; // no WebGL, or nobody has the cells
    return null;
  });
}
part("main").dataset["ready"] = "yes";
