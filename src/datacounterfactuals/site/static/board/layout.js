// Where every row and slice stands on the table. Rows made of the objects that were there at first are
// one block, the fullest at the back; each made object doubles the blocks, to the right of the old ones
// or behind them.

const CELL = 0.8; // how much of a line's depth a cell takes
const LAYER = 0.5; // air between rows of other sizes
const TALLEST = 5; // of a bar; on a table of few lines
const LOW = 0.16; // they are lower, by line
const SLENDER = 0.18; // and cells narrower
const SEAM = 0.14; // air between slices
const AISLE = 1.5; // air between blocks
const LANE = 2.6; // and between bands of blocks
/** Which way the blocks double, one made object after another. @type {Record<string, ("x" | "z")[]>} */
const WAYS = { broad: ["x", "x", "z"], tall: ["x", "z", "x"] };
const WIDE = { broad: [5.4, 3.1, 1.9, 3.1], tall: [4.2, 2, 3, 1.9] }; // a cell's width, by how many were made

/**
 * @typedef {{ place: number, made: string[], x: number, band: number, left: number, right: number, back: number }} Block
 * @typedef {object} Layout
 * @property {readonly string[][]} rows what each row is made of
 * @property {number} slices
 * @property {string[]} base objects that were there at first, in the order of the dots
 * @property {string[]} made objects that were made, in the order in which they appeared
 * @property {Block[]} blocks
 * @property {Block[]} firsts the leftmost block of every band, from the front
 * @property {Int32Array} block by row
 * @property {Int32Array} line by row: its place in the block, from the back
 * @property {number} lines of a block
 * @property {number} wide the width of a cell
 * @property {number} deep
 * @property {number} tall how high the best score stands over a tile
 * @property {{ left: number, right: number, back: number, front: number }} edge of the table
 * @property {(row: number, slice: number) => number} x the middle of a cell
 * @property {(row: number) => number} z
 * @property {(block: number, line: number) => number} at the row that stands there
 */

/** An object that a group made later has a number. @param {string} piece */
export const isMade = (piece) => piece.length > 1;

/**
 * @param {readonly string[][]} rows
 * @param {number} slices
 * @param {readonly string[]} known objects that were made before, in their order
 * @param {"broad" | "tall"} form of the window
 * @returns {Layout}
 */
export function layoutOf(rows, slices, known = [], form = "broad") {
  const every = [...new Set(rows.flat())].sort();
  const base = every.filter((piece) => !isMade(piece));
  const there = every.filter(isMade);
  const made = [...known.filter((piece) => there.includes(piece)), ...there.filter((piece) => !known.includes(piece))];
  const baseKey = (/** @type {readonly string[]} */ row) => row.filter((piece) => !isMade(piece)).join(" ");
  /** @type {Map<string, number>} */
  const lines = new Map();
  /** @type {number[]} */
  const sizes = [];
  for (const row of [...rows].filter((one) => !one.some(isMade)).sort((a, b) => b.length - a.length)) {
    lines.set(baseKey(row), lines.size);
    sizes.push(row.length);
  }
  let deepest = 0;
  const depth = sizes.map((size, place) => (deepest += place === 0 ? 0 : 1 + (size === sizes[place - 1] ? 0 : LAYER)));
  const blockOf = (/** @type {readonly string[]} */ row) => made.reduce((sum, piece, bit) => sum + (row.includes(piece) ? 2 ** bit : 0), 0);
  const block = Int32Array.from(rows, blockOf);
  const line = Int32Array.from(rows, (row) => lines.get(baseKey(row)) ?? 0);
  const places = new Map(Array.from(rows, (_, row) => [`${block[row]} ${line[row]}`, row]));
  const wide = Math.min(WIDE[form][Math.min(made.length, 3)] ?? 1, SLENDER * sizes.length);
  const ways = made.map((_, bit) => WAYS[form]?.[bit] ?? "x");
  const across = slices * (wide + SEAM) - SEAM;
  const [columns, bands] = [2 ** ways.filter((way) => way === "x").length, 2 ** ways.filter((way) => way === "z").length];
  const whole = columns * across + (columns - 1) * AISLE;
  const pitch = deepest + 1 + LANE;
  const half = (bands * pitch - LANE) / 2;
  const blocks = Array.from({ length: 2 ** made.length }, (_, place) => {
    const [x, band] = [along(place, ways, "x"), along(place, ways, "z")];
    const left = x * (across + AISLE) - whole / 2;
    return { place, made: made.filter((_, bit) => (place >> bit) & 1), x, band, left, right: left + across, back: -half + (bands - 1 - band) * pitch };
  });
  return {
    rows,
    slices,
    base,
    made,
    blocks,
    firsts: blocks.filter(({ x }) => x === 0).sort((a, b) => a.band - b.band),
    block,
    line,
    lines: sizes.length,
    wide,
    deep: CELL,
    tall: Math.max(2, Math.min(TALLEST, LOW * sizes.length)),
    edge: { left: -whole / 2 - 0.7, right: whole / 2 + 0.7, back: -half - 0.7, front: half + 0.7 },
    x: (row, slice) => (blocks[block[row] ?? 0]?.left ?? 0) + slice * (wide + SEAM) + wide / 2,
    z: (row) => (blocks[block[row] ?? 0]?.back ?? 0) + 0.5 + (depth[line[row] ?? 0] ?? 0),
    at: (where, from) => places.get(`${where} ${from}`) ?? -1,
  };
}

/** Where a block stands along one way. @param {number} place @param {string[]} ways @param {string} way */
function along(place, ways, way) {
  let [found, worth] = [0, 1];
  for (const [bit, one] of ways.entries()) {
    if (one !== way) continue;
    found += ((place >> bit) & 1) * worth;
    worth *= 2;
  }
  return found;
}

/**
 * The cell beside one, by an arrow key; over the edge of a block into the next one.
 * @param {Layout} layout @param {{ row: number, column: number }} at @param {string} key
 */
export function beside(layout, { row, column }, key) {
  const { slices, lines, blocks } = layout;
  const here = blocks[layout.block[row] ?? 0];
  if (!here) return null;
  const aside = here.x * slices + column + (key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0);
  const ahead = -here.band * lines + (layout.line[row] ?? 0) + (key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : 0);
  const band = -Math.floor(ahead / lines);
  const there = blocks.find((one) => one.band === band && one.x === Math.floor(aside / slices));
  return there ? { row: layout.at(there.place, ahead + band * lines), column: aside % slices } : null;
}
