// The camera: low, with a long lens. It frames the table and the labels around it, from wherever the
// reader has turned it.

import { PerspectiveCamera, Vector3 } from "./three.js";

/** @import { Layout } from "./layout.js" */

const LENS = 17; // degrees
const LOW = 0.61; // 35 degrees over the table
const TURN = -0.2;
const [LEAST_UP, MOST_UP] = [0.25, 1.45];
const MOST_TURN = 1.15;
const [LEAST_ZOOM, MOST_ZOOM] = [0.6, 8];
const GLIDE = 650; // milliseconds

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Margins in pixels */
/** @typedef {{ x: number, z: number, far: number }} View */
/** @typedef {{ left: number, right: number, z: number, y: number }} Ridge the top of a block's row */

export function createCamera() {
  const camera = new PerspectiveCamera(LENS, 1, 1, 2000);
  const eye = { turn: TURN, up: LOW, zoom: 1, x: 0, z: 0 };
  /** @type {View} */
  let now = { x: 0, z: 0, far: 100 };
  let [from, to, began] = [now, now, -Infinity];
  const at = new Vector3();

  /** @param {View} view @param {number} zoom */
  function look(view, zoom) {
    const [x, z, far] = [view.x + eye.x, view.z + eye.z, view.far / zoom];
    const flat = Math.cos(eye.up) * far;
    camera.position.set(x + Math.sin(eye.turn) * flat, Math.sin(eye.up) * far, z + Math.cos(eye.turn) * flat);
    camera.near = far / 10;
    camera.far = far * 4;
    camera.lookAt(x, 0, z);
    camera.updateProjectionMatrix();
    camera.updateMatrixWorld();
  }

  /** What the table and all that stands on it take up of the window, from -1 to 1. @param {Layout} layout @param {Ridge[]} ridges */
  function bounds({ edge }, ridges) {
    const found = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity };
    const add = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z) => {
      at.set(x, y, z).project(camera);
      found.left = Math.min(found.left, at.x);
      found.right = Math.max(found.right, at.x);
      found.bottom = Math.min(found.bottom, at.y);
      found.top = Math.max(found.top, at.y);
    };
    for (const x of [edge.left, edge.right]) for (const z of [edge.back, edge.front]) add(x, 0, z);
    for (const { left, right, z, y } of ridges) for (const x of [left, right]) add(x, y, z);
    return found;
  }

  /**
   * The view in which everything and its labels is seen.
   * @param {Layout} layout @param {Ridge[]} ridges @param {number} width @param {number} height @param {Margins} margins
   * @returns {View}
   */
  function framing(layout, ridges, width, height, margins) {
    const kept = { ...eye };
    Object.assign(eye, { x: 0, z: 0 });
    camera.aspect = width / height;
    const room = { wide: (2 * (width - margins.left - margins.right)) / width, tall: (2 * (height - margins.top - margins.bottom)) / height };
    const middle = { x: (margins.left - margins.right) / width, y: (margins.bottom - margins.top) / height };
    const view = { x: 0, z: 0, far: 120 };
    for (let round = 0; round < 14; round++) {
      look(view, 1);
      const { left, right, bottom, top } = bounds(layout, ridges);
      view.far *= Math.max((right - left) / room.wide, (top - bottom) / room.tall) ** 0.9;
      look(view, 1);
      const again = bounds(layout, ridges);
      const tall = Math.tan((LENS * Math.PI) / 360) * view.far;
      const aside = ((again.left + again.right) / 2 - middle.x) * tall * camera.aspect;
      const down = (((again.top + again.bottom) / 2 - middle.y) * tall) / Math.sin(eye.up);
      view.x += aside * Math.cos(eye.turn) - down * Math.sin(eye.turn);
      view.z += -aside * Math.sin(eye.turn) - down * Math.cos(eye.turn);
    }
    Object.assign(eye, kept);
    return view;
  }

  return {
    camera,
    eye,
    /** @param {Layout} layout @param {Ridge[]} ridges @param {number} width @param {number} height @param {Margins} margins @param {boolean} glides */
    frame(layout, ridges, width, height, margins, glides) {
      to = framing(layout, ridges, width, height, margins);
      [from, began] = [now, glides ? performance.now() : -Infinity];
    },
    /** Go on; whether it still moves. @param {number} time */
    step(time) {
      const share = Math.min(1, Math.max(0, (time - began) / GLIDE));
      const eased = 1 - (1 - share) ** 3;
      now = { x: mix(from.x, to.x, eased), z: mix(from.z, to.z, eased), far: mix(from.far, to.far, eased) };
      look(now, eye.zoom);
      return share < 1;
    },
    /** @param {number} turn @param {number} up */
    orbit(turn, up) {
      eye.turn = Math.max(-MOST_TURN, Math.min(MOST_TURN, eye.turn + turn));
      eye.up = Math.max(LEAST_UP, Math.min(MOST_UP, eye.up + up));
    },
    /** @param {number} by */
    zoom(by) {
      eye.zoom = Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, eye.zoom * by));
      if (eye.zoom <= 1) Object.assign(eye, { x: 0, z: 0 });
    },
    reset: () => Object.assign(eye, { turn: TURN, up: LOW, zoom: 1, x: 0, z: 0 }),
  };
}

/** @param {number} a @param {number} b @param {number} share */
const mix = (a, b, share) => a + (b - a) * share;
