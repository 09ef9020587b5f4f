// How a question's contrast follows from its parameters: a template that the program wrote, filled
// in. No estimator is here: families of weights by size, and withdrawals from a world.

import { readWorld } from "./world.js";

/** @import { KeptTemplate, Rule, Terms } from "../types.js" */

/**
 * @typedef {object} Objects
 * @property {readonly string[]} names all there are
 * @property {readonly string[]} roster those of the full world
 */

/**
 * Whether the parameters are among those that a template speaks of.
 * @param {KeptTemplate} template
 * @param {Record<string, string>} parameters
 */
export function holds(template, parameters) {
  return Object.entries(template.where).every(([name, wanted]) => {
    const value = parameters[name] ?? "";
    return Array.isArray(wanted) ? wanted.map(String).includes(value) : Number(value) >= /** @type {any} */ (wanted).least;
  });
}

/** The parameters that a template reads. @param {unknown} plain @returns {string[]} */
export function readsOf(plain) {
  if (typeof plain !== "object" || plain === null) return [];
  const own = "parameter" in plain && typeof plain.parameter === "string" ? [plain.parameter] : [];
  return [...own, ...Object.values(plain).flatMap(readsOf)];
}

/**
 * A contrast as it is sent, from one that a template writes; null where it means nothing here.
 * @param {any} plain
 * @param {Record<string, any>} parameters
 * @param {Objects} objects
 * @returns {Terms | Rule | null}
 */
export function contrastOf(plain, parameters, objects) {
  const filled = fill(plain, parameters);
  if (filled.kind === "withdrawals") return withdrawals(filled, objects);
  if (filled.kind === "rule" && filled.family) return familyRule(filled);
  return filled;
}

/** @param {any} plain @param {Record<string, any>} parameters @returns {any} */
function fill(plain, parameters) {
  if (Array.isArray(plain)) return plain.map((one) => fill(one, parameters));
  if (typeof plain !== "object" || plain === null) return plain;
  if (typeof plain.parameter === "string") {
    const value = parameters[plain.parameter];
    return plain.cases ? fill(plain.cases[value], parameters) : value;
  }
  return Object.fromEntries(Object.entries(plain).map(([key, one]) => [key, fill(one, parameters)]));
}

/** @param {any} plain @returns {Rule | null} */
function familyRule({ members, order, targets, labels, family }) {
  /** @type {string[][]} */
  const aims = targets ?? subsets(members, order);
  const rows = aims.map((target) => weightsOf(family, members.length - target.length));
  if (!known(family) || rows.includes(null)) return null;
  const coefficients = rows.map((row) => {
    const short = row ?? [];
    return [...short, ...Array(members.length + 1 - short.length).fill(0)];
  });
  return { kind: "rule", labels: labels ?? aims, members, targets: aims, coefficients };
}

/** Whether a family has numbers that it can have. @param {Record<string, any>} family */
function known({ name, alpha, beta, chance }) {
  if (name === "beta") return Number(alpha) > 0 && Number(beta) > 0;
  return name === "bernoulli" && Number(chance) >= 0 && Number(chance) <= 1;
}

/**
 * The weight of one world of 0, 1, ... others, by multiplications in the order of the program.
 * @param {Record<string, any>} family
 * @param {number} others
 */
export function weightsOf(family, others) {
  if (!known(family)) return null;
  return family["name"] === "beta"
    ? betaWeights(Number(family["alpha"]), Number(family["beta"]), others)
    : bernoulliWeights(Number(family["chance"]), others);
}

/** @param {number} alpha @param {number} beta @param {number} others */
function betaWeights(alpha, beta, others) {
  let weight = 1;
  for (let place = 0; place < others; place++) weight = (weight * (alpha + place)) / (alpha + beta + place);
  const out = [weight];
  for (let size = 0; size < others; size++) {
    weight = (weight * (beta + size)) / (alpha + (others - 1 - size));
    out.push(weight);
  }
  return out;
}

/** @param {number} chance @param {number} others */
function bernoulliWeights(chance, others) {
  const inside = [1];
  const outside = [1];
  for (let size = 0; size < others; size++) {
    inside.push((inside[size] ?? 0) * chance);
    outside.push((outside[size] ?? 0) * (1 - chance));
  }
  return inside.map((one, size) => one * (outside[others - size] ?? 0));
}

/** @param {string[]} members @param {number} order @returns {string[][]} */
function subsets(members, order) {
  if (order === 0) return [[]];
  return members.flatMap((member, place) => subsets(members.slice(place + 1), order - 1).map((rest) => [member, ...rest]));
}

/** @param {{ world: string, group: string }} plain @param {Objects} objects @returns {Terms | null} */
function withdrawals(plain, { names, roster }) {
  const base = readWorld(plain.world, names, roster);
  if (!base) return null;
  const there = names.filter((name) => base[name]);
  const group = groupOf(plain.group, names, roster);
  if (!group || group.some((name) => !base[name])) return null;
  const gone = group.length ? [group] : there.map((name) => [name]);
  const without = gone.map((some) => Object.fromEntries(there.filter((name) => !some.includes(name)).map((name) => [name, base[name] ?? 0])));
  return {
    kind: "terms",
    labels: group.length ? [[group.join(" + "), "effect"]] : there.map((name) => [name]),
    worlds: [Object.fromEntries(there.map((name) => [name, base[name] ?? 0])), ...without],
    terms: gone.flatMap((_, row) => /** @type {[number, number, number][]} */ ([[row, 0, 1], [row, row + 1, -1]])),
  };
}

/** AB are two objects where names are single letters. @param {string} text @param {readonly string[]} names @param {readonly string[]} roster */
function groupOf(text, names, roster) {
  const words = text.split(",").map((word) => word.trim()).filter(Boolean);
  if (words.every((word) => names.includes(word))) return names.filter((name) => words.includes(name));
  const world = readWorld(words.join(", "), names, roster);
  return world && names.filter((name) => world[name]);
}
