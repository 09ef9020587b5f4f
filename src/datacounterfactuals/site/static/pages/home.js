// The front page: a dot to take out, and a toy world whose points move.

import { getCells } from "../lib/api.js";
import { createTakeout } from "../views/takeout.js";
import { createToy } from "../views/toy.js";
import { spellWorld, writeAddress, blank } from "../lib/address.js";
import { at } from "../lib/root.js";

/** @import { CellTable, Cells } from "../types.js" */

/** @type {Map<string, Promise<Cells>>} */
const kept = new Map();

/** @param {string} study */
function cellsOf(study) {
  const cells = kept.get(study) ?? getCells(study, null);
  kept.set(study, cells);
  return cells;
}

/** Lead to the explorer at the row that is shown. @param {string} study @param {number} row @param {CellTable} table */
function lead(study, row, table) {
  const open = document.getElementById("open");
  const state = { ...blank(), question: "leave_one_out", world: row === table.order[0] ? null : spellWorld(table.rows, row) };
  open?.setAttribute("href", at(`/explorer/${encodeURIComponent(study)}${writeAddress(state)}`));
}

async function start() {
  const tables = [.../** @type {NodeListOf<HTMLTableElement>} */ (document.querySelectorAll("table[data-move]"))];
  const toy = document.getElementById("toy");
  await Promise.all([
    ...tables.map(async (table) => {
      const study = table.dataset["move"] ?? "";
      createTakeout(table, await cellsOf(study), table.closest("#move") ? (row, cells) => lead(study, row, cells) : undefined);
    }),
    (async () => {
      const study = toy?.dataset["study"];
      if (study) createToy(study, await cellsOf(study), toy.dataset["trains"] !== undefined);
    })(),
  ]);
  document.body.classList.add("ready");
}

void start();
