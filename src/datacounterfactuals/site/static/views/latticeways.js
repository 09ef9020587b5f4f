// Moving through a lattice with the keyboard: up and down along its lines, left and right in a layer.

/** @import { Shown } from "../types.js" */
/** @import { Hasse } from "../lib/hasse.js" */
/** @import { Plan } from "./nodes.js" */

/**
 * The row that a key leads to; null if it is no such key.
 * @param {KeyboardEvent} event
 * @param {Hasse} hasse
 * @param {Required<Shown>} shown
 * @param {Plan | null} plan
 * @param {number} came the row that the last step up or down left: the way back leads there
 * @returns {number | null}
 */
export function stepOf(event, hasse, shown, plan, came) {
  if (event.altKey || event.metaKey || event.shiftKey) return null;
  const { row, column } = shown.selected;
  const layer = standing(hasse, shown, plan, hasse.layerOf(row), column);
  const at = layer.indexOf(row);
  switch (event.key) {
    case "ArrowUp":
      return nearest(hasse.up(row), row, shown, plan, came);
    case "ArrowDown":
      return nearest(hasse.down(row), row, shown, plan, came);
    case "ArrowLeft":
      return layer[Math.max(0, at - 1)] ?? row;
    case "ArrowRight":
      return layer[Math.min(layer.length - 1, at + 1)] ?? row;
    case "Home":
      return event.ctrlKey ? hasse.full : (layer[0] ?? row);
    case "End":
      return event.ctrlKey ? hasse.empty : (layer.at(-1) ?? row);
    default:
      return null;
  }
}

/** A layer from left to right: as its nodes stand, or in a strip by score. @param {Hasse} hasse @param {Required<Shown>} shown @param {Plan | null} plan @param {number} number @param {number} column */
function standing(hasse, shown, plan, number, column) {
  const layer = hasse.layers[number] ?? [];
  if (plan) return layer;
  const values = shown.table.oriented[column] ?? new Float32Array();
  const value = (/** @type {number} */ row) => values[row] ?? NaN;
  return layer.filter((row) => !Number.isNaN(value(row)) && !shown.cover(row, column)).sort((a, b) => value(a) - value(b) || a - b);
}

/**
 * Of the neighbours the one straight above or below, or, where worlds have no place, of the nearest
 * score.
 * @param {number[]} rows @param {number} row @param {Required<Shown>} shown @param {Plan | null} plan @param {number} came
 */
function nearest(rows, row, shown, plan, came) {
  if (rows.length === 0) return row;
  if (rows.includes(came)) return came;
  const values = shown.table.oriented[shown.selected.column] ?? new Float32Array();
  const stand = (/** @type {number} */ at) => (plan ? (plan.spots.get(at)?.x ?? 0) : (values[at] ?? 0));
  const here = stand(row);
  return rows.reduce((best, one) => (Math.abs(stand(one) - here) < Math.abs(stand(best) - here) - 1e-9 ? one : best));
}
