// Whether an answer is accepted; the same as the program marks it, held to it by shared cases.

/** @import { Accepted } from "../types.js" */

/** @type {Record<string, string[]>} */
const DIRECTIONS = {
  up: ["up", "rise", "rises", "more", "better", "+"],
  down: ["down", "fall", "falls", "less", "worse", "-", "\u2212"],
  same: ["same", "neither", "no change", "0", "="],
};

/**
 * @param {string} kind how it is answered
 * @param {Accepted} accepted
 * @param {string} said
 */
export function accepts(kind, accepted, said) {
  const plain = said.toLowerCase().split(/\s+/).filter(Boolean).join(" ");
  const number = accepted.number;
  if (number === null) return accepted.names.some((name) => members(plain) === members(name.toLowerCase()));
  if (kind === "direction") return (DIRECTIONS[number > 0 ? "up" : number < 0 ? "down" : "same"] ?? []).includes(plain);
  const read = numberIn(plain);
  return read !== null && Math.abs(read - number) <= accepted.within * Math.abs(number) + 1e-12;
}

/** @param {string} text */
function numberIn(text) {
  const found = /[-+\u2212]?\s*(?:\d+(?:[.,]\d*)?|[.,]\d+)\s*%?/.exec(text);
  if (!found) return null;
  const plain = found[0].replace(",", ".").replace("\u2212", "-").replaceAll(" ", "");
  return plain.endsWith("%") ? Number(plain.slice(0, -1)) / 100 : Number(plain);
}

/** A name or a world without regard to order: CD is DC, and so is "c and d". @param {string} name */
function members(name) {
  const words = name.split(/[\s,+&]+/).filter((word) => word && word !== "and");
  const [only = ""] = words;
  const letters = words.length === 1 && only.length <= 8 && /^[\p{L}\p{N}]+$/u.test(only);
  return (letters ? [...only] : words).sort().join(" ");
}
