// Where the nodes of a lattice stand: layers one under another, a wide layer in several bands.

/** @import { Hasse } from "../lib/hasse.js" */

/**
 * @typedef {object} Spot
 * @property {number} x the middle of a node
 * @property {number} y
 *
 * @typedef {object} Plan
 * @property {Map<number, Spot>} spots by row
 * @property {number} wide the size of a node
 * @property {number} tall
 * @property {number} width of the picture, and `height`
 * @property {number} height
 * @property {number[]} middles by layer: the height of its middle
 * @property {boolean} dotted whether dots stand under the nodes
 * @property {boolean} numbered whether numbers stand in them
 */

const MOST_DOTTED = 5;
const LEAST = 9; // a node's least width
const MOST = 62;
export const MARGIN = 22; // on the left, for the sizes of layers

/** @param {Hasse} hasse @param {number} width @returns {Plan} */
export function planOf({ layers, rows }, width) {
  const objects = rows.members.length;
  const most = Math.max(1, ...layers.map((layer) => layer.length));
  const room = Math.max(120, width - MARGIN - 6);
  const air = most > 40 ? 1 : most > 12 ? 3 : Math.max(4, Math.min(22, room / most / 5));
  const wide = Math.max(LEAST, Math.min(MOST, room / most - air));
  const band = Math.max(1, Math.floor((room + air) / (wide + air)));
  const numbered = wide >= 30;
  const tall = numbered ? 25 : Math.max(9, Math.min(16, wide));
  const dotted = objects <= MOST_DOTTED && wide >= 26;
  const between = dotted ? 54 : numbered ? 44 : most > band ? 26 : 34;
  /** @type {Map<number, Spot>} */
  const spots = new Map();
  /** @type {number[]} */
  const middles = [];
  let y = 8;
  for (const layer of layers) {
    const bands = Math.ceil(layer.length / band);
    const each = Math.ceil(layer.length / bands);
    middles.push(y + (bands * (tall + 2) - 2) / 2);
    for (const [place, row] of layer.entries()) {
      const [line, at] = [Math.floor(place / each), place % each];
      const many = Math.min(each, layer.length - line * each);
      const from = MARGIN + (room - many * (wide + air) + air) / 2;
      spots.set(row, { x: from + at * (wide + air) + wide / 2, y: y + line * (tall + 2) + tall / 2 });
    }
    y += bands * (tall + 2) - 2 + between;
  }
  return { spots, wide, tall, width, height: y - between + (dotted ? 24 : 8), middles, dotted, numbered };
}
