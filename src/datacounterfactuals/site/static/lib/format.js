// Numbers and worlds in words.

/** @import { CellTable, Scale, WorldRows } from "../types.js" */

const MINUS = "\u2212";

/** @param {number} value @param {number} digits */
export function number(value, digits) {
  if (!Number.isFinite(value)) return "\u2013";
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** With its sign, which is part of what it says. @param {number} value @param {number} digits */
export function signed(value, digits) {
  const text = number(value, digits);
  return Number.isFinite(value) && !text.startsWith(MINUS) && Number(text) !== 0 ? `+${text}` : text;
}

/** @param {number} value */
export const count = (value) => value.toLocaleString("en-US");

/** @param {number} many @param {string} noun */
export const several = (many, noun) => `${count(many)} ${noun}${many === 1 ? "" : "s"}`;

/** As many digits as tell numbers of this spread apart. @param {number} spread @param {number} [least] */
export function digitsFor(spread, least = 0) {
  if (!(spread > 0)) return Math.max(least, 2);
  return Math.min(6, Math.max(least, 2 - Math.floor(Math.log10(0.999 * spread))));
}

/** A weight as a fraction where it is a simple one. @param {number} weight */
export function fraction(weight) {
  const size = Math.abs(weight);
  for (let below = 1; below <= 60; below++) {
    const above = Math.round(size * below);
    if (above > 0 && Math.abs(size * below - above) < 1e-9 * below) {
      return below === 1 ? String(above) : `${above}/${below}`;
    }
  }
  return size.toPrecision(2);
}

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds < 0.995) return `${seconds < 0.095 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** @param {readonly string[]} names */
export function listed(names) {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/**
 * A world in words: what is in it, or what is not, whichever is shorter.
 * @param {WorldRows} rows
 * @param {number} row
 */
export function worldInWords(rows, row) {
  const inside = [];
  const outside = [];
  for (const [member, name] of rows.members.entries()) {
    const weight = rows.weight(row, member);
    if (weight === 0) outside.push(name);
    else inside.push(weight === 1 ? name : `${name} \u00d7 ${weight}`);
  }
  if (inside.length === 0) return "the empty world";
  if (outside.length === 0 && inside.every((word, place) => word === rows.members[place])) return "the full world";
  if (outside.length <= 3 && inside.length > 8) return `all but ${listed(outside)}`;
  if (inside.length > 12) return `${inside.length} of ${rows.members.length}`;
  return listed(inside);
}

/**
 * The scales of a table: columns that are counted alike share one.
 * @param {CellTable} table
 * @returns {Map<string, Scale>}
 */
export function scalesOf(table) {
  /** @type {Map<string, Scale>} */
  const scales = new Map();
  for (const [place, column] of table.columns.entries()) {
    const scale = scales.get(column.scale) ?? { worst: Infinity, best: -Infinity, better: column.better, digits: 2 };
    for (const value of table.oriented[place] ?? []) {
      if (Number.isNaN(value)) continue;
      scale.worst = Math.min(scale.worst, value);
      scale.best = Math.max(scale.best, value);
    }
    scales.set(column.scale, scale);
  }
  for (const scale of scales.values()) {
    scale.digits = digitsFor(scale.best - scale.worst);
  }
  return scales;
}

/** Where an oriented number stands on its scale: 0 worst, 1 best. @param {Scale} scale @param {number} value */
export const share = ({ worst, best }, value) => (best > worst ? (value - worst) / (best - worst) : 0.5);
