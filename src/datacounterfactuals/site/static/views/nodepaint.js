// The picture of a lattice of nodes.

import { fraction, number, share, signed, worldInWords } from "../lib/format.js";
import { STATE } from "../lib/cells.js";
import { svg } from "../lib/svg.js";
import { without } from "./cellwords.js";
import { MARGIN } from "./nodes.js";

/** @import { Shown } from "../types.js" */
/** @import { Hasse } from "../lib/hasse.js" */
/** @import { Plan, Spot } from "./nodes.js" */

/** @typedef {{ rows: number[], names: string[] } | null} Walked */

const CROWD = 1500; // lines that are too many to be followed
const NUDGE = 7; // how far a step's cost stands from its line

/**
 * @param {Required<Shown>} shown
 * @param {Hasse} hasse
 * @param {Plan} plan
 * @param {Walked} walked
 */
export function drawNodes(shown, hasse, plan, walked) {
  const { rows } = shown.table;
  const about = shown.table.columns[shown.selected.column]?.name ?? "";
  const on = new Set(walked?.rows ?? []);
  return svg(
    "svg",
    {
      class: "hasse",
      role: "grid",
      "aria-label": `Lattice of training sets, ${about}`,
      "aria-rowcount": hasse.layers.length,
      "aria-colcount": Math.max(...hasse.layers.map((layer) => layer.length)),
      width: plan.width,
      height: plan.height,
      viewBox: `0 0 ${plan.width} ${plan.height}`,
    },
    patterns(),
    edges(hasse, plan, shown.selected.row),
    line(walked, plan),
    ...hasse.layers.map((layer, place) => {
      const size = rows.size(layer[0] ?? 0);
      return svg(
        "g",
        { role: "row", "aria-rowindex": place + 1 },
        svg("text", { class: "size", x: MARGIN - 10, y: plan.middles[place], role: "rowheader", "aria-label": `${size} of ${rows.members.length}` }, String(size)),
        ...layer.map((row, at) => node(shown, plan, row, at, on.has(row))),
      );
    }),
    costs(shown, plan, walked),
  );
}

/**
 * Draw again what another choice changes: two nodes, and the lines of the new one.
 * @param {Element} host
 * @param {Required<Shown>} shown
 * @param {Hasse} hasse
 * @param {Plan} plan
 * @param {Walked} walked
 * @param {number} before the row that was chosen
 */
export function moveChosen(host, shown, hasse, plan, walked, before) {
  for (const row of [before, shown.selected.row]) {
    const old = host.querySelector(`.node[data-row="${row}"]`);
    const at = Number(old?.getAttribute("aria-colindex")) - 1;
    old?.replaceWith(node(shown, plan, row, at, walked?.rows.includes(row) ?? false));
  }
  host.querySelector(".edges.near")?.setAttribute("d", nearEdges(hasse, plan, shown.selected.row));
}

/** The lines of one node. @param {Hasse} hasse @param {Plan} plan @param {number} row */
const nearEdges = (hasse, plan, row) =>
  [...hasse.up(row).map((other) => lineOf(plan, other, row)), ...hasse.down(row).map((other) => lineOf(plan, row, other))].join("");

/** What is hatched. */
export const patterns = () =>
  svg(
    "defs",
    {},
    hatching("hatch-absent", "hatched"),
    hatching("hatch-paid", "hatched paid"),
    hatching("hatch-predicted", "hatched over"),
  );

/** @param {string} id @param {string} look */
const hatching = (id, look) =>
  svg("pattern", { id, class: look, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, svg("path", { d: "M0 0V5" }));

/** All lines, and those of the selected node again. @param {Hasse} hasse @param {Plan} plan @param {number} selected */
function edges(hasse, plan, selected) {
  const all = [];
  for (const layer of hasse.layers) {
    for (const row of layer) {
      for (const other of hasse.down(row)) all.push(lineOf(plan, row, other));
    }
  }
  return svg("g", { "aria-hidden": "true" }, svg("path", { class: all.length > CROWD ? "edges crowd" : plan.dotted ? "edges" : "edges many", d: all.join("") }), svg("path", { class: "edges near", d: nearEdges(hasse, plan, selected) }));
}

/** From the lower side of one node (under its dots) to the upper side of the other. @param {Plan} plan @param {number} high @param {number} low */
function lineOf({ spots, tall, dotted }, high, low) {
  const [from, to] = [spots.get(high), spots.get(low)];
  if (!from || !to) return "";
  return `M${round(from.x)} ${round(from.y + tall / 2 + (dotted ? 13 : 0))}L${round(to.x)} ${round(to.y - tall / 2)}`;
}

/** @param {Required<Shown>} shown @param {Plan} plan @param {number} row @param {number} at @param {boolean} walked */
function node(shown, plan, row, at, walked) {
  const { table, scales, selected, paint, needs, cover, predicted } = shown;
  const { column } = selected;
  const spot = /** @type {Spot} */ (plan.spots.get(row));
  const scale = scales.get(table.columns[column]?.scale ?? "");
  const value = table.oriented[column]?.[row] ?? NaN;
  const state = table.states[row] ?? STATE.absent;
  const covered = cover(row, column);
  const held = scale && !Number.isNaN(value) && !covered;
  const look = held ? shown.colour(share(scale, value)) : null;
  const weight = covered !== "paid" && covered !== "shut" && paint?.column === column ? (paint.coefficients[row] ?? 0) : 0;
  const thick = Math.min(1.75, plan.tall / 8);
  const ring = weight ? thick + thick * (Math.abs(weight) / (paint?.most || 1)) : 0;
  const read = paint?.column === column && paint.read.has(row);
  const chosen = row === selected.row;
  const against = shown.against?.row === row;
  const { wide, tall } = plan;
  const text = held ? number(table.shown[column]?.[row] ?? NaN, scale.digits) : without(state, covered);
  const words = [`${worldInWords(table.rows, row)}: ${text}`, weight ? `weight ${weight > 0 ? "+" : "\u2212"}${fraction(weight)}` : "", held && predicted(row, column) ? "predicted" : "", walked ? "on the path" : ""];
  const box = { x: -wide / 2, y: -tall / 2, width: wide, height: tall, rx: wide > 20 ? 3 : 2 };
  return svg(
    "g",
    {
      class: ["node", chosen ? "chosen" : "", against ? "against" : "", walked ? "walked" : "", weight > 0 ? "plus" : weight < 0 ? "minus" : "", held ? "" : covered || "absent"].filter(Boolean).join(" "),
      role: "gridcell",
      "aria-colindex": at + 1,
      "aria-selected": String(chosen),
      "aria-label": words.filter(Boolean).join(", "),
      tabindex: chosen ? 0 : -1,
      "data-row": row,
      transform: `translate(${round(spot.x)} ${round(spot.y)})`,
    },
    chosen || against ? svg("rect", { class: "mark", ...grown(box, 3.2) }) : null,
    walked && !chosen ? svg("rect", { class: "passed", ...grown(box, 1.6) }) : null,
    svg("rect", { class: "body", ...box, fill: look ? look.ground : covered === "shut" ? "var(--line)" : covered ? "url(#hatch-paid)" : "url(#hatch-absent)" }),
    held && predicted(row, column) ? svg("rect", { ...box, fill: "url(#hatch-predicted)" }) : null,
    ring || read || needs?.[row] ? svg("rect", { class: ring ? "ring" : "ring read", ...grown(box, -(ring || 2) / 2), "stroke-width": ring || 2 }) : null,
    plan.numbered && held ? svg("text", { class: wide < 38 ? "small" : "", x: 0, y: 0, fill: look?.ink }, text) : null,
    plan.dotted ? dotsOf(shown, row, weight !== 0, tall / 2 + 8, wide) : null,
  );
}

/** @param {{ x: number, y: number, width: number, height: number, rx: number }} box @param {number} by */
const grown = (box, by) => ({ x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by, rx: Math.max(0, box.rx + by * 0.7) });

/** @param {Required<Shown>} shown @param {number} row @param {boolean} used @param {number} y @param {number} wide */
function dotsOf({ table: { rows }, paint }, row, used, y, wide) {
  const step = Math.min(9, wide / rows.members.length);
  const from = (-step * (rows.members.length - 1)) / 2;
  return svg(
    "g",
    { "aria-hidden": "true" },
    rows.members.map((name, member) => {
      const weight = rows.weight(row, member);
      const look = weight > 0 ? "on" : used && paint?.about.has(name) ? "gone" : "off";
      return svg("circle", { class: `dot ${look}`, cx: round(from + member * step), cy: y, r: Math.min(2.8, step / 2 - 0.6) });
    }),
  );
}

/** @param {Walked} walked @param {Plan} plan */
function line(walked, plan) {
  if (!walked) return null;
  const points = walked.rows.map((row) => plan.spots.get(row)).filter((spot) => spot !== undefined);
  return svg("polyline", { class: "walk", "aria-hidden": "true", points: points.map(({ x, y }) => `${round(x)},${round(y)}`).join(" ") });
}

/** What each step costs, beside its line, and what all do, beside the end. @param {Required<Shown>} shown @param {Plan} plan @param {Walked} walked */
function costs(shown, plan, walked) {
  if (!walked || walked.names.length === 0) return null;
  const { table, selected, scales } = shown;
  const values = table.oriented[selected.column] ?? new Float32Array();
  const digits = scales.get(table.columns[selected.column]?.scale ?? "")?.digits ?? 2;
  const gain = (/** @type {number} */ from, /** @type {number} */ to) => (shown.cover(from, selected.column) || shown.cover(to, selected.column) ? NaN : (values[to] ?? NaN) - (values[from] ?? NaN));
  const labels = walked.names.map((_, step) => {
    const [from, to] = [walked.rows[step] ?? 0, walked.rows[step + 1] ?? 0];
    const [a, b] = [plan.spots.get(from), plan.spots.get(to)];
    if (!a || !b) return null;
    const left = b.x < a.x - 1;
    const lift = plan.dotted ? 6.5 : 0; // the dots' half
    return cost(gain(from, to), digits, (a.x + b.x) / 2 + (left ? -NUDGE : NUDGE), (a.y + b.y) / 2 + lift, left ? "end" : "start", "");
  });
  const end = plan.spots.get(walked.rows.at(-1) ?? 0);
  const whole = gain(walked.rows[0] ?? 0, walked.rows.at(-1) ?? 0);
  if (end && labels.length > 1) {
    const down = end.y > (plan.spots.get(walked.rows[0] ?? 0)?.y ?? 0);
    const far = plan.tall / 2 + (down && plan.dotted ? 23 : 12);
    const x = Math.max(40, Math.min(plan.width - 40, end.x));
    labels.push(cost(whole, digits, x, end.y + (down ? far : -far), "middle", " in all"));
  }
  return svg("g", { class: "costs", "aria-hidden": "true" }, labels.filter((one) => one !== null));
}

/** @param {number} value @param {number} digits @param {number} x @param {number} y @param {string} anchor @param {string} more */
const cost = (value, digits, x, y, anchor, more) =>
  svg("text", { class: value > 0 ? "help" : value < 0 ? "harm" : "", x: round(x), y: round(y), "text-anchor": anchor }, signed(value, digits) + more);

/** @param {number} value */
const round = (value) => Math.round(10 * value) / 10;
