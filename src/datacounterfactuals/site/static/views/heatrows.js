// Rows of the heatmap that are in sight, and what stands between them.

/** @import { Heat } from "./heatpaint.js" */

const PARTED = 5; // from this height on there is a gap between rows
export const ROUND = 18; // from this height on cells have round corners

/** What stands between two rows. @param {number} pitch */
export const seam = (pitch) => (pitch >= ROUND ? 2 : pitch >= PARTED ? 1 : 0);

/** Rows that are in sight, with where they stand. @param {Heat} heat */
export function* rowsInSight({ ruler, y, height }) {
  for (let place = ruler.at(y); place < ruler.count; place++) {
    const at = ruler.top(place) - y;
    if (at >= height) return;
    yield { place, y: at };
  }
}
