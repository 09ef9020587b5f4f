// Where rows stand on a page that shows many: heights, air between layers, and back from a height to
// a row.

export const MOST_PITCH = 32; // pixels: a row that is read at ease
const PAD = 5; // above the first row and below the last, for the outline of a chosen cell
const LEAST_AIR = 1.5; // pixels between layers where all rows are in sight
const MOST_AIR = 9;
const SHARE_OF_AIR = 0.15; // of the window, at the most, where all rows are in sight

/** @typedef {ReturnType<typeof rulerOf>} Ruler */

/**
 * @param {Int32Array} layer by place: how many layers stand above
 * @param {number} pitch the height of a row in pixels; may be far below 1
 * @param {number} window the height of what is seen
 */
export function rulerOf(layer, pitch, window) {
  const count = layer.length;
  const breaks = count ? (layer[count - 1] ?? 0) : 0;
  const air = airOf(pitch, breaks, window);
  const starts = startsOf(layer);

  /** Where a place begins. @param {number} place */
  const top = (place) => PAD + place * pitch + (layer[Math.max(0, Math.min(place, count - 1))] ?? 0) * air;

  /** What the rows of a layer are lifted by, beyond their own heights. @param {number} number */
  const lift = (number) => PAD + number * air;

  /** The layer that a height falls in, the air below it included. @param {number} y */
  function layerAt(y) {
    let [low, high] = [0, breaks];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (top(starts[middle] ?? 0) <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The place at a height, within what there is. @param {number} y */
  function at(y) {
    const found = layerAt(y);
    const first = starts[found] ?? 0;
    const end = starts[found + 1] ?? count;
    return Math.max(first, Math.min(end - 1, Math.floor((y - lift(found)) / pitch)));
  }

  /** Where a layer ends. @param {number} number */
  const endOf = (number) => starts[number + 1] ?? count;

  return { count, pitch, breaks, starts, total: count * pitch + breaks * air + 2 * PAD, top, lift, at, layerAt, endOf };
}

/** The height of a row at which all of them are in sight. @param {Int32Array} layer @param {number} window */
export function fitting(layer, window) {
  const room = window - 2 * PAD;
  const count = Math.max(1, layer.length);
  const breaks = layer[count - 1] ?? 0;
  let pitch = room / count;
  for (let turn = 0; turn < 8; turn++) pitch = (room - breaks * airOf(pitch, breaks, window)) / count;
  return Math.min(MOST_PITCH, pitch);
}

/** @param {number} pitch @param {number} breaks @param {number} window */
function airOf(pitch, breaks, window) {
  if (breaks === 0) return 0;
  const share = Math.min(1, pitch / MOST_PITCH);
  return Math.min(LEAST_AIR + (MOST_AIR - LEAST_AIR) * share, (SHARE_OF_AIR * window) / breaks + pitch / 2);
}

/** The first place of each layer. @param {Int32Array} layer */
function startsOf(layer) {
  const starts = [0];
  const count = layer.length;
  for (let place = 0; place < count; ) {
    let [low, high] = [place + 1, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (layer[middle] === layer[place]) low = middle + 1;
      else high = middle;
    }
    if (low < count) starts.push(low);
    place = low;
  }
  return starts;
}
