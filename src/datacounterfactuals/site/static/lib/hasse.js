// Worlds as a lattice: layers by size, and edges between worlds that differ in one object.

/** @import { WorldRows } from "../types.js" */

const MOST_MEMBERS = 30; // whose presence fits into one whole number
export const MOST_NODES = 1024;

/**
 * Rows by how many objects they hold, the fullest first. Only rows whose weights are 0 or 1 have
 * neighbours.
 * @typedef {object} Hasse
 * @property {WorldRows} rows
 * @property {number[][]} layers
 * @property {(row: number) => number} layerOf the layer that a row stands in
 * @property {(row: number) => number[]} up rows with one object more
 * @property {(row: number) => number[]} down rows with one object less
 * @property {(row: number, member: number) => number} turned the row in which one object is in or out, else as in this one; -1 if there is none
 * @property {number} full the row with all objects, else the fullest
 * @property {number} empty the row without any, else the emptiest
 */

/** @type {WeakMap<WorldRows, Hasse>} */
const known = new WeakMap();

/**
 * @param {WorldRows} rows
 * @param {Int32Array} order rows as they stand in the grid: so they stand in their layers
 * @returns {Hasse}
 */
export function hasseOf(rows, order) {
  const before = known.get(rows);
  if (before) return before;
  const made = build(rows, order);
  known.set(rows, made);
  return made;
}

/** @param {WorldRows} rows @param {Int32Array} order @returns {Hasse} */
function build(rows, order) {
  const width = rows.members.length;
  /** @type {Map<number, number[]>} */
  const bySize = new Map();
  for (const row of order) {
    const size = rows.size(row);
    const layer = bySize.get(size);
    if (layer) layer.push(row);
    else bySize.set(size, [row]);
  }
  const sizes = [...bySize.keys()].sort((a, b) => b - a);
  const layers = sizes.map((size) => bySize.get(size) ?? []);
  const places = new Map(sizes.map((size, place) => [size, place]));
  const marked = width <= MOST_MEMBERS ? rowsByMask(rows) : null;

  /** @param {number} row @param {number} member */
  function turned(row, member) {
    if (!marked) return -1;
    const mask = marked.masks[row] ?? -1;
    return mask < 0 ? -1 : (marked.found.get(mask ^ (1 << member)) ?? -1);
  }
  const next = (/** @type {number} */ row, /** @type {boolean} */ inside) =>
    rows.members.flatMap((_, member) => {
      if (rows.weight(row, member) > 0 !== inside) return [];
      const other = turned(row, member);
      return other < 0 ? [] : [other];
    });
  return {
    rows,
    layers,
    layerOf: (row) => places.get(rows.size(row)) ?? 0,
    up: (row) => next(row, false),
    down: (row) => next(row, true),
    turned,
    full: layers[0]?.[0] ?? 0,
    empty: layers.at(-1)?.[0] ?? 0,
  };
}

/** By row which members it holds, as a number (-1 for other weights than 0 and 1); and back. @param {WorldRows} rows */
function rowsByMask(rows) {
  const masks = new Int32Array(rows.count).fill(-1);
  /** @type {Map<number, number>} */
  const found = new Map();
  for (let row = 0; row < rows.count; row++) {
    let mask = 0;
    let plain = true;
    for (let member = 0; member < rows.members.length; member++) {
      const weight = rows.weight(row, member);
      if (weight === 1) mask |= 1 << member;
      else if (weight !== 0) plain = false;
    }
    if (!plain) continue;
    masks[row] = mask;
    found.set(mask, row);
  }
  return { masks, found };
}

/**
 * A walk through the lattice, one object a step: a strike leaves the full world, an acquisition the
 * empty one. It ends before the first object that cannot be taken out or in.
 * @param {Hasse} hasse
 * @param {"strike" | "acquire"} way
 * @param {readonly string[]} path
 * @returns {{ rows: number[], names: string[] }} one row more than names
 */
export function walk(hasse, way, path) {
  const { rows } = hasse;
  const walked = [way === "strike" ? hasse.full : hasse.empty];
  /** @type {string[]} */
  const names = [];
  for (const name of path) {
    const at = walked.at(-1) ?? 0;
    const member = rows.members.indexOf(name);
    if (member < 0 || rows.weight(at, member) > 0 !== (way === "strike")) break;
    const next = hasse.turned(at, member);
    if (next < 0) break;
    walked.push(next);
    names.push(name);
  }
  return { rows: walked, names };
}

/**
 * The object by which a row goes on from the end of a walk, in its direction; null if it does not.
 * @param {Hasse} hasse @param {"strike" | "acquire"} way @param {number} end @param {number} row
 */
export function stepTo(hasse, way, end, row) {
  const { rows } = hasse;
  const member = rows.members.findIndex((_, at) => rows.weight(end, at) > 0 === (way === "strike") && hasse.turned(end, at) === row);
  return member < 0 ? null : (rows.members[member] ?? null);
}
