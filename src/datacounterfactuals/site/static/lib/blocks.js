// The rows of a board that was extended: the old rows as they were, then one block for every choice of
// what is new.

/** @import { BlockRows, WorldRows } from "../types.js" */

/**
 * @param {BlockRows} sent
 * @returns {WorldRows & { parts: { start: number, count: number, free: number, whole: boolean }[] }}
 */
export function blockRows({ members, blocks }) {
  let start = 0;
  const parts = blocks.map(({ fixed, free, whole }) => {
    const count = whole ? 2 ** free.length : 2 * free.length + 2;
    const part = { start, count, free: free.length, whole, fixed: new Set(fixed), place: new Map(free.map((member, at) => [member, at])) };
    start += count;
    return part;
  });
  const places = new Map(members.map((name, place) => [name, place]));

  /** @param {number} row */
  function partOf(row) {
    let [low, high] = [0, parts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((parts[middle]?.start ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    return /** @type {typeof parts[number]} */ (parts[low]);
  }

  return {
    count: start,
    members,
    parts,
    weight(row, member) {
      const part = partOf(row);
      if (part.fixed.has(member)) return 1;
      const at = part.place.get(member);
      return at === undefined ? 0 : inside(row - part.start, at, part);
    },
    size(row) {
      const part = partOf(row);
      return part.fixed.size + sizeOf(row - part.start, part);
    },
    find(world) {
      /** @type {Set<number>} */
      const there = new Set();
      for (const [name, weight] of Object.entries(world)) {
        const place = places.get(name);
        if (weight === 0) continue;
        if (place === undefined || weight !== 1) return -1;
        there.add(place);
      }
      for (const part of parts) {
        const others = [...there].filter((member) => !part.fixed.has(member));
        if (others.length !== there.size - part.fixed.size || others.some((member) => !part.place.has(member))) continue;
        const row = numberOf(others.map((member) => part.place.get(member) ?? 0), part);
        if (row >= 0) return part.start + row;
      }
      return -1;
    },
  };
}

/** Whether row number `row` of a block holds its free member number `at`. @param {number} row @param {number} at @param {{ free: number, whole: boolean }} part */
function inside(row, at, { free, whole }) {
  if (whole) return (row >> at) & 1;
  if (row <= free) return free - row === at ? 0 : 1; // all, then without the last, without the one before
  return row - free - 1 === at ? 1 : 0;
}

/** @param {number} row @param {{ free: number, whole: boolean }} part */
function sizeOf(row, { free, whole }) {
  if (!whole) return row === 0 ? free : row <= free ? free - 1 : row <= 2 * free ? 1 : 0;
  let size = 0;
  for (let left = row; left; left &= left - 1) size++;
  return size;
}

/** The row of a block that holds just these free members; -1 if there is none. @param {number[]} ats @param {{ free: number, whole: boolean }} part */
function numberOf(ats, { free, whole }) {
  if (whole) return ats.reduce((row, at) => row | (1 << at), 0);
  if (ats.length === free) return 0;
  if (ats.length === 0) return 2 * free + 1;
  if (ats.length === free - 1) {
    const there = new Set(ats);
    for (let at = 0; at < free; at++) if (!there.has(at)) return free - at;
  }
  return ats.length === 1 ? free + 1 + (ats[0] ?? 0) : -1;
}
