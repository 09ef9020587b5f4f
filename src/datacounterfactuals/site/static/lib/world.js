// Worlds as people write them: ABD, "A, B*0.5", full, empty.

const EMPTY = new Set(["", "-", "empty", "\u2205"]);
const WORD = /\s*("(?:[^"\\]|\\.)*"(?:\s*\*[^,]*)?|[^,]*)\s*(?:,|$)/g;
const QUOTED = /^("(?:[^"\\]|\\.)*")\s*(?:\*(.*))?$/s;

/**
 * A world as weights by name; null where it cannot be read.
 * @param {string} text
 * @param {readonly string[]} names the objects there are
 * @param {readonly string[]} full those of the full world
 * @returns {Record<string, number> | null}
 */
export function readWorld(text, names, full) {
  const known = new Set(names);
  const plain = text.trim();
  if (!known.has(plain)) {
    if (plain === "full") return Object.fromEntries(full.map((name) => [name, 1]));
    if (EMPTY.has(plain)) return {};
  }
  /** @type {Record<string, number>} */
  const world = {};
  for (const [name, weight] of words(plain, known)) {
    if (!known.has(name) || Object.hasOwn(world, name) || !(weight >= 0)) return null;
    world[name] = weight;
  }
  return world;
}

/** @param {string} text @param {ReadonlySet<string>} known @returns {[string, number][]} */
function words(text, known) {
  if (known.has(text)) return [[text, 1]];
  if (/^[\p{L}\p{N}]+$/u.test(text) && [...text].every((letter) => known.has(letter))) {
    return [...text].map((letter) => [letter, 1]);
  }
  const split = /[,"]/.test(text) ? [...text.matchAll(WORD)].map(([, word = ""]) => word.trim()) : text.split(/\s+/);
  return split.filter(Boolean).map((word) => weighted(word, known));
}

/** @param {string} word @param {ReadonlySet<string>} known @returns {[string, number]} */
function weighted(word, known) {
  if (known.has(word)) return [word, 1]; // a stand-in may be called B*
  const quoted = QUOTED.exec(word);
  if (quoted) {
    try {
      return [String(JSON.parse(quoted[1] ?? "")), quoted[2] ? Number(quoted[2]) : 1];
    } catch {
      return ["", NaN];
    }
  }
  const star = word.lastIndexOf("*");
  return star < 0 ? [word, 1] : [word.slice(0, star).trim(), Number(word.slice(star + 1) || 1)];
}
