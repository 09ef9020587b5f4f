// Cells as the API sends them, decoded into a table that is fast to look things up in.

import { blockRows } from "./blocks.js";
import { byBlock, bySize } from "./order.js";
import { foretold } from "./predicted.js";

/** @import { CellTable, Cells, MovedRows, WorldRows } from "../types.js" */

/** @enum {number} */
export const STATE = { real: 0, fallback: 1, failed: 2, absent: 3, overBudget: 4, shut: 5 };
const ZERO = "0".charCodeAt(0);
const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1; // how this machine keeps numbers

/** @param {Cells} cells @returns {CellTable} */
export function decode(cells) {
  const rows = rowsOf(cells.rows);
  const arranged = "parts" in rows ? byBlock(rows) : bySize(rows, cells.rows.kind === "lattice");
  const shown = cells.shown.map(numbers);
  const predicted = foretold(cells, shown);
  const oriented = cells.columns.map((column, place) => {
    const sent = cells.oriented[place];
    if (sent !== null && sent !== undefined) return numbers(sent);
    return column.better === 1 ? /** @type {Float32Array} */ (shown[place]) : turned(shown[place], column.better);
  });
  const states = new Uint8Array(cells.states.length);
  for (let row = 0; row < states.length; row++) states[row] = cells.states.charCodeAt(row) - ZERO;
  return { metric: cells.metric, columns: cells.columns, rows, ...arranged, states, shown, oriented, reasons: cells.reasons, predicted };
}

/** @param {string | (number | null)[]} sent */
function numbers(sent) {
  if (typeof sent !== "string") return Float32Array.from(sent, (value) => value ?? NaN);
  const raw = atob(sent);
  const bytes = new Uint8Array(raw.length);
  for (let place = 0; place < raw.length; place++) bytes[place] = raw.charCodeAt(place);
  if (LITTLE) return new Float32Array(bytes.buffer);
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, place) => view.getFloat32(4 * place, true));
}

/** @param {Float32Array | undefined} values @param {number} better */
function turned(values = new Float32Array(), better) {
  const out = new Float32Array(values.length);
  for (let row = 0; row < out.length; row++) out[row] = (values[row] ?? NaN) * better;
  return out;
}

/** @param {Cells["rows"]} sent @returns {WorldRows | ReturnType<typeof blockRows>} */
function rowsOf(sent) {
  if (sent.kind === "lattice") return latticeRows(sent.members);
  if (sent.kind === "blocks") return blockRows(sent);
  return sent.kind === "moved" ? movedRows(sent) : listedRows(sent.worlds, sent.members);
}

/** @param {string[]} members @returns {WorldRows} */
export function latticeRows(members) {
  const places = new Map(members.map((name, place) => [name, place]));
  return {
    count: 2 ** members.length,
    members,
    weight: (row, member) => (row >> member) & 1,
    size: bits,
    find(world) {
      let row = 0;
      for (const [name, weight] of Object.entries(world)) {
        const place = places.get(name);
        if (weight === 0) continue;
        if (place === undefined || weight !== 1) return -1;
        row |= 1 << place;
      }
      return row;
    },
  };
}

/** @param {MovedRows} moved @returns {WorldRows} */
export function movedRows({ members, full, flips }) {
  const flipped = flips.map((places) => new Set(places));
  const places = new Map(members.map((name, place) => [name, place]));
  const key = (/** @type {boolean} */ whole, /** @type {number[]} */ changed) => `${whole} ${changed.join()}`;
  const found = new Map(flips.map((changed, row) => [key(full[row] ?? false, changed), row]));
  const weight = (/** @type {number} */ row, /** @type {number} */ member) =>
    Number((full[row] ?? false) !== (flipped[row]?.has(member) ?? false));
  return {
    count: full.length,
    members,
    weight,
    size: (row) => {
      const changed = flipped[row]?.size ?? 0;
      return full[row] ? members.length - changed : changed;
    },
    find(world) {
      const inside = Object.entries(world).filter(([, value]) => value !== 0);
      if (inside.some(([name, value]) => value !== 1 || !places.has(name))) return -1;
      const there = new Set(inside.map(([name]) => name));
      const whole = 2 * there.size > members.length;
      const changed = members.flatMap((name, place) => (there.has(name) === whole ? [] : [place]));
      return found.get(key(whole, changed)) ?? -1;
    },
  };
}

/** @param {Record<string, number>[]} worlds @param {string[]} members @returns {WorldRows} */
export function listedRows(worlds, members) {
  /** @param {Record<string, number>} world */
  const key = (world) =>
    JSON.stringify(Object.entries(world).filter(([, weight]) => weight !== 0).sort());
  const found = new Map(worlds.map((world, row) => [key(world), row]));
  return {
    count: worlds.length,
    members,
    weight: (row, member) => worlds[row]?.[members[member] ?? ""] ?? 0,
    size: (row) => Object.values(worlds[row] ?? {}).filter((weight) => weight > 0).length,
    find: (world) => found.get(key(world)) ?? -1,
  };
}

/** How many bits are set. @param {number} value */
function bits(value) {
  let count = 0;
  for (let left = value; left; left &= left - 1) count++;
  return count;
}
