// A guess, as the address carries it: a sign, then a size with its sign; "?" for who would not say.

/** @typedef {{ sign: -1 | 0 | 1, size: number | null }} Guess */

/** @param {string | null} text @returns {Guess | null} nothing was guessed yet */
export function readGuess(text) {
  const found = /^([+-]?)(\d*\.?\d*(?:e-?\d+)?)$/i.exec(text ?? "");
  if (!text || !found || text === "?") return null;
  const size = found[2] ? Math.abs(Number(found[2])) : null;
  if (size !== null && !Number.isFinite(size)) return null;
  if (size === 0) return { sign: 0, size: 0 };
  return { sign: found[1] === "-" ? -1 : 1, size };
}

/** @param {Guess} guess */
export const writeGuess = ({ sign, size }) => (sign === 0 ? "0" : `${sign < 0 ? "-" : "+"}${size ?? ""}`);

/** Whether what was to be guessed may be shown. @param {string | null} text */
export const revealed = (text) => text === "?" || (readGuess(text)?.size ?? null) !== null;

/** A guess beside the truth, in words. @param {Guess} guess @param {number} truth @param {string} nothing what no number is called */
export function comparedWords({ sign, size }, truth, nothing = "the same") {
  if (truth === 0) return sign === 0 ? "Right." : `It is ${nothing}.`;
  if (sign !== Math.sign(truth)) return sign === 0 ? `It is not ${nothing}.` : "The other way.";
  const times = (size ?? 0) / Math.abs(truth);
  if (times > 0.8 && times < 1.25) return "Right, and near.";
  const factor = times > 1 ? times : 1 / times;
  const words = factor < 9.5 ? `${factor.toFixed(factor < 1.95 ? 1 : 0)} times` : "many times";
  return `The right way, ${words} too ${times > 1 ? "large" : "small"}.`;
}
