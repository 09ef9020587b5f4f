// The envelope: by size the best row, the mean row and the worst row, on one column at a time.

import { writeAddress, findWorld } from "../lib/address.js";
import { Problem } from "../lib/api.js";
import { el, fill } from "../lib/dom.js";
import { count, digitsFor, number, several, worldInWords } from "../lib/format.js";
import { heldAt } from "../lib/held.js";
import { drawCurves } from "../views/curves.js";
import { dots } from "../views/dots.js";
import { lacking, stage } from "../views/stage.js";

/** @import { Point } from "../views/curves.js" */

const SERIES = ["best", "mean", "worst"];
const WORDS = { best: "best row", mean: "mean row", worst: "worst row" };
const WIDEST = 1200;
const NARROWEST = 290;

/** @param {HTMLElement} figure @param {string} address @param {{ trains?: boolean }} [how] */
export async function mount(figure, address, how) {
  const { name, state, study, table, answer } = await heldAt(address, how);
  if (answer?.question !== "envelope") throw new Problem(`${address} does not ask for the envelope`, "Add q=envelope to it", 0);
  const names = answer.columns.map((one) => one.name);
  let column = Math.max(0, names.indexOf(state.column ?? ""));
  /** @type {Point | null} */
  let chosen = null;
  const buttons = names.map((one, place) => el("button", { type: "button", class: "choice", onclick: () => ((column = place), show()) }, one));
  const host = el("div", { class: "plot" });
  const said = el("p", { class: "reading", role: "status" });
  const { lead } = stage(figure, address, el("p", { class: "choices", role: "group", "aria-label": "Column" }, buttons), host, said, lacking(answer));

  function show() {
    const about = answer?.columns[column];
    if (!answer || !about) return;
    for (const [place, button] of buttons.entries()) button.setAttribute("aria-pressed", String(place === column));
    const points = answer.labels.flatMap(([size = "", series = ""], row) => {
      const value = answer.values[row]?.[column];
      return typeof value === "number" ? [{ size: Number(size), series, value }] : [];
    });
    const spread = Math.max(...points.map((one) => one.value)) - Math.min(...points.map((one) => one.value));
    const digits = digitsFor(spread, 2);
    const { svg, choose } = drawCurves(
      {
        points,
        series: SERIES,
        better: about.better,
        digits,
        label: `Best, mean and worst row by number of objects on ${about.name}`,
        across: `objects in the training set`,
        up: about.unit || about.metric,
        width: Math.max(NARROWEST, Math.min(WIDEST, host.clientWidth || WIDEST)),
      },
      (point) => {
        chosen = point;
        tell(point, digits);
      },
    );
    fill(host, svg);
    const again = points.find((one) => one.size === chosen?.size && one.series === chosen.series);
    const first = points.find((one) => one.series === "worst" && one.size === study.roster.length - 1);
    const start = again ?? first ?? points[0];
    if (start) choose(start);
  }

  /** The point in words, with the row that it is. @param {Point} point @param {number} digits */
  function tell(point, digits) {
    const about = answer?.columns[column];
    if (!answer || !about) return;
    const unit = about.unit ? ` ${about.unit}` : "";
    const spelled = answer.facts[`${point.series} row of ${point.size} on ${about.name}`];
    const row = typeof spelled === "string" ? findWorld(table.rows, spelled === "empty" ? "-" : spelled) : -1;
    const sized = `${WORDS[/** @type {keyof typeof WORDS} */ (point.series)]} of ${several(point.size, "object")}`;
    const many = [...table.order].filter((one) => table.rows.size(one) === point.size).length;
    const what =
      point.series === "mean"
        ? ` over ${count(many)} ${many === 1 ? "row" : "rows"}`
        : row >= 0
          ? ` is ${worldInWords(table.rows, row)} `
          : typeof spelled === "string" ? ` is ${spelled}` : "";
    fill(said, `The ${sized} on ${about.name}${what}`, row >= 0 && point.series !== "mean" ? dots(table.rows, row, new Set()) : null, ": ", el("b", {}, number(point.value, digits)), `${unit}.`);
    const world = row >= 0 && typeof spelled === "string" ? (spelled === "empty" ? "-" : spelled) : null;
    lead(`/explorer/${encodeURIComponent(name)}${writeAddress({ ...state, column: about.name, world })}`);
  }

  let width = 0;
  new ResizeObserver(() => {
    if (host.clientWidth === width) return;
    width = host.clientWidth;
    show();
  }).observe(host);
}
