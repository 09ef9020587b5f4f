// The rows that an extension opened: a grid for each choice of what is new, under a head that says
// what all its rows hold. The board as it was stands above them and does not move.

import { blocksOf, sceneIn } from "../lib/boards.js";
import { el, fill } from "../lib/dom.js";
import { createGrid } from "./grid.js";

/** @import { Hand, Scene, Stage, StudyInfo } from "../types.js" */

/**
 * The grid of a board and of its extensions, as one way of drawing the cells.
 * @param {HTMLElement} first where the board stands
 * @param {HTMLElement} others where its extensions do
 * @param {Hand} hand
 * @param {(plus: string[]) => void} change extends the board by something else
 * @returns {Stage}
 */
export function createBoard(first, others, hand, change) {
  /** @type {{ start: number, host: HTMLElement, section: HTMLElement | null, head: HTMLElement, grid: ReturnType<typeof createGrid> }[]} */
  const grids = [gridOf(first, null, 0)];
  /** @type {Scene | null} */
  let shown = null;

  for (const host of [first, others]) host.addEventListener("keydown", cross, { capture: true });

  /** @param {HTMLElement} host @param {HTMLElement | null} section @param {number} start */
  function gridOf(host, section, start) {
    const made = { start, host, section, head: el("div", { class: "title" }, el("h2", { id: `block-${start}` })), grid: createGrid(host, { ...hand, select: (row, column) => hand.select(made.start + row, column), compare: (row, column) => hand.compare?.(made.start + row, column) }) };
    return made;
  }

  /** @param {Scene} scene */
  function show(scene) {
    shown = scene;
    const blocks = blocksOf(scene.table, scene.study);
    while (grids.length > blocks.length) grids.pop()?.section?.remove();
    for (const [place, block] of blocks.entries()) {
      const one = grids[place] ?? added(block.start);
      one.start = block.start;
      if (one.section) {
        titled(one.head, block.fixed, scene.study, change);
        one.host.setAttribute("aria-label", `Training sets ${wordsOf(block.fixed, scene.study)}, by evaluation sets`);
      }
      one.grid.show(sceneIn(scene, block));
    }
    others.hidden = blocks.length < 2;
  }

  /** @param {number} start */
  function added(start) {
    const host = el("div", { class: "grid", role: "grid" });
    const section = el("section", { class: "block", "aria-labelledby": `block-${start}` });
    const one = gridOf(host, section, start);
    section.append(one.head, host);
    others.append(section);
    grids.push(one);
    return one;
  }

  /** Up and down lead from the end of one block to the beginning of the next. @param {KeyboardEvent} event */
  function cross(event) {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!shown || !step || event.altKey || event.metaKey || event.shiftKey || event.ctrlKey) return;
    const blocks = blocksOf(shown.table, shown.study).map((block) => ({ block, order: sceneIn(/** @type {Scene} */ (shown), block).order }));
    const { row, column } = shown.selected;
    const at = blocks.findIndex(({ block }) => row >= block.start && row < block.start + block.table.rows.count);
    const here = blocks[at];
    const next = blocks[at + step];
    const end = step > 0 ? here?.order.at(-1) : here?.order[0];
    if (!here || !next || end !== row - here.block.start) return;
    event.preventDefault();
    event.stopPropagation();
    hand.select(next.block.start + ((step > 0 ? next.order[0] : next.order.at(-1)) ?? 0), column);
    grids[at + step]?.grid.focus();
  }

  return {
    show,
    focus() {
      const row = shown?.selected.row ?? 0;
      (grids.filter((one) => one.start <= row).at(-1) ?? grids[0])?.grid.focus();
    },
  };
}

/** What a block holds; where it is one object, it can be taken off the board. @param {HTMLElement} host @param {string[]} fixed @param {StudyInfo} study @param {(plus: string[]) => void} change */
function titled(host, fixed, study, change) {
  const words = sentence(wordsOf(fixed, study));
  if (host.firstElementChild?.textContent === words) return;
  const [name = ""] = fixed;
  const label = study.objects.find((one) => one.name === name)?.label ?? "";
  const remove = () => change(study.plus.filter((one) => one.name !== name).map((one) => one.text));
  fill(
    host,
    el("h2", { id: host.firstElementChild?.id }, words),
    fixed.length > 1 ? null : el("p", {}, label && label !== name ? `${name}: ${label} ` : "", el("button", { type: "button", class: "quiet", "aria-label": `remove ${name} from the board`, onclick: remove }, "remove")),
  );
}

/** @param {string} words */
const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** @param {string[]} fixed @param {StudyInfo} study */
const wordsOf = (fixed, study) =>
  fixed
    .map((name) => {
      const original = study.objects.find((one) => one.name === name)?.stands_in_for;
      return original ? `with ${name} in place of ${original}` : `with ${name}`;
    })
    .join(" and ");
