// The same cells as a lattice: the full world on top, the empty one at the bottom, a line between
// worlds that differ in one object; and paths through it.

import { el, fill } from "../lib/dom.js";
import { hasseOf, MOST_NODES, stepTo, walk } from "../lib/hasse.js";
import { completed } from "./grid.js";
import { stepOf } from "./latticeways.js";
import { drawNodes, moveChosen } from "./nodepaint.js";
import { planOf } from "./nodes.js";
import { createPaths } from "./paths.js";
import { drawLayers, inLayer } from "./layers.js";
import { typing } from "./moving.js";

/** @import { Hand, PageState, Shown } from "../types.js" */
/** @import { Hasse } from "../lib/hasse.js" */

/**
 * A lattice in a host, to be shown again whenever anything changes. It reads these parts of what the
 * grid is shown: `table`, `columns`, `scales`, `colour`, `selected` (one node, in whose column all
 * nodes are coloured), `paint`, `needs`, `cover`, `predicted`, and of `state` the path: `way`
 * ("strike" walks down from the full world, "acquire" up from the empty one, null is none) and `path`,
 * the objects in their order. It never holds a state of its own: what the reader does goes to the
 * hand, `select(row, column)` and `turn({ way, path }, step)`; without `turn` there are no paths to
 * build, and one that is given is still drawn. Up to 1,024 worlds are nodes; beyond, each layer is a
 * strip that shows how its scores are spread.
 * @param {HTMLElement} host
 * @param {Hand} hand
 * @returns {{ show: (shown: Shown) => void, focus: () => void }}
 */
export function createLattice(host, hand) {
  /** @type {Required<Shown> | null} */
  let shown = null;
  /** @type {Hasse | null} */
  let hasse = null;
  /** @type {ReturnType<typeof planOf> | null} */
  let plan = null;
  let width = 0;
  let magnified = 1; // for a room
  /** @type {{ key: string, shown: Required<Shown> } | null} what the picture was last drawn for */
  let drawn = null;
  let came = -1; // the row that the last step up or down left
  const picture = el("div", { class: "picture" });
  const foot = el("div", { class: "foot" });
  const paths = createPaths(foot, hand, { undo, start });
  const letters = typing();
  host.classList.add("lattice");
  host.replaceChildren(picture, foot);
  picture.addEventListener("keydown", onKey);
  picture.addEventListener("click", (event) => {
    const row = rowAt(event);
    if (row >= 0) choose(row, event.shiftKey || event.ctrlKey || event.metaKey);
  });
  new ResizeObserver(() => {
    if (shown && Math.abs(picture.clientWidth - width) > 1) draw();
  }).observe(picture);

  /** @param {Shown} next */
  function show(next) {
    shown = completed(next);
    hasse = hasseOf(shown.table.rows, shown.table.order);
    draw();
  }

  function draw() {
    if (!shown || !hasse || picture.clientWidth === 0) return;
    width = picture.clientWidth;
    const { way, path } = shown.state;
    const walked = way ? walk(hasse, way, path ?? []) : null;
    const held = picture.contains(document.activeElement);
    const strips = shown.table.rows.count > MOST_NODES;
    magnified = Number(getComputedStyle(host).getPropertyValue("--magnified")) || 1;
    const room = width / magnified;
    const key = [width, magnified, way, path?.join("\n"), shown.selected.column].join();
    if (plan && drawn && drawn.key === key && KEPT.every((part) => drawn?.shown[part] === shown?.[part])) {
      moveChosen(picture, shown, hasse, plan, walked, drawn.shown.selected.row);
      drawn = { key, shown };
      if (held) focus();
      return;
    }
    drawn = { key, shown };
    plan = strips ? null : planOf(hasse, room);
    const made = plan ? drawNodes(shown, hasse, plan, walked) : drawLayers(shown, hasse, room, walked);
    for (const side of ["width", "height"]) made.setAttribute(side, String(Number(made.getAttribute(side)) * magnified));
    fill(picture, made);
    paths.show(shown, walked, strips);
    if (held) focus();
  }

  /** The row under the pointer: of nodes the nearest, within reach. @param {MouseEvent} event */
  function rowAt(event) {
    if (!shown || !hasse) return -1;
    const box = picture.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / magnified, (event.clientY - box.top) / magnified];
    if (!plan) return inLayer(shown, hasse, width / magnified, x, y);
    let [best, reach] = [-1, Math.max(plan.wide, 24)];
    for (const [row, spot] of plan.spots) {
      const far = Math.hypot(spot.x - x, spot.y - y);
      if (far < reach) [best, reach] = [row, far];
    }
    return best;
  }

  /** @param {number} row @param {boolean} compares */
  function choose(row, compares) {
    if (!shown || !hasse) return;
    const { column } = shown.selected;
    if (compares) return hand.compare?.(row, column);
    goOn(row);
    hand.select(row, column);
    focus();
  }

  /** A step of the path to a row, if it is one. @param {number} row */
  function goOn(row) {
    if (!shown || !hasse || !hand.turn) return false;
    const { way, path } = shown.state;
    if (!way) return false;
    const walked = walk(hasse, way, path ?? []);
    const before = walked.rows.indexOf(row);
    if (before >= 0 && before < walked.rows.length - 1) {
      hand.turn({ path: orNull(walked.names.slice(0, before)) }, true); // back to where it passed
      return true;
    }
    const name = stepTo(hasse, way, walked.rows.at(-1) ?? 0, row);
    if (name === null) return false;
    hand.turn({ path: [...walked.names, name] }, true);
    return true;
  }

  /** @param {PageState["way"]} way */
  function start(way) {
    if (!shown || !hasse) return;
    hand.turn?.({ way, path: null }, true);
    if (way) hand.select(way === "strike" ? hasse.full : hasse.empty, shown.selected.column);
  }

  function undo() {
    if (!shown || !hasse) return;
    const { way, path } = shown.state;
    if (!way || !path?.length) return;
    const walked = walk(hasse, way, path.slice(0, -1));
    hand.turn?.({ path: orNull(walked.names) }, true);
    hand.select(walked.rows.at(-1) ?? 0, shown.selected.column);
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (!shown || !hasse) return;
    const { rows } = shown.table;
    const { row, column } = shown.selected;
    const { way, path } = shown.state;
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (plain && way && hand.turn && event.key === "Backspace") {
      event.preventDefault();
      return undo();
    }
    if (plain && way && hand.turn) {
      const walked = walk(hasse, way, path ?? []);
      const member = rows.members.findIndex((name) => name.toLowerCase() === event.key.toLowerCase());
      if (member >= 0) {
        event.preventDefault();
        const next = hasse.turned(walked.rows.at(-1) ?? 0, member);
        if (next >= 0) choose(next, false);
        return;
      }
    }
    if (event.key === "Enter") {
      event.preventDefault();
      if (!goOn(row)) hand.compare?.(row, column);
      return focus();
    }
    const found = letters(event, rows);
    if (found !== null) {
      event.preventDefault();
      if (found >= 0) go(found);
      return;
    }
    const next = stepOf(event, hasse, shown, plan, came);
    if (next === null) return;
    event.preventDefault();
    came = event.key === "ArrowUp" || event.key === "ArrowDown" ? row : -1;
    go(next);
  }

  /** @param {number} row */
  function go(row) {
    if (!shown) return;
    hand.select(row, shown.selected.column);
    focus();
  }

  function focus() {
    const node = picture.querySelector("[role=gridcell][tabindex='0']");
    if (node instanceof SVGElement) node.focus({ preventScroll: true });
  }

  return { show, focus };
}

/** What the look of all nodes depends on. @type {(keyof Shown)[]} */
const KEPT = ["table", "scales", "colour", "paint", "needs", "cover", "predicted", "against"];

/** @param {string[]} path */
const orNull = (path) => (path.length ? path : null);
