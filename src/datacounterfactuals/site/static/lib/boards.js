// A scene cut into the blocks of a board that was extended: each is a table of its own, whose rows are
// numbered from 0, so that every way of drawing rows draws it. The first block is the board as it was.

/** @import { CellTable, Scene, StudyInfo, WorldRows } from "../types.js" */

/**
 * @typedef {object} Block
 * @property {number} start the number of its first row in the whole table
 * @property {CellTable} table
 * @property {string[]} fixed the new objects that all its rows hold
 *
 * @typedef {{ start: number, count: number, whole: boolean }} Part
 */

/** @type {WeakMap<CellTable, Block[]>} */
const cut = new WeakMap();

/** @param {CellTable} table @param {StudyInfo} study @returns {Block[]} */
export function blocksOf(table, study) {
  const known = cut.get(table);
  if (known) return known;
  const parts = /** @type {{ parts?: Part[] }} */ (table.rows).parts ?? [{ start: 0, count: table.rows.count, whole: true }];
  const made = parts.length === 1 ? [{ start: 0, table, fixed: [] }] : parts.map((part) => blockOf(table, part, study));
  cut.set(table, made);
  return made;
}

/** @param {CellTable} table @param {Part} part @param {StudyInfo} study @returns {Block} */
function blockOf(table, { start, count, whole }, study) {
  const { rows } = table;
  const end = start + count;
  const held = (/** @type {number} */ row) => rows.members.flatMap((_, member) => (rows.weight(row, member) ? [member] : []));
  const fixed = held(whole ? start : end - 1);
  const members = inPlace(held(whole ? end - 1 : start), fixed, rows, study);
  const of = (/** @type {Float32Array} */ values) => values.subarray(start, end);
  const { order, layer } = within(table.order, table.layer, start, end);
  return {
    start,
    fixed: fixed.map((member) => rows.members[member] ?? ""),
    table: {
      ...table,
      rows: {
        count,
        members: members.map((member) => rows.members[member] ?? ""),
        weight: (/** @type {number} */ row, /** @type {number} */ member) => rows.weight(start + row, members[member] ?? -1),
        size: (row) => rows.size(start + row),
        find(world) {
          const row = rows.find(world);
          return row >= start && row < end ? row - start : -1;
        },
      },
      order,
      layer,
      states: table.states.subarray(start, end),
      shown: table.shown.map(of),
      oriented: table.oriented.map(of),
    },
  };
}

/** Members in the order in which their dots stand: a stand-in where its original stood. @param {number[]} used @param {number[]} fixed @param {WorldRows} rows @param {StudyInfo} study */
function inPlace(used, fixed, rows, study) {
  const stands = new Map(study.objects.map((one) => [one.name, one.stands_in_for]));
  const place = (/** @type {number} */ member) => {
    const original = fixed.includes(member) ? stands.get(rows.members[member] ?? "") : null;
    const at = original ? rows.members.indexOf(original) : -1;
    return at < 0 ? member : at;
  };
  return [...used].sort((one, other) => place(one) - place(other));
}

/** The rows from `start` to `end` as they are sorted, numbered from 0, with the breaks between them. @param {Int32Array} order @param {Int32Array} layer @param {number} start @param {number} end */
function within(order, layer, start, end) {
  const places = [...order.keys()].filter((place) => (order[place] ?? -1) >= start && (order[place] ?? -1) < end);
  const seen = new Map();
  for (const place of places) if (!seen.has(layer[place])) seen.set(layer[place], seen.size);
  return {
    order: Int32Array.from(places, (place) => (order[place] ?? 0) - start),
    layer: Int32Array.from(places, (place) => seen.get(layer[place]) ?? 0),
  };
}

/**
 * What is shown of one block. A cell that is selected elsewhere is row -1 here.
 * @param {Scene} scene @param {Block} block @returns {Scene}
 */
export function sceneIn(scene, { start, table }) {
  if (table === scene.table) return scene;
  const end = start + table.rows.count;
  const number = (/** @type {number} */ row) => (row >= start && row < end ? row - start : -1);
  const { paint, needs, selected, against } = scene;
  return {
    ...scene,
    table,
    ...kept(scene, start, end),
    selected: { ...selected, row: number(selected.row) },
    against: against && number(against.row) >= 0 ? { ...against, row: number(against.row) } : null,
    paint: paint && {
      ...paint,
      coefficients: paint.coefficients.subarray(start, end),
      read: new Set([...paint.read].map(number).filter((row) => row >= 0)),
    },
    needs: needs && needs.subarray(start, end),
    cover: moved(scene.cover, start),
    predicted: moved(scene.predicted, start),
  };
}

/** @type {WeakMap<Function, Map<number, any>>} */
const shifted = new WeakMap();

/**
 * What is asked of a block's rows: the same function as long as the scene's is, since the heatmap adds
 * up all cells again for a new one.
 * @template T
 * @param {(row: number, column: number) => T} asked @param {number} start
 * @returns {(row: number, column: number) => T}
 */
function moved(asked, start) {
  const known = shifted.get(asked) ?? new Map();
  shifted.set(asked, known);
  const made = known.get(start) ?? ((/** @type {number} */ row, /** @type {number} */ column) => asked(start + row, column));
  known.set(start, made);
  return made;
}

/** @type {WeakMap<Int32Array, Map<number, { order: Int32Array, layer: Int32Array }>>} */
const sorted = new WeakMap();

/** The order of a block's rows: the same value as long as the scene's is, since a new one is drawn anew. @param {Scene} scene @param {number} start @param {number} end */
function kept({ order, layer }, start, end) {
  const known = sorted.get(order) ?? new Map();
  sorted.set(order, known);
  const made = known.get(start) ?? within(order, layer, start, end);
  known.set(start, made);
  return made;
}
