// The board in three dimensions: the table, its bars, the camera, and what the pointer and the keys do.

import { el } from "../lib/dom.js";
import { createBars, FLAT, heightOf } from "./bars.js";
import { createCamera } from "./camera.js";
import { createLabels } from "./labels.js";
import { beside, layoutOf } from "./layout.js";
import { onTable, pick } from "./picking.js";
import { point } from "./pointing.js";
import { frame, frames, slab } from "./shapes.js";
import { Color, Mesh, MeshBasicMaterial, Scene, Vector3, WebGLRenderer } from "./three.js";

/** @import { BoardHand, BoardShown } from "./shown.js" */
/** @import { Layout } from "./layout.js" */
/** @import { Spot } from "./pointing.js" */

const THICK = 0.55;
const STEP = 1.25;

/**
 * Throws where the browser has no WebGL.
 * @param {HTMLElement} host
 * @param {BoardHand} hand
 */
export function createScene(host, hand) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const overlay = el("div", { class: "labels", "aria-hidden": "true" });
  const renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true });
  host.replaceChildren(canvas, overlay);
  const scene = new Scene();
  const lens = createCamera();
  const bars = createBars(scene, renderer.capabilities.getMaxAnisotropy());
  const at = new Vector3();
  const labels = createLabels(overlay, project);
  /** @type {BoardShown | null} */
  let shown = null;
  /** @type {Layout | null} */
  let layout = null;
  /** @type {import("./camera.js").Ridge[]} */
  let ridges = [];
  /** @type {string[]} */
  let made = [];
  /** @type {Mesh[]} the table and the frames around what is chosen */
  let extras = [];
  /** @type {Mesh[]} around the slices that pay */
  let rails = [];
  /** @type {{ row: number, column: number } | null} */
  let hovered = null;
  let [width, height, waiting] = [0, 0, false];

  /** @param {number} x @param {number} y @param {number} z */
  function project(x, y, z) {
    at.set(x, y, z).project(lens.camera);
    return { x: ((at.x + 1) / 2) * width, y: ((1 - at.y) / 2) * height };
  }

  const share = (/** @type {number} */ row, /** @type {number} */ slice) => shown?.share(row, slice) ?? NaN;

  /** @param {BoardShown} next */
  function show(next) {
    const before = shown;
    shown = next;
    const rebuilt = !layout || before?.rows !== next.rows;
    if (rebuilt || before?.look !== next.look) {
      if (before?.game !== next.game) {
        made = [];
        bars.forget();
      }
      const grown = layout && before?.game === next.game && before.rows.length !== next.rows.length;
      layout = layoutOf(next.rows, next.slices.length, made, form());
      made = layout.made;
      bars.show(layout, next.look, share, (row) => next.state(row) === "shut", next.moves);
      labels.show({ layout, slices: next.slices, values: next.values, state: next.state, text: next.text });
      rail(next, layout);
      ridges = ridgesOf(layout, share);
      resize((Boolean(grown) || before?.game === next.game) && next.moves);
    }
    dress();
    draw();
  }

  const form = () => (host.clientWidth < 1.35 * host.clientHeight ? "tall" : "broad");

  /** @param {boolean} glides */
  function fit(glides) {
    if (!layout || width === 0) return;
    const margins = labels.margins(width);
    for (let round = 0; round < 4; round++) {
      lens.frame(layout, ridges, width, height, margins, glides);
      const over = labels.outside(width, height);
      if (over.left + over.bottom + over.right < 1) break;
      for (const side of /** @type {const} */ (["left", "bottom", "right"])) margins[side] += over[side];
    }
  }

  /** @param {boolean} glides */
  function resize(glides) {
    [width, height] = [host.clientWidth, host.clientHeight];
    if (width === 0 || height === 0) return;
    renderer.setPixelRatio(Math.min(2, devicePixelRatio));
    renderer.setSize(width, height, false);
    fit(glides);
    draw();
  }

  /** The table, and frames around what is selected and hovered. */
  function dress() {
    for (const mesh of extras) drop(mesh);
    extras = [];
    if (!layout || !shown) return;
    const { look, selected } = shown;
    const { edge } = layout;
    const table = add(slab(edge, THICK), look.table);
    table.position.set((edge.left + edge.right) / 2, -0.012, (edge.back + edge.front) / 2);
    if (selected.row >= 0) {
      const { left, right } = layout.blocks[layout.block[selected.row] ?? 0] ?? { left: 0, right: 0 };
      add(frame(right - left + 0.16, layout.deep + 0.1, 0.15), look.ink).position.set((left + right) / 2, FLAT + 0.02, layout.z(selected.row));
      onCell(selected.row, selected.column, look.ink, 0.15);
    }
    if (hovered && (hovered.row !== selected.row || hovered.column !== selected.column)) onCell(hovered.row, hovered.column, look.soft, 0.1);
  }

  /** The slices that pay, from the back of each block to the edge of the table. @param {BoardShown} next @param {Layout} on */
  function rail({ slices, look }, on) {
    for (const mesh of rails) drop(mesh);
    const [back, front] = [on.z(on.at(0, 0)), on.z(on.at(0, on.lines - 1))];
    rails = [1, 2].flatMap((due) => {
      const slice = slices.findIndex((one) => one.due === due);
      if (slice < 0) return [];
      const places = on.blocks.map(({ place }) => ({ x: on.x(on.at(place, 0), slice), z: on.z(on.at(place, 0)) + (front - back) / 2 }));
      const mesh = made3d(frames(on.wide + 0.02, front - back + on.deep + 0.1, 0.11, places), due === 1 ? look.ink : look.dot);
      mesh.position.set(0, FLAT + (due === 1 ? 0.014 : 0.012), 0);
      return [mesh];
    });
  }

  /** @param {number} row @param {number} column @param {string} colour @param {number} thick */
  function onCell(row, column, colour, thick) {
    if (!layout) return;
    add(frame(layout.wide - 0.02, layout.deep - 0.02, thick), colour).position.set(layout.x(row, column), heightOf(layout, share(row, column)) + 0.03, layout.z(row));
  }

  /** @param {import("./three.js").BufferGeometry} form @param {string} colour */
  function add(form, colour) {
    const mesh = made3d(form, colour);
    extras.push(mesh);
    return mesh;
  }

  /** @param {import("./three.js").BufferGeometry} form @param {string} colour */
  function made3d(form, colour) {
    const mesh = new Mesh(form, new MeshBasicMaterial({ color: colour, vertexColors: true }));
    scene.add(mesh);
    return mesh;
  }

  /** @param {Mesh} mesh */
  function drop(mesh) {
    scene.remove(mesh);
    mesh.geometry.dispose();
  }

  function draw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame((time) => {
      waiting = false;
      paint(time);
    });
  }

  /** @param {number} time */
  function paint(time) {
    if (!shown || !layout || width === 0) return;
    const glides = lens.step(time);
    const rises = bars.step(time);
    renderer.setClearColor(CLEAR, 0);
    renderer.render(scene, lens.camera);
    labels.lay(bars.height, shown.selected, hovered);
    host.dataset["still"] = String(!glides && !rises);
    if (glides || rises) draw();
  }

  /** @param {Spot} spot */
  function under(spot) {
    if (!layout) return null;
    const { from, to } = ray(spot);
    return pick(layout, bars.height, from, to);
  }

  /** @param {Spot} spot */
  function ray(spot) {
    const box = canvas.getBoundingClientRect();
    const { x, y, z } = lens.camera.position;
    at.set(((spot.x - box.left) / box.width) * 2 - 1, 1 - ((spot.y - box.top) / box.height) * 2, 0.5).unproject(lens.camera);
    return { from: { x, y, z }, to: { x: at.x, y: at.y, z: at.z } };
  }

  /** @param {{ row: number, column: number } | null} found */
  function hover(found) {
    if (hovered?.row === found?.row && hovered?.column === found?.column) return;
    hovered = found;
    hand.hover(found);
    dress();
    draw();
  }

  point(canvas, {
    hover: (spot) => hover(under(spot)),
    leave: () => hover(null),
    pick(spot) {
      const found = under(spot);
      if (found) hand.select(found.row, found.column);
    },
    turn,
    slide,
    zoom,
  });

  /** @param {number} turns @param {number} ups */
  function turn(turns, ups) {
    lens.orbit(turns, ups);
    fit(false);
    draw();
  }

  /** @param {number} across @param {number} down in pixels */
  function slide(across, down) {
    const far = (lens.camera.far / 4) * Math.tan((lens.camera.fov * Math.PI) / 360) * 2;
    const [x, z] = [(-across / height) * far, (-down / height) * (far / Math.sin(lens.eye.up))];
    lens.eye.x += x * Math.cos(lens.eye.turn) + z * Math.sin(lens.eye.turn);
    lens.eye.z += -x * Math.sin(lens.eye.turn) + z * Math.cos(lens.eye.turn);
    draw();
  }

  /** @param {number} by @param {Spot} [spot] what stays where it is */
  function zoom(by, spot) {
    const before = spot ? onTableAt(spot) : null;
    lens.zoom(by);
    lens.step(performance.now());
    const after = spot ? onTableAt(spot) : null;
    if (before && after && lens.eye.zoom > 1) {
      lens.eye.x += before.x - after.x;
      lens.eye.z += before.z - after.z;
    }
    draw();
  }

  /** @param {Spot} spot */
  function onTableAt(spot) {
    const { from, to } = ray(spot);
    return onTable(from, to);
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether it was for the board */
  function onKey(event) {
    if (!shown || !layout || event.ctrlKey || event.metaKey || event.altKey) return false;
    const way = { ArrowLeft: [-0.12, 0], ArrowRight: [0.12, 0], ArrowUp: [0, 0.08], ArrowDown: [0, -0.08] }[event.key];
    if (event.shiftKey && way) turn(way[0] ?? 0, way[1] ?? 0);
    else if (way) {
      const next = beside(layout, shown.selected, event.key);
      if (next) hand.select(next.row, next.column);
    } else if (event.key === "+" || event.key === "=") zoom(STEP);
    else if (event.key === "-") zoom(1 / STEP);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  const watching = new ResizeObserver(() => resize(false));
  watching.observe(host);

  return {
    show,
    onKey,
    zoom: (/** @type {number} */ by) => zoom(by),
    reset() {
      lens.reset();
      fit(true);
      draw();
    },
    /** What is drawn, as numbers: by row and slice the height over a tile's, from 0 to 1. */
    numbers: () =>
      shown && layout ? { rows: layout.rows, made: layout.made, flat: FLAT, tall: layout.tall, heights: layout.rows.map((_, row) => shown?.slices.map((_, slice) => bars.height(row, slice)) ?? []), calls: renderer.info.render.calls } : null,
    project: (/** @type {number} */ row, /** @type {number} */ slice) => (layout ? project(layout.x(row, slice), bars.height(row, slice), layout.z(row)) : null),
    /**
     * Draw so many frames with every bar placed again: milliseconds of each until it is handed over,
     * and until its pixels are there. @param {number} frames
     */
    measure(frames) {
      const context = renderer.getContext();
      const pixel = new Uint8Array(4);
      return Array.from({ length: frames }, () => {
        const began = performance.now();
        paint(began);
        const handed = performance.now() - began;
        context.readPixels(0, 0, 1, 1, context.RGBA, context.UNSIGNED_BYTE, pixel);
        return { handed, drawn: performance.now() - began };
      });
    },
  };
}

const CLEAR = new Color("#ffffff");

/** What stands on the table, by block and line. @param {Layout} layout @param {(row: number, slice: number) => number} share */
function ridgesOf(layout, share) {
  return layout.rows.flatMap((_, row) => {
    const { left = 0, right = 0 } = layout.blocks[layout.block[row] ?? 0] ?? {};
    let most = NaN;
    for (let slice = 0; slice < layout.slices; slice++) if (!(share(row, slice) <= most)) most = Number.isNaN(share(row, slice)) ? most : share(row, slice);
    return Number.isNaN(most) ? [] : [{ left, right, z: layout.z(row), y: heightOf(layout, most) }];
  });
}
