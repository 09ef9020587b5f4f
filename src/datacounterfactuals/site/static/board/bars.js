// The bars: one for every cell. Its height is the score, its top has the score's colour; under fog it
// is a flat tile. New ones rise out of the table in order.

import { Color, DynamicDrawUsage, InstancedMesh, LineBasicMaterial, LineSegments, Matrix4, MeshBasicMaterial } from "./three.js";
import { hatching, repeats } from "./fog.js";
import { cap, outlines, tile, walls } from "./shapes.js";

/** @import { Layout } from "./layout.js" */
/** @import { Mesh, Scene, Texture } from "./three.js" */

export const FLAT = 0.14; // of a tile, and of the worst
const RISE = 620; // milliseconds that one bar takes
const WAVE = 900; // that all rows take, one after another
const MOVE = 520;
const PLAIN = 1200; // bars from which a bevel is less than a pixel, and each is one shape

/** The height of a share of the scale. @param {Layout} layout @param {number} share */
export const heightOf = ({ tall }, share) => (Number.isNaN(share) ? FLAT : FLAT + share * tall);

/**
 * @typedef {{ x: number, z: number, wide: number, y: number, tall: number }} Pose
 * @typedef {{ now: Pose, from: Pose, to: Pose, began: number, lasts: number, fog: boolean }} Bar
 * @typedef {{ colour: (share: number) => { ground: string, ink: string }, paper: string, line: string, dot: string, ink: string, shut: number }} Look
 */

/** @param {Scene} scene @param {number} sharp */
export function createBars(scene, sharp) {
  /** @type {Map<string, Bar>} */
  let bars = new Map();
  /** @type {Bar[]} by cell */
  let order = [];
  /** @type {Int32Array} the place of each bar's top among the caps, or of its tile among the tiles */
  let tops = new Int32Array();
  /** @type {Layout | null} */
  let layout = null;
  /** @type {{ walls: InstancedMesh, caps: InstancedMesh, tiles: InstancedMesh, rims: LineSegments } | null} */
  let meshes = null;
  /** @type {Texture | null} */
  let hatch = null;
  const matrix = new Matrix4();
  const colour = new Color();

  /** @param {Layout} next @param {Look} look @param {(row: number, slice: number) => number} share @param {(row: number) => boolean} shut */
  function build(next, look, share, shut) {
    clear();
    layout = next;
    const many = next.rows.length * next.slices;
    const plain = many > PLAIN;
    hatch = hatching(look.paper, look.dot, sharp);
    hatch.repeat.set(...repeats(next.wide, next.deep));
    const make = (/** @type {import("./three.js").BufferGeometry} */ form, /** @type {MeshBasicMaterial} */ material) => {
      const mesh = new InstancedMesh(form, material, many);
      mesh.instanceMatrix.setUsage(DynamicDrawUsage);
      mesh.frustumCulled = false;
      scene.add(mesh);
      return mesh;
    };
    meshes = {
      walls: make(walls(next.wide, next.deep, plain), new MeshBasicMaterial({ vertexColors: true })),
      caps: make(cap(next.wide, next.deep), new MeshBasicMaterial({ vertexColors: true })),
      tiles: make(tile(next.wide, next.deep), new MeshBasicMaterial({ map: hatch })),
      rims: new LineSegments(outlines(next.wide, next.deep, fogged(next, share), FLAT + 0.012), new LineBasicMaterial({ color: look.dot })),
    };
    meshes.rims.frustumCulled = false;
    scene.add(meshes.rims);
    const fog = new Color(look.line);
    tops = new Int32Array(many);
    let [capped, tiled] = [0, 0];
    for (let cell = 0; cell < many; cell++) {
      const part = share(Math.floor(cell / next.slices), cell % next.slices);
      if (Number.isNaN(part)) {
        meshes.walls.setColorAt(cell, fog);
        const dim = shut(Math.floor(cell / next.slices)) ? look.shut : 1;
        meshes.tiles.setColorAt(tiled, colour.set("#ffffff").multiplyScalar(dim));
        tops[cell] = tiled++;
      } else {
        meshes.walls.setColorAt(cell, colour.set(look.colour(part).ground));
        meshes.caps.setColorAt(capped, colour);
        tops[cell] = plain ? -1 : capped++;
      }
    }
    meshes.caps.count = capped;
    meshes.tiles.count = tiled;
  }

  /**
   * Show the cells. Bars that were there before go to their new places; the others rise.
   * @param {Layout} next @param {Look} look @param {(row: number, slice: number) => number} share NaN under fog
   * @param {(row: number) => boolean} shut whether a row may not be deployed
   * @param {boolean} moves
   */
  function show(next, look, share, shut, moves) {
    const time = performance.now();
    const before = bars;
    const fresh = before.size === 0;
    build(next, look, share, shut);
    bars = new Map();
    order = [];
    for (let row = 0; row < next.rows.length; row++) {
      const name = (next.rows[row] ?? []).join(" ");
      const turn = ((next.line[row] ?? 0) / next.lines) * WAVE;
      for (let slice = 0; slice < next.slices; slice++) {
        const part = share(row, slice);
        const to = { x: next.x(row, slice), z: next.z(row), wide: next.wide, y: 0, tall: heightOf(next, part) };
        const old = before.get(`${name} ${slice}`);
        const from = old ? old.now : { ...to, y: -to.tall - 0.05 };
        const still = !moves || (fresh && !old);
        const grows = old !== undefined && Math.abs(old.now.tall - to.tall) > 1e-6;
        const bar = {
          now: still ? to : from,
          from: still ? to : from,
          to,
          began: still ? -Infinity : time + (old ? (grows ? slice * 60 : 0) : turn + 200),
          lasts: old && !grows ? MOVE : RISE,
          fog: Number.isNaN(part),
        };
        bars.set(`${name} ${slice}`, bar);
        order.push(bar);
      }
    }
    step(time);
  }

  /** Go on; whether anything still moves. @param {number} time */
  function step(time) {
    if (!meshes || !layout) return false;
    let moving = false;
    for (const [cell, bar] of order.entries()) {
      const share = Math.min(1, Math.max(0, (time - bar.began) / bar.lasts));
      if (share < 1) moving = true;
      bar.now = share >= 1 ? bar.to : between(bar.from, bar.to, 1 - (1 - share) ** 3);
      const { x, y, z, wide, tall } = bar.now;
      const across = wide / layout.wide;
      place(meshes.walls, cell, across, tall, x, y, z);
      const top = tops[cell] ?? -1;
      if (top >= 0) place(bar.fog ? meshes.tiles : meshes.caps, top, across, 1, x, y + tall + (bar.fog ? 0.004 : 0.001), z);
    }
    for (const mesh of [meshes.walls, meshes.caps, meshes.tiles]) mesh.instanceMatrix.needsUpdate = true;
    meshes.rims.visible = !moving;
    return moving;
  }

  /** @param {InstancedMesh} mesh @param {number} cell @param {number} across @param {number} up @param {number} x @param {number} y @param {number} z */
  function place(mesh, cell, across, up, x, y, z) {
    matrix.set(across, 0, 0, x, 0, up, 0, y, 0, 0, 1, z, 0, 0, 0, 1);
    mesh.setMatrixAt(cell, matrix);
  }

  function clear() {
    if (!meshes) return;
    for (const mesh of Object.values(meshes)) {
      scene.remove(mesh);
      dispose(mesh);
    }
    hatch?.dispose();
    meshes = null;
  }

  return {
    show,
    step,
    clear,
    /** @param {number} row @param {number} slice */
    height: (row, slice) => order[row * (layout?.slices ?? 0) + slice]?.now.tall ?? 0,
    forget: () => bars.clear(),
  };
}

/** @param {Layout} layout @param {(row: number, slice: number) => number} share */
function fogged(layout, share) {
  const places = [];
  for (let row = 0; row < layout.rows.length; row++) {
    for (let slice = 0; slice < layout.slices; slice++) {
      if (Number.isNaN(share(row, slice))) places.push({ x: layout.x(row, slice), z: layout.z(row) });
    }
  }
  return places;
}

/** @param {Mesh | LineSegments} mesh */
function dispose(mesh) {
  mesh.geometry.dispose();
  if (mesh instanceof InstancedMesh) mesh.dispose();
}

/** @param {Pose} a @param {Pose} b @param {number} share @returns {Pose} */
function between(a, b, share) {
  const mix = (/** @type {number} */ from, /** @type {number} */ to) => from + (to - from) * share;
  return { x: mix(a.x, b.x), z: mix(a.z, b.z), wide: mix(a.wide, b.wide), y: mix(a.y, b.y), tall: mix(a.tall, b.tall) };
}
