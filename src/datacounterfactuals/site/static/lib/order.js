// The orders in which rows may stand: by size, by score, around an object, or so that neighbours
// differ in one object. Sorting is by counting, never by comparing pairs.

/** @import { CellTable, WorldRows } from "../types.js" */

/**
 * Rows from top to bottom.
 * @typedef {object} Arrangement
 * @property {Int32Array} order by place: the row that stands there
 * @property {Int32Array} place by row: where it stands
 * @property {Int32Array} layer by place: how many layers of equal size stand above; 0 throughout
 *   unless rows stand by size
 */

const OBJECT = "object:";
const HALF = 2 ** 16; // how many numbers half of a whole number of 32 bits tells apart
const MOST_LISTED = 64; // objects that a menu lists
const MOST_GRAY = 31; // members whose presence fits into one whole number

/** @type {WeakMap<CellTable, Map<string, Arrangement>>} */
const known = new WeakMap();

/**
 * The rows of a table in the order that the address names: null by size, "score" by the score on
 * one column (best first), "gray" so that neighbours differ in one object, "object:B" with all rows
 * that hold B first. What cannot be done is by size. The same arrangement is given again.
 * @param {CellTable} table
 * @param {string | null} sort
 * @param {number} column
 * @returns {Arrangement}
 */
export function arrange(table, sort, column) {
  const key = sort === "score" ? `score ${column}` : (sort ?? "");
  let found = known.get(table);
  if (!found) known.set(table, (found = new Map()));
  const before = found.get(key);
  if (before) return before;
  const made = arranged(table, sort, column);
  if (sort === "score") for (const old of found.keys()) if (old.startsWith("score ")) found.delete(old);
  found.set(key, made);
  return made;
}

/** @param {CellTable} table @param {string | null} sort @param {number} column @returns {Arrangement} */
function arranged(table, sort, column) {
  const { order, layer, rows } = table;
  const flat = (/** @type {Int32Array} */ other) => ({ order: other, place: placesOf(other), layer: new Int32Array(rows.count) });
  if (sort === "score") return flat(byScore(order, table.oriented[column] ?? new Float32Array()));
  if (sort === "gray" && canGray(rows)) return flat(byGray(rows));
  const member = sort?.startsWith(OBJECT) ? rows.members.indexOf(sort.slice(OBJECT.length)) : -1;
  if (member >= 0) return flat(around(order, rows, member));
  return { order, place: placesOf(order), layer };
}

/** Where each row stands. @param {Int32Array} order */
function placesOf(order) {
  const places = new Int32Array(order.length);
  for (let place = 0; place < order.length; place++) places[order[place] ?? 0] = place;
  return places;
}

/**
 * From the fullest world down; within a size as a reader would list subsets: AB, AC, AD, BC ...
 * where rows are numbered as subsets of a lattice, else as they came.
 * @param {WorldRows} rows
 * @param {boolean} lattice
 * @returns {{ order: Int32Array, layer: Int32Array }}
 */
export function bySize(rows, lattice) {
  const { count } = rows;
  const width = rows.members.length;
  const sizes = new Int32Array(count);
  let most = 0;
  for (let row = 0; row < count; row++) most = Math.max(most, (sizes[row] = rows.size(row)));
  const starts = new Int32Array(most + 2);
  for (let row = 0; row < count; row++) {
    const slot = most - (sizes[row] ?? 0) + 1;
    starts[slot] = (starts[slot] ?? 0) + 1;
  }
  for (let slot = 0; slot <= most; slot++) starts[slot + 1] = (starts[slot + 1] ?? 0) + (starts[slot] ?? 0);
  const order = new Int32Array(count);
  for (let turn = 0; turn < count; turn++) {
    const row = lattice ? mirrored(count - 1 - turn, width) : turn;
    const slot = most - (sizes[row] ?? 0);
    const place = starts[slot] ?? 0;
    order[place] = row;
    starts[slot] = place + 1;
  }
  const layer = new Int32Array(count);
  for (let place = 1; place < count; place++) {
    const changes = sizes[order[place] ?? 0] !== sizes[order[place - 1] ?? 0];
    layer[place] = (layer[place - 1] ?? 0) + (changes ? 1 : 0);
  }
  return { order, layer };
}

/**
 * Block after block, each by size: what was there before does not move when a board is extended.
 * @param {WorldRows & { parts: { start: number, count: number, free: number, whole: boolean }[] }} rows
 * @returns {{ order: Int32Array, layer: Int32Array }}
 */
export function byBlock(rows) {
  const order = new Int32Array(rows.count);
  const layer = new Int32Array(rows.count);
  let above = 0;
  for (const { start, count, free, whole } of rows.parts) {
    const members = rows.members.slice(0, free); // only how many there are matters
    const part = bySize({ ...rows, count, members, size: (row) => rows.size(start + row) }, whole);
    for (let place = 0; place < count; place++) {
      order[start + place] = start + (part.order[place] ?? 0);
      layer[start + place] = above + (part.layer[place] ?? 0);
    }
    above = (layer[start + count - 1] ?? 0) + 1;
  }
  return { order, layer };
}

/** The bits of a number read backwards. @param {number} value @param {number} width */
function mirrored(value, width) {
  let out = 0;
  for (let bit = 0; bit < width; bit++) out = (out << 1) | ((value >> bit) & 1);
  return out;
}

/**
 * Best first; rows without a number last; equal ones as they stood.
 * @param {Int32Array} order
 * @param {Float32Array} oriented
 */
function byScore(order, oriented) {
  const count = order.length;
  const numbers = new Float32Array(count);
  for (let place = 0; place < count; place++) numbers[place] = oriented[order[place] ?? 0] ?? NaN;
  const raw = new Uint32Array(numbers.buffer);
  const keys = new Uint32Array(count);
  for (let place = 0; place < count; place++) {
    const value = numbers[place] ?? NaN;
    const bits = value === 0 ? 0 : (raw[place] ?? 0); // -0 is 0
    // Bits of a float as a whole number that grows as the float falls.
    const falling = bits >>> 31 ? bits : ~bits & 0x7fffffff;
    keys[place] = Number.isNaN(value) ? 0xffffffff : falling;
  }
  return rising(keys).map((place) => order[place] ?? 0);
}

/**
 * The places of whole numbers from the least to the greatest, equal ones as they stood: sorted by
 * their lower halves, then by their upper ones.
 * @param {Uint32Array} keys
 */
function rising(keys) {
  let from = Int32Array.from(keys, (_, place) => place);
  for (const shift of [0, 16]) {
    const starts = new Int32Array(HALF + 1);
    for (const key of keys) {
      const slot = ((key >>> shift) & (HALF - 1)) + 1;
      starts[slot] = (starts[slot] ?? 0) + 1;
    }
    for (let slot = 0; slot < HALF; slot++) starts[slot + 1] = (starts[slot + 1] ?? 0) + (starts[slot] ?? 0);
    const to = new Int32Array(keys.length);
    for (const place of from) {
      const slot = ((keys[place] ?? 0) >>> shift) & (HALF - 1);
      const at = starts[slot] ?? 0;
      to[at] = place;
      starts[slot] = at + 1;
    }
    from = to;
  }
  return from;
}

/** Rows that hold a member, then those that do not, each as they stood. @param {Int32Array} order @param {WorldRows} rows @param {number} member */
function around(order, rows, member) {
  const out = new Int32Array(order.length);
  let at = 0;
  for (const inside of [true, false]) {
    for (const row of order) if (rows.weight(row, member) > 0 === inside) out[at++] = row;
  }
  return out;
}

/** The orders that a table's rows can stand in, with their names. @param {WorldRows} rows @returns {[string | null, string][]} */
export function sortsOf(rows) {
  return [
    [null, "by size"],
    ["score", "by score"],
    ...(canGray(rows) ? [/** @type {[string, string]} */ (["gray", "one object apart"])] : []),
    ...rows.members.slice(0, MOST_LISTED).map((name) => /** @type {[string, string]} */ ([OBJECT + name, `with ${name} first`])),
  ];
}

/** Whether rows can stand by Gray code. @param {WorldRows} rows */
export const canGray = (rows) => rows.members.length <= MOST_GRAY;

/**
 * By the position of what is absent in the reflected Gray code, the last member changing fastest: the
 * full world on top, and in a whole lattice each row differs from the next in one member.
 * @param {WorldRows} rows
 */
function byGray(rows) {
  const { count } = rows;
  const width = rows.members.length;
  const keys = new Uint32Array(count);
  for (let row = 0; row < count; row++) {
    let position = 0;
    let parity = 0;
    for (let member = 0; member < width; member++) {
      parity ^= rows.weight(row, member) > 0 ? 0 : 1;
      position = 2 * position + parity;
    }
    keys[row] = position;
  }
  return rising(keys);
}
