// The one thing that is computed here: the sum of weight x cell over a contrast that was given.

/** @import { CellSource, Rule, Summed, Terms, WorldRows } from "../types.js" */

/**
 * One value of a contrast, added up over cells.
 * @param {Terms | Rule} contrast
 * @param {number} label which of its values
 * @param {CellSource} cells
 * @returns {Summed}
 */
export function evaluate(contrast, label, { rows, oriented }) {
  const [summed] = evaluateOn(contrast, label, rows, [oriented]);
  return /** @type {Summed} */ (summed);
}

/**
 * The same value on several columns: the weights are found once.
 * @param {Terms | Rule} contrast
 * @param {number} label
 * @param {WorldRows} rows
 * @param {readonly Float32Array[]} columns
 * @returns {Summed[]}
 */
export function evaluateOn(contrast, label, rows, columns) {
  const { weights, outside } = contrast.kind === "rule" ? ruleWeights(contrast, label, rows) : termWeights(contrast, label, rows);
  return columns.map((column) => added(weights, outside, column));
}

/** @param {Float64Array} weights @param {Record<string, number>[]} outside @param {Float32Array} column @returns {Summed} */
function added(weights, outside, column) {
  let sum = 0;
  let mass = 0;
  let used = 0;
  let missing = 0;
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row] ?? 0;
    if (weight === 0) continue;
    used++;
    const value = column[row] ?? NaN;
    if (Number.isNaN(value)) missing++;
    else {
      sum += weight * value;
      mass += Math.abs(weight * value);
    }
  }
  return { weights, sum, mass, used: used + outside.length, missing: missing + outside.length, outside };
}

/**
 * Whether a sum over cells of single precision is the value that was computed in double precision.
 * @param {Summed} summed
 * @param {number} value
 */
export function agrees(summed, value) {
  return summed.missing === 0 && Math.abs(summed.sum - value) <= 1e-6 * (1 + summed.mass);
}

/** @param {Terms} contrast @param {number} label @param {WorldRows} rows */
function termWeights(contrast, label, rows) {
  const weights = new Float64Array(rows.count);
  /** @type {Record<string, number>[]} */
  const outside = [];
  for (const [at, place, weight] of contrast.terms) {
    if (at !== label || weight === 0) continue;
    const world = contrast.worlds[place] ?? {};
    const row = rows.find(world);
    if (row < 0) outside.push(world);
    else weights[row] = (weights[row] ?? 0) + weight;
  }
  return { weights, outside };
}

/**
 * Over the lattice of its members: (-1)^(|T| - |S and T|) x coefficient[|S minus T|].
 * @param {Rule} contrast @param {number} label @param {WorldRows} rows
 */
function ruleWeights(contrast, label, rows) {
  const weights = new Float64Array(rows.count);
  const members = new Set(contrast.members);
  const targets = new Set(contrast.targets[label]);
  const coefficients = contrast.coefficients[label] ?? [];
  const places = rows.members.map((name, place) => ({ place, inside: members.has(name), target: targets.has(name) }));
  let rowsSeen = 0;
  for (let row = 0; row < rows.count; row++) {
    let hit = 0;
    let others = 0;
    let belongs = true;
    for (const { place, inside, target } of places) {
      const weight = rows.weight(row, place);
      if (weight === 0) continue;
      if (!inside || weight !== 1) {
        belongs = false;
        break;
      }
      if (target) hit++;
      else others++;
    }
    if (!belongs) continue;
    rowsSeen++;
    weights[row] = ((targets.size - hit) % 2 ? -1 : 1) * (coefficients[others] ?? 0);
  }
  // What is no row here is counted, not listed: a lattice is too large to be asked for one by one.
  const absent = 2 ** contrast.members.length - rowsSeen;
  const outside = absent > 0 ? Array.from({ length: Math.min(absent, 1) }, () => ({})) : [];
  return { weights, outside };
}
