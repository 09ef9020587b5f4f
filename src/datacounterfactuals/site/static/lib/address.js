// The state of the page, in the address and back.

/** @import { PageState, WorldRows } from "../types.js" */

/** @returns {PageState} */
export const blank = () => ({
  metric: null,
  show: null,
  question: null,
  parameters: {},
  world: null,
  column: null,
  label: null,
  view: null,
  sort: null,
  zoom: null,
  mode: null,
  against: null,
  beside: null,
  path: null,
  way: null,
  plus: null,
  paid: null,
  right: null,
  tour: null,
  step: null,
  guess: null,
  present: null,
});

/**
 * What stands in the address, one entry for each part of the state.
 * @type {{ key: keyof PageState, read: (query: URLSearchParams) => any, write: (value: any, query: URLSearchParams) => void }[]}
 */
const PARTS = [
  single("metric", "metric"),
  several("show", "show"),
  single("question", "q"),
  {
    key: "parameters",
    read: (query) =>
      Object.fromEntries(
        [...query].filter(([name]) => name.startsWith("p.")).map(([name, text]) => [name.slice(2), text]),
      ),
    write: (value, query) => {
      for (const name of Object.keys(value).sort()) query.set(`p.${name}`, value[name]);
    },
  },
  single("world", "world"),
  single("column", "column"),
  several("label", "label"),
  single("view", "view"),
  single("sort", "sort"),
  single("zoom", "zoom"),
  single("mode", "mode"),
  single("against", "against"),
  single("beside", "beside"),
  several("path", "path"),
  single("way", "way"),
  several("plus", "plus"),
  several("paid", "paid"),
  several("right", "right"),
  single("tour", "tour"),
  single("step", "step"),
  single("guess", "guess"),
  single("present", "present"),
];

/** @param {string} search @returns {PageState} */
export function readAddress(search) {
  const query = new URLSearchParams(search);
  const state = blank();
  for (const part of PARTS) Object.assign(state, { [part.key]: part.read(query) });
  return state;
}

/** @param {PageState} state @returns {string} */
export function writeAddress(state) {
  const query = new URLSearchParams();
  for (const part of PARTS) part.write(state[part.key], query);
  const text = query.toString();
  return text ? `?${text}` : "";
}

/** @param {keyof PageState} key @param {string} name */
function single(key, name) {
  return {
    key,
    read: (/** @type {URLSearchParams} */ query) => query.get(name) || null,
    write: (/** @type {string | null} */ value, /** @type {URLSearchParams} */ query) => {
      if (value) query.set(name, value);
    },
  };
}

/** @param {keyof PageState} key @param {string} name */
function several(key, name) {
  return {
    key,
    // A list of nothing is not the same as no list: it is written as an empty value.
    read: (/** @type {URLSearchParams} */ query) => (query.has(name) ? query.getAll(name).filter(Boolean) : null),
    write: (/** @type {string[] | null} */ value, /** @type {URLSearchParams} */ query) => {
      if (value?.length === 0) query.set(name, "");
      for (const one of value ?? []) query.append(name, one);
    },
  };
}

/** Whether worlds are written as ABD. @param {readonly string[]} names */
export const lettered = (names) => names.every((name) => /^[\p{L}\p{N}]$/u.test(name));

/**
 * A world as the address spells it: ABD, or names with commas; a weight is written A*0.5.
 * @param {WorldRows} rows
 * @param {number} row
 */
export function spellWorld(rows, row) {
  const letters = lettered(rows.members);
  const words = [];
  let plain = true;
  for (const [member, name] of rows.members.entries()) {
    const weight = rows.weight(row, member);
    if (weight === 0) continue;
    plain &&= weight === 1;
    words.push(encodeURIComponent(name).replaceAll("*", "%2A") + (weight === 1 ? "" : `*${weight}`));
  }
  if (letters && plain) return words.length ? words.map(decodeURIComponent).join("") : "-";
  return words.length === 1 ? `${words[0]},` : words.join(",") || ",";
}

/**
 * A world as every board spells it, whatever its objects are called: names with commas.
 * @param {WorldRows} rows
 * @param {number} row
 */
export function spellNames(rows, row) {
  const text = spellWorld(rows, row);
  return text === "-" ? "," : text.includes(",") || text.includes("*") ? text : `${[...text].map(encodeURIComponent).join(",")},`;
}

/**
 * The row of a world that the address spells; -1 for none.
 * @param {WorldRows} rows
 * @param {string} text
 */
export function findWorld(rows, text) {
  /** @type {Record<string, number>} */
  const world = {};
  if (text !== "-" && text !== ",") {
    const plain = !text.includes(",") && !text.includes("*") && lettered(rows.members);
    for (const word of plain ? [...text] : text.split(",").filter(Boolean)) {
      const [name = "", weight] = plain ? [word] : word.split("*");
      try {
        world[decodeURIComponent(name)] = weight === undefined ? 1 : Number(weight);
      } catch {
        return -1;
      }
    }
  }
  return rows.find(world);
}
