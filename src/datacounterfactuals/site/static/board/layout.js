// Where every row and slice stands on the table. Rows made of the objects that were there at first are
// one block, the fullest at the back; each made object doubles the blocks, to the right of the old ones.

const CELL = 0.8; // how much of a line's depth a cell takes
const LAYER = 0.5; // air between rows of other sizes
const SEAM = 0.14; // air between slices
const AISLE = 1.5; // air between blocks
const WIDE = [4.4, 2.7, 1.8, 1.2]; // a cell's width, by how often the blocks have doubled

/**
 * @typedef {object} Layout
 * @property {readonly string[][]} rows what each row is made of
 * @property {number} slices
 * @property {string[]} base objects that were there at first, in the order of the dots
 * @property {string[]} made objects that were made, in the order in which they appeared
 * @property {{ made: string[], left: number, right: number }[]} blocks
 * @property {Int32Array} block by row
 * @property {Int32Array} line by row: its place in the block, from the back
 * @property {number[]} depth by line: how far it stands to the front
 * @property {number} wide the width of a cell
 * @property {number} deep
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
 * @returns {Layout}
 */
export function layoutOf(rows, slices, known = []) {
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
  const wide = WIDE[Math.min(made.length, WIDE.length - 1)] ?? 1;
  const across = slices * (wide + SEAM) - SEAM;
  const many = 2 ** made.length;
  const whole = many * across + (many - 1) * AISLE;
  const blocks = Array.from({ length: many }, (_, place) => {
    const left = place * (across + AISLE) - whole / 2;
    return { made: made.filter((_, bit) => (place >> bit) & 1), left, right: left + across };
  });
  const middle = deepest / 2;
  return {
    rows,
    slices,
    base,
    made,
    blocks,
    block,
    line,
    depth: depth.map((far) => far - middle),
    wide,
    deep: CELL,
    edge: { left: -whole / 2 - 0.7, right: whole / 2 + 0.7, back: -middle - 1.1, front: middle + 1.1 },
    x: (row, slice) => (blocks[block[row] ?? 0]?.left ?? 0) + slice * (wide + SEAM) + wide / 2,
    z: (row) => (depth[line[row] ?? 0] ?? 0) - middle,
    at: (where, from) => places.get(`${where} ${from}`) ?? -1,
  };
}

/**
 * The cell beside one, by an arrow key; over the edge of a block into the next one.
 * @param {Layout} layout @param {{ row: number, column: number }} at @param {string} key
 */
export function beside(layout, { row, column }, key) {
  const [block, line] = [layout.block[row] ?? 0, layout.line[row] ?? 0];
  const along = block * layout.slices + column + (key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0);
  const to = line + (key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : 0);
  if (along < 0 || along >= layout.blocks.length * layout.slices || to < 0 || to >= layout.depth.length) return null;
  return { row: layout.at(Math.floor(along / layout.slices), to), column: along % layout.slices };
}
