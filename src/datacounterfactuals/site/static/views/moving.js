// Moving through the grid with the keyboard.

import { lettered } from "../lib/address.js";

/** @import { WorldRows } from "../types.js" */

const PAUSE = 1200; // letters typed within so many milliseconds are one world

/**
 * Where a key leads.
 * @param {KeyboardEvent} event
 * @param {{ place: number, column: number, count: number, columns: number, layer: Int32Array, page: number }} at
 *   `page`: how many rows a page is where all stand in one layer
 * @returns {{ place: number, column: number } | null}
 */
export function wayOf(event, { place, column, count, columns, layer, page }) {
  if (event.altKey || event.metaKey || event.shiftKey) return null;
  const last = columns - 1;
  const flat = (layer[count - 1] ?? 0) === 0;
  const within = (/** @type {number} */ to) => Math.max(0, Math.min(count - 1, to));
  switch (event.key) {
    case "ArrowUp":
      return { place: within(place - 1), column };
    case "ArrowDown":
      return { place: within(place + 1), column };
    case "ArrowLeft":
      return { place, column: Math.max(0, column - 1) };
    case "ArrowRight":
      return { place, column: Math.min(last, column + 1) };
    case "Home":
      return event.ctrlKey ? { place: 0, column: 0 } : { place, column: 0 };
    case "End":
      return event.ctrlKey ? { place: count - 1, column: last } : { place, column: last };
    case "PageDown": {
      if (flat) return { place: within(place + page), column };
      let to = place;
      while (to < count - 1 && layer[to] === layer[place]) to++;
      return { place: to, column };
    }
    case "PageUp": {
      if (flat) return { place: within(place - page), column };
      let to = place;
      const above = to > 0 && layer[to - 1] !== layer[to] ? layer[to - 1] : layer[to];
      while (to > 0 && (layer[to - 1] ?? 0) >= (above ?? 0)) to--;
      return { place: to, column };
    }
    default:
      return null;
  }
}

/**
 * Letters typed one after another select the world that holds just these objects; 0 or - the empty
 * one. Returns the row, -1 while there is none, or null when the key was no such letter.
 */
export function typing() {
  let typed = "";
  let last = 0;
  return (/** @type {KeyboardEvent} */ event, /** @type {WorldRows} */ rows) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !lettered(rows.members)) return null;
    const exact = rows.members.find((name) => name === event.key);
    const name = exact ?? rows.members.find((other) => other.toLowerCase() === event.key.toLowerCase());
    const empty = name === undefined && (event.key === "-" || event.key === "0");
    if (name === undefined && !empty) return null;
    const again = event.timeStamp - last > PAUSE || empty || typed.includes(name ?? "");
    typed = again ? (name ?? "") : typed + name;
    last = event.timeStamp;
    return rows.find(Object.fromEntries([...typed].map((letter) => [letter, 1])));
  };
}
