// Which bar is under the pointer: a ray against the boxes of all cells.

/** @import { Layout } from "./layout.js" */

/** @typedef {{ x: number, y: number, z: number }} Point */

/**
 * @param {Layout} layout
 * @param {(row: number, slice: number) => number} height of a cell
 * @param {Point} from
 * @param {Point} to another point of the ray
 * @returns {{ row: number, column: number } | null} the nearest
 */
export function pick(layout, height, from, to) {
  const way = { x: to.x - from.x, y: to.y - from.y, z: to.z - from.z };
  let [best, found] = [Infinity, /** @type {{ row: number, column: number } | null} */ (null)];
  for (let row = 0; row < layout.rows.length; row++) {
    const z = layout.z(row);
    for (let column = 0; column < layout.slices; column++) {
      const x = layout.x(row, column);
      const near = enter(from, way, x - layout.wide / 2, x + layout.wide / 2, height(row, column), z - layout.deep / 2, z + layout.deep / 2);
      if (near < best) [best, found] = [near, { row, column }];
    }
  }
  return found;
}

/** Where a ray enters a box that stands on the table. @param {Point} from @param {Point} way @param {number} x0 @param {number} x1 @param {number} y1 @param {number} z0 @param {number} z1 */
function enter(from, way, x0, x1, y1, z0, z1) {
  let [first, last] = [0, Infinity];
  for (const [start, step, low, high] of [
    [from.x, way.x, x0, x1],
    [from.y, way.y, 0, y1],
    [from.z, way.z, z0, z1],
  ]) {
    const [a, b] = [((low ?? 0) - (start ?? 0)) / (step || 1e-12), ((high ?? 0) - (start ?? 0)) / (step || 1e-12)];
    first = Math.max(first, Math.min(a, b));
    last = Math.min(last, Math.max(a, b));
  }
  return first <= last ? first : Infinity;
}

/** Where a ray meets the table. @param {Point} from @param {Point} to */
export function onTable(from, to) {
  const share = from.y / (from.y - to.y || 1e-12);
  return { x: from.x + share * (to.x - from.x), z: from.z + share * (to.z - from.z) };
}
