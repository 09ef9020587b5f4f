// The colour of a cell, from worst to best, in even steps for the eye; and the ink that is read on it.

const LIGHT = ["#f3efe6", "#cfe0d6", "#86b8b5", "#3c7f92", "#1d3f63"];
const DARK = ["#1d2026", "#20384a", "#27647a", "#58a6a6", "#d9ecd6"];
const INKS = ["#1c1f24", "#ffffff", "#000000"];
const STEPS = 256;
export const READABLE = 4.5;

/** @typedef {[number, number, number]} Triple */

/**
 * A map from 0 (worst, near the paper) to 1 (best, far from it), with the ink for each colour.
 * @param {boolean} dark
 * @returns {(share: number) => { ground: string, ink: string }}
 */
export function ramp(dark) {
  const colours = even((dark ? DARK : LIGHT).map((hex) => toLab(channels(hex))));
  const table = colours.map((lab) => {
    const ground = toHex(lab);
    return { ground, ink: inkOn(ground) };
  });
  return (share) => {
    const place = Math.round(Math.min(1, Math.max(0, share)) * (STEPS - 1));
    return /** @type {{ ground: string, ink: string }} */ (table[place]);
  };
}

/** The first ink with enough contrast on a ground. @param {string} ground */
export function inkOn(ground) {
  return INKS.find((ink) => contrast(ink, ground) >= READABLE) ?? "#000000";
}

/** The contrast ratio of two colours, 1 to 21. @param {string} first @param {string} second */
export function contrast(first, second) {
  const [low = 0, high = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** Points at equal distances along a path in OKLab. @param {Triple[]} stops @returns {Triple[]} */
function even(stops) {
  /** @type {{ at: number, lab: Triple }[]} */
  const path = [];
  let length = 0;
  for (let stop = 0; stop + 1 < stops.length; stop++) {
    const from = /** @type {Triple} */ (stops[stop]);
    const to = /** @type {Triple} */ (stops[stop + 1]);
    for (let step = 0; step < STEPS; step++) {
      const lab = mix(from, to, step / STEPS);
      const last = path.at(-1);
      if (last) length += distance(last.lab, lab);
      path.push({ at: length, lab });
    }
  }
  const end = /** @type {Triple} */ (stops.at(-1));
  length += distance(/** @type {{ lab: Triple }} */ (path.at(-1)).lab, end);
  path.push({ at: length, lab: end });
  let place = 0;
  return Array.from({ length: STEPS }, (_, step) => {
    const wanted = (length * step) / (STEPS - 1);
    while (place + 2 < path.length && (path[place + 1]?.at ?? 0) < wanted) place++;
    const from = /** @type {{ at: number, lab: Triple }} */ (path[place]);
    const to = /** @type {{ at: number, lab: Triple }} */ (path[place + 1]);
    return mix(from.lab, to.lab, Math.min(1, (wanted - from.at) / (to.at - from.at || 1)));
  });
}

/** @param {Triple} a @param {Triple} b @param {number} share @returns {Triple} */
const mix = (a, b, share) => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];

/** @param {Triple} a @param {Triple} b */
const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/** @param {string} hex @returns {Triple} */
function channels(hex) {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** @param {number} channel */
const linear = (channel) => {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};

/** @param {string} hex */
function luminance(hex) {
  const [red, green, blue] = channels(hex).map(linear);
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** sRGB to OKLab (Ottosson 2020). @param {Triple} rgb @returns {Triple} */
function toLab(rgb) {
  const [r, g, b] = /** @type {Triple} */ (rgb.map(linear));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** @param {Triple} lab */
function toHex([light, a, b]) {
  const l = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (light - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const rgb = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${rgb.map((share) => channel(share).toString(16).padStart(2, "0")).join("")}`;
}

/** @param {number} share */
function channel(share) {
  const clipped = Math.min(1, Math.max(0, share));
  const curved = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(255 * curved);
}
