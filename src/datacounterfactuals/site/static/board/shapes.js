// The shapes of the board: walls and bevelled tops of bars, tiles, frames, the table.

import { BufferAttribute, BufferGeometry } from "./three.js";

const BEVEL = 0.09;
// How bright each side is beside the top: a drawing's shading, with no light in it.
const FRONT = 0.72;
const RIGHT = 0.54;
const LEFT = 0.6;
/** @typedef {[number, number, number]} Point */

/**
 * Quads, each with its brightness, as one shape.
 * @param {{ corners: [Point, Point, Point, Point], bright: number }[]} quads seen from outside, counterclockwise
 */
function shape(quads) {
  const [places, bright, across] = [new Float32Array(quads.length * 12), new Float32Array(quads.length * 12), new Float32Array(quads.length * 8)];
  /** @type {number[]} */
  const index = [];
  for (const [at, quad] of quads.entries()) {
    for (const [corner, point] of quad.corners.entries()) {
      places.set(point, at * 12 + corner * 3);
      bright.set([quad.bright, quad.bright, quad.bright], at * 12 + corner * 3);
      across.set([corner === 1 || corner === 2 ? 1 : 0, corner > 1 ? 1 : 0], at * 8 + corner * 2);
    }
    index.push(...[0, 1, 2, 0, 2, 3].map((corner) => at * 4 + corner));
  }
  return new BufferGeometry()
    .setAttribute("position", new BufferAttribute(places, 3))
    .setAttribute("color", new BufferAttribute(bright, 3))
    .setAttribute("uv", new BufferAttribute(across, 2))
    .setIndex(index);
}

/**
 * The sides between a rectangle below and one above, but for the back: the camera never goes behind.
 * @param {number} x half the width below @param {number} z @param {number} y
 * @param {number} x2 half the width above @param {number} z2 @param {number} y2 @param {number} light
 */
function sides(x, z, y, x2, z2, y2, light) {
  const soft = (/** @type {number} */ dark) => dark + (1 - dark) * light;
  /** @type {{ corners: [Point, Point, Point, Point], bright: number }[]} */
  const three = [
    { corners: [[-x, y, z], [x, y, z], [x2, y2, z2], [-x2, y2, z2]], bright: soft(FRONT) },
    { corners: [[x, y, z], [x, y, -z], [x2, y2, -z2], [x2, y2, z2]], bright: soft(RIGHT) },
    { corners: [[-x, y, -z], [-x, y, z], [-x2, y2, z2], [-x2, y2, -z2]], bright: soft(LEFT) },
  ];
  return three;
}

/** @param {number} x @param {number} z @param {number} y @returns {{ corners: [Point, Point, Point, Point], bright: number }} */
const lid = (x, z, y) => ({ corners: [[-x, y, z], [x, y, z], [x, y, -z], [-x, y, -z]], bright: 1 });

/** The walls of a bar one unit high, with a flat top if it has no other. @param {number} wide @param {number} deep @param {boolean} topped */
export const walls = (wide, deep, topped) => shape([...sides(wide / 2, deep / 2, 0, wide / 2, deep / 2, 1, 0), ...(topped ? [lid(wide / 2, deep / 2, 1)] : [])]);

/** The bevelled top of a bar; its highest point is at 0. @param {number} wide @param {number} deep */
export function cap(wide, deep) {
  const [x, z] = [wide / 2, deep / 2];
  return shape([...sides(x, z, -BEVEL, x - BEVEL, z - BEVEL, 0, 0.55), lid(x - BEVEL, z - BEVEL, 0)]);
}

/** A flat tile. @param {number} wide @param {number} deep */
export const tile = (wide, deep) => shape([lid(wide / 2, deep / 2, 0)]);

/** The table: its top is at 0. @param {{ left: number, right: number, back: number, front: number }} edge @param {number} thick */
export function slab({ left, right, back, front }, thick) {

  const [x, z] = [(right - left) / 2, (front - back) / 2];
  return shape([...sides(x, z, -thick, x, z, 0, 0.5), lid(x, z, 0)]);
}

/** Frames around rectangles of one size, flat on their plane. @param {number} wide @param {number} deep @param {number} thick @param {{ x: number, z: number }[]} places their middles */
export function frames(wide, deep, thick, places) {
  const [x, z, x2, z2] = [wide / 2, deep / 2, wide / 2 + thick, deep / 2 + thick];
  const strips = [[-x2, x2, z, z2], [-x2, x2, -z2, -z], [-x2, -x, -z, z], [x, x2, -z, z]];
  return shape(
    places.flatMap((at) =>
      strips.map(([a = 0, b = 0, c = 0, d = 0]) => {
        const [left, right, back, front] = [at.x + a, at.x + b, at.z + c, at.z + d];
        /** @type {{ corners: [Point, Point, Point, Point], bright: number }} */
        const strip = { corners: [[left, 0, front], [right, 0, front], [right, 0, back], [left, 0, back]], bright: 1 };
        return strip;
      }),
    ),
  );
}

/** A frame around a rectangle, flat on its plane. @param {number} wide @param {number} deep @param {number} thick */
export const frame = (wide, deep, thick) => frames(wide, deep, thick, [{ x: 0, z: 0 }]);

/** The lines around tiles of a size, as pairs of points. @param {number} wide @param {number} deep @param {{ x: number, z: number }[]} places @param {number} y */
export function outlines(wide, deep, places, y) {
  const points = new Float32Array(places.length * 24);
  const [x, z] = [wide / 2, deep / 2];
  for (const [at, place] of places.entries()) {
    const corners = [[-x, -z], [x, -z], [x, z], [-x, z]].map(([dx = 0, dz = 0]) => [place.x + dx, y, place.z + dz]);
    for (let side = 0; side < 4; side++) {
      points.set(corners[side] ?? [], at * 24 + side * 6);
      points.set(corners[(side + 1) % 4] ?? [], at * 24 + side * 6 + 3);
    }
  }
  return new BufferGeometry().setAttribute("position", new BufferAttribute(points, 3));
}
