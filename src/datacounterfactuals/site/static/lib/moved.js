// Points that are moved: the server trains every row again, or, where nothing trains, the nearest
// stored position is shown.

import { getPositions, moveIn, Problem } from "./api.js";
import { decode } from "./cells.js";
import { exported } from "./root.js";

/** @import { CellTable, Positions } from "../types.js" */

/** @typedef {{ x: number, y: number, label: number }} Spot where a point is, and its label by number */
/** @typedef {{ features: [string, string], target: string, labels: string[] }} Meaning */

/**
 * @typedef {object} Remade
 * @property {CellTable} table
 * @property {Map<string, Spot>} spots where the points really are, snapped if need be
 * @property {number | null} seconds what the server took, or null for stored cells
 */

const REFUSED = 403;

/**
 * @param {string} study
 * @param {CellTable} base its cells with every point at home
 * @param {ReadonlyMap<string, Spot>} home
 * @param {Meaning} meaning
 * @param {boolean} trains whether there is a server that trains
 */
export function createMover(study, base, home, meaning, trains) {
  let stored = exported || !trains;
  /** @type {Promise<Positions> | null} */
  let positions = null;

  /**
   * The cells with these points. Where they are stored only one point is away from home: `moved`.
   * @param {ReadonlyMap<string, Spot>} spots
   * @param {string} moved
   * @returns {Promise<Remade>}
   */
  async function remake(spots, moved) {
    if (!stored) {
      try {
        return await train(spots);
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== REFUSED) throw error;
        stored = true;
      }
    }
    return nearest(spots, moved);
  }

  /** @param {ReadonlyMap<string, Spot>} spots @returns {Promise<Remade>} */
  async function train(spots) {
    const [first, second] = meaning.features;
    const points = [...spots].flatMap(([object, { x, y, label }]) =>
      same(home.get(object), { x, y, label })
        ? []
        : [{ object, values: { [first]: x, [second]: y, [meaning.target]: meaning.labels[label] ?? "" } }],
    );
    const made = await moveIn(study, { points, packed: true });
    return { table: decode(made.cells), spots: new Map(spots), seconds: made.seconds };
  }

  /** @param {ReadonlyMap<string, Spot>} spots @param {string} moved @returns {Promise<Remade>} */
  async function nearest(spots, moved) {
    positions ??= getPositions(study);
    const kept = await positions;
    const wanted = spots.get(moved);
    const own = home.get(moved);
    if (!wanted || !own) return { table: base, spots: new Map(home), seconds: null };
    const place = snap(kept, wanted, own);
    const spot = place ? { x: kept.axes[0]?.[place.x] ?? own.x, y: kept.axes[1]?.[place.y] ?? own.y, label: wanted.label } : { ...own, label: wanted.label };
    const table = place || wanted.label !== own.label ? replaced(kept, moved, wanted.label, place) : base;
    return { table, spots: new Map([...home, [moved, spot]]), seconds: null };
  }

  /**
   * The cells at home, with those of the worlds that hold the moved point in their stead.
   * @param {Positions} kept @param {string} moved @param {number} label @param {{ x: number, y: number } | null} place
   */
  function replaced(kept, moved, label, place) {
    const member = kept.members.indexOf(moved);
    const sent = new Uint8Array([...atob((place ? kept.cells : kept.at_home)[member] ?? "")].map((letter) => letter.charCodeAt(0)));
    const view = new DataView(sent.buffer);
    const [across = 0, up = 0] = kept.axes.map((axis) => axis.length);
    const worlds = base.rows.count / 2;
    const width = kept.columns.length;
    const before = place ? (label * up + place.y) * across + place.x : label;
    const shown = base.columns.map((column, at) => {
      const values = Float32Array.from(base.shown[at] ?? []);
      const from = kept.columns.indexOf(column.name);
      let inside = 0;
      for (let row = 0; row < values.length; row++) {
        if (base.rows.weight(row, member) === 0) continue;
        values[row] = from < 0 ? NaN : view.getFloat32(4 * ((before * worlds + inside) * width + from), true);
        inside++;
      }
      return values;
    });
    const oriented = shown.map((values, at) => values.map((value) => value * (base.columns[at]?.better ?? 1)));
    const states = Uint8Array.from(kept.states[member]?.[label] ?? "", Number);
    return { ...base, shown, oriented, states };
  }

  return {
    remake,
    /** Whether cells come from stored positions. */
    get stored() {
      return stored;
    },
    /**
     * Where a step of a key leads: to the next stored place where they are stored.
     * @param {Spot} spot @param {number} right @param {number} up @param {number} step
     * @returns {Promise<Spot>}
     */
    async step(spot, right, up, step) {
      if (!stored) return { ...spot, x: round(spot.x + right * step), y: round(spot.y + up * step) };
      positions ??= getPositions(study);
      const [across = [], upward = []] = (await positions).axes;
      return { ...spot, x: next(across, spot.x, right), y: next(upward, spot.y, up) };
    },
  };
}

/** @param {Spot | undefined} one @param {Spot} other */
export const same = (one, other) => one !== undefined && one.x === other.x && one.y === other.y && one.label === other.label;

/** @param {number} value */
const round = (value) => Math.round(value * 100) / 100;

/** The nearest stored place, or null for the point's own. @param {Positions} kept @param {Spot} wanted @param {Spot} own */
function snap(kept, wanted, own) {
  const [x = 0, y = 0] = [wanted.x, wanted.y].map((value, at) => closest(kept.axes[at] ?? [], value));
  const away = Math.hypot((kept.axes[0]?.[x] ?? 0) - wanted.x, (kept.axes[1]?.[y] ?? 0) - wanted.y);
  return Math.hypot(own.x - wanted.x, own.y - wanted.y) <= away ? null : { x, y };
}

/** @param {number[]} axis @param {number} value */
function closest(axis, value) {
  let best = 0;
  for (const [place, at] of axis.entries()) if (Math.abs(at - value) < Math.abs((axis[best] ?? 0) - value)) best = place;
  return best;
}

/** @param {number[]} axis @param {number} value @param {number} way */
function next(axis, value, way) {
  if (way === 0) return axis[closest(axis, value)] ?? value;
  const beyond = axis.filter((at) => (at - value) * way > 1e-9);
  return (way > 0 ? beyond[0] : beyond.at(-1)) ?? value;
}
