// Fog: what nobody has shown you lies flat, and hatched.

import { CanvasTexture, RepeatWrapping, SRGBColorSpace } from "./three.js";

const SIZE = 64; // pixels of the pattern
const PERIOD = 0.9; // of the table, that one pattern covers

/** @param {string} ground @param {string} line @param {number} sharp how many samples along the slant */
export function hatching(ground, line, sharp) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext("2d");
  if (context) {
    context.fillStyle = ground;
    context.fillRect(0, 0, SIZE, SIZE);
    context.strokeStyle = line;
    context.lineWidth = 7;
    for (let from = -SIZE; from <= SIZE; from += SIZE / 2) {
      context.beginPath();
      context.moveTo(from - 8, SIZE + 8);
      context.lineTo(from + SIZE + 8, -8);
      context.stroke();
    }
  }
  const texture = new CanvasTexture(canvas);
  texture.wrapS = texture.wrapT = RepeatWrapping;
  texture.colorSpace = SRGBColorSpace;
  texture.anisotropy = sharp;
  return texture;
}

/** How often the pattern repeats on a tile. @param {number} wide @param {number} deep */
export const repeats = (wide, deep) => /** @type {const} */ ([wide / PERIOD, deep / PERIOD]);
