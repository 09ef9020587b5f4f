// One pixel a column, stretched when it is drawn: how the heatmap paints any number of lines at once.

const strip = document.createElement("canvas"); // one pixel a column, stretched when it is drawn
const stripContext = /** @type {CanvasRenderingContext2D} */ (strip.getContext("2d", { willReadFrequently: true }));
/** @type {ImageData | null} */
let image = null;

/** @param {number} width @param {number} height */
export function pixels(width, height) {
  if (!image || image.width !== width || image.height !== height) {
    image = new ImageData(width, height);
    strip.width = width;
    strip.height = height;
  }
  return new Uint32Array(image.data.buffer);
}

/** Take over what was written into the pixels. */
export function finish() {
  if (image) stripContext.putImageData(image, 0, 0);
}

/** Stretch one pixel column of the strip over whole device pixels. @param {CanvasRenderingContext2D} context @param {number} at @param {number} rows @param {number} x @param {number} wide @param {number} ratio */
export function stretch(context, at, rows, x, wide, ratio) {
  const from = Math.round(x * ratio) / ratio;
  const to = Math.max(from + 1 / ratio, Math.round((x + wide) * ratio) / ratio);
  context.drawImage(strip, at, 0, 1, rows, from, 0, to - from, rows / ratio);
}
