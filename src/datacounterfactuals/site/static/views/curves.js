// Three curves over size as SVG, better always higher, every point a stop of the keyboard.

/**
 * @typedef {object} Point
 * @property {number} size
 * @property {string} series
 * @property {number} value as people read it
 *
 * @typedef {object} Curves
 * @property {Point[]} points
 * @property {string[]} series from the best down
 * @property {number} better 1 or -1
 * @property {number} digits
 * @property {string} label what the picture shows, in words
 * @property {string} across what is counted along it
 * @property {string} up the unit
 * @property {number} width
 */

const SVG = "http://www.w3.org/2000/svg";
const ROOM = { top: 40, right: 22, bottom: 40, left: 50 };
const TICKS = 6;
const AIR = 13; // pixels between a point and the name of its curve

/**
 * @param {Curves} curves
 * @param {(point: Point) => void} read
 */
export function drawCurves({ points, series, better, digits, label, across, up, width }, read) {
  const height = Math.round(Math.min(360, Math.max(250, width * 0.52)));
  const sizes = [...new Set(points.map((one) => one.size))].sort((a, b) => a - b);
  const values = points.map((one) => one.value * better);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const first = sizes[0] ?? 0;
  const last = sizes.at(-1) ?? 1;
  const x = (/** @type {number} */ size) => ROOM.left + ((size - first) / (last - first || 1)) * (width - ROOM.left - ROOM.right);
  const y = (/** @type {number} */ value) => ROOM.top + (1 - (value * better - low) / (high - low || 1)) * (height - ROOM.top - ROOM.bottom);
  const svg = make("svg", { class: "curves", viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": label });

  for (const value of ticks(low, high)) {
    const place = y(value * better);
    svg.append(make("line", { class: "rule", x1: ROOM.left, x2: width - ROOM.right, y1: place, y2: place }));
    svg.append(words(value * better === 0 ? "0" : trimmed(value * better), { class: "tick", x: ROOM.left - 10, y: place + 4, "text-anchor": "end" }));
  }
  for (const size of sizes) svg.append(words(String(size), { class: "tick", x: x(size), y: height - ROOM.bottom + 20, "text-anchor": "middle" }));
  svg.append(words(across, { class: "tick", x: width - ROOM.right, y: height - 4, "text-anchor": "end" }));
  svg.append(words(`${up}, better is higher`, { class: "tick", x: 0, y: 12 }));

  const at = (/** @type {string} */ name) => points.filter((one) => one.series === name).sort((a, b) => a.size - b.size);
  const [top = [], bottom = []] = [at(series[0] ?? ""), at(series.at(-1) ?? "")];
  const outline = [...top, ...[...bottom].reverse()].map((one) => `${x(one.size)},${y(one.value)}`);
  svg.append(make("polygon", { class: "between", points: outline.join(" ") }));
  for (const name of series) {
    svg.append(make("polyline", { class: `curve ${name}`, points: at(name).map((one) => `${x(one.size)},${y(one.value)}`).join(" ") }));
  }
  for (const [place, name] of series.entries()) {
    const line = at(name);
    const named = widest(sizes, at(series[0] ?? ""), at(series.at(-1) ?? ""));
    const point = line.find((one) => one.size === named);
    if (!point) continue;
    const below = place === series.length - 1;
    const away = place === 0 ? -AIR : AIR + 9;
    const beside = point.size === first || (place !== 0 && !below);
    svg.append(words(name, { class: `name ${name}`, x: x(point.size) + (beside ? 10 : 0), y: y(point.value) + away, "text-anchor": beside ? "start" : "middle" }));
  }
  /** @type {{ point: Point, mark: SVGElement }[]} */
  const marks = [];
  for (const name of series) {
    for (const point of at(name)) {
      const mark = make("circle", { class: `stop ${name}`, cx: x(point.size), cy: y(point.value), r: 5.5, role: "button", tabindex: -1, "aria-label": `${name} of ${point.size}: ${point.value.toFixed(digits)} ${up}` });
      mark.addEventListener("focus", () => choose(point));
      mark.addEventListener("pointerenter", () => choose(point));
      mark.addEventListener("click", () => choose(point));
      svg.append(mark);
      marks.push({ point, mark });
    }
  }
  svg.addEventListener("keydown", (event) => {
    const now = marks.find(({ mark }) => mark === document.activeElement);
    if (!now) return;
    const across_ = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    const down = { ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0;
    if (!across_ && !down) return;
    event.preventDefault();
    const size = sizes[sizes.indexOf(now.point.size) + across_];
    const name = series[series.indexOf(now.point.series) + down];
    const next = marks.find(({ point }) => point.size === size && point.series === name);
    if (next) next.mark.focus();
  });

  /** @param {Point} point */
  function choose(point) {
    for (const { point: other, mark } of marks) {
      const chosen = other.size === point.size && other.series === point.series;
      mark.classList.toggle("chosen", chosen);
      mark.setAttribute("tabindex", chosen ? "0" : "-1");
      mark.setAttribute("aria-pressed", String(chosen));
    }
    read(point);
  }
  return { svg, choose };
}

/** The size at which the outer curves are farthest apart. @param {number[]} sizes @param {Point[]} top @param {Point[]} bottom */
function widest(sizes, top, bottom) {
  const gap = (/** @type {number} */ size) =>
    Math.abs((top.find((one) => one.size === size)?.value ?? 0) - (bottom.find((one) => one.size === size)?.value ?? 0));
  return sizes.reduce((best, size) => (gap(size) > gap(best) ? size : best), sizes[0] ?? 0);
}

/** Round numbers between two. @param {number} low @param {number} high */
export function ticks(low, high) {
  const raw = (high - low) / TICKS || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((one) => one * power >= raw) ?? 10) * power;
  const found = [];
  for (let place = Math.ceil(low / step); place * step <= high + 1e-9; place++) found.push(place * step);
  return found;
}

/** @param {number} value */
const trimmed = (value) => String(Number(value.toPrecision(6))).replace("-", "\u2212");

/** @param {string} name @param {Record<string, string | number>} attributes */
function make(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return /** @type {SVGElement} */ (made);
}

/** @param {string} text @param {Record<string, string | number>} attributes */
function words(text, attributes) {
  const made = make("text", attributes);
  made.textContent = text;
  return made;
}
