// What the page shows now, as one value: every way of drawing the cells is given the same scene.

import { el } from "../lib/dom.js";
import { findWorld } from "../lib/address.js";
import { scalesOf, several } from "../lib/format.js";
import { arrange } from "../lib/order.js";
import { predictedIn } from "../lib/predicted.js";

/** @import { CellTable, PageState, Place, Scale, Scene, StudyInfo } from "../types.js" */
/** @import { Child } from "../lib/dom.js" */

/** @type {WeakMap<CellTable, Map<string, Scale>>} */
const scaled = new WeakMap();

/**
 * @param {object} now
 * @param {PageState} now.state
 * @param {StudyInfo} now.study
 * @param {CellTable} now.table
 * @param {(share: number) => { ground: string, ink: string }} now.colour
 * @param {boolean} now.dark
 * @returns {Scene}
 */
export function sceneOf({ state, study, table, colour, dark }) {
  const columns = shownColumns(state, table);
  const selected = { row: rowOf(table, state.world) ?? table.order[0] ?? 0, column: columnOf(table, state.column, columns) ?? columns[0] ?? 0 };
  const { order, layer } = arrange(table, state.sort, selected.column);
  return {
    state,
    study,
    table,
    columns,
    order,
    layer,
    scales: scalesNow(table),
    colour,
    dark,
    labels: labelsOf(study),
    selected,
    against: secondOf(state, table, columns, selected),
    paint: null,
    needs: null,
    cover: open,
    predicted: predictedIn(table),
    caption: (column) => captionOf(study, table, column),
  };
}

/** Nothing is covered. @type {Scene["cover"]} */
const open = () => "";

/** The columns that are shown, by their places. @param {PageState} state @param {CellTable} table */
function shownColumns(state, table) {
  const all = table.columns.map((_, place) => place);
  const some = all.filter((place) => state.show?.includes(table.columns[place]?.name ?? "") ?? true);
  return some.length ? some : all;
}

/** The row that an address names, or null. @param {CellTable} table @param {string | null} world */
export function rowOf(table, world) {
  const found = world === null ? -1 : findWorld(table.rows, world);
  return found >= 0 ? found : null;
}

/** @param {CellTable} table @param {string | null} name @param {number[]} shown */
const columnOf = (table, name, shown) => shown.find((place) => table.columns[place]?.name === name) ?? null;

/**
 * What the selected cell is compared with: the full world, unless another is chosen.
 * @param {PageState} state @param {CellTable} table @param {number[]} columns @param {Place} selected
 * @returns {Place | null}
 */
function secondOf(state, table, columns, selected) {
  if (state.mode !== "look") return null;
  return {
    row: rowOf(table, state.against) ?? table.order[0] ?? 0,
    column: columnOf(table, state.beside, columns) ?? selected.column,
  };
}

/** @param {CellTable} table */
function scalesNow(table) {
  const known = scaled.get(table) ?? scalesOf(table);
  scaled.set(table, known);
  return known;
}

/** What the objects stand for, where their names do not say; how stand-ins were made is said over their rows. @param {StudyInfo} study */
const labelsOf = (study) => new Map(study.objects.filter((one) => one.label && one.stands_in_for === null).map((one) => [one.name, one.label]));

/** What stands under a column's name. @param {StudyInfo} study @param {CellTable} table @param {number} column @returns {Child[]} */
function captionOf(study, table, column) {
  const about = table.columns[column];
  const points = study.slices.find((one) => one.name === about?.name)?.points;
  const object = study.objects.find((one) => one.label && one.label === about?.name && !one.reserve);
  if (points && about?.fold === "slice") {
    const [many = "", word = ""] = several(points, "point").split(" ");
    return [object ? `${object.name} \u00b7 ` : "", many, el("span", { class: "word" }, ` ${word}`)];
  }
  return [about?.unit || about?.metric || ""];
}
