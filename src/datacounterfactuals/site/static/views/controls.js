// Above the grid, on the right: how much of it is trained, the metric, the columns.

import { el, fill } from "../lib/dom.js";
import { STATE } from "../lib/cells.js";
import { count, duration, number, several } from "../lib/format.js";

/** @import { CellTable, JobProgress, Scale, Scene, StudyInfo } from "../types.js" */
/** @import { Child } from "../lib/dom.js" */

/**
 * @param {HTMLElement} host
 * @param {StudyInfo} study
 * @param {string} metric
 * @param {(metric: string) => void} choose
 */
export function showMetrics(host, study, metric, choose) {
  const select = el(
    "select",
    { id: "metric", onchange: () => choose(select.value) },
    study.metrics.map((one) => el("option", { value: one.name, selected: one.name === metric }, one.title)),
  );
  fill(host, el("label", { for: "metric" }, "read by "), select);
}

/**
 * @param {HTMLElement} host
 * @param {CellTable} table
 * @param {number[]} shown
 * @param {(names: string[] | null) => void} choose
 */
export function showColumns(host, table, shown, choose) {
  host.hidden = table.columns.length < 2;
  const open = host.querySelector("details")?.open ?? false;
  const boxes = table.columns.map((column, place) => ({
    name: column.name,
    box: el("input", {
      type: "checkbox",
      checked: shown.includes(place),
      onchange: () => {
        const names = boxes.filter((one) => one.box.checked).map((one) => one.name);
        if (names.length === 0) return choose(null);
        return choose(names.length === boxes.length ? null : names);
      },
    }),
  }));
  const focused = [...host.querySelectorAll("input")].indexOf(/** @type {HTMLInputElement} */ (document.activeElement));
  const words = shown.length === table.columns.length ? "all columns" : `${shown.length} of ${several(table.columns.length, "column")}`;
  fill(
    host,
    el(
      "details",
      { open },
      el("summary", {}, words),
      el("fieldset", {}, el("legend", { class: "hidden" }, "columns that are shown"), boxes.map((one) => el("label", {}, one.box, one.name))),
    ),
  );
  if (focused >= 0) boxes[focused]?.box.focus();
}

/**
 * How much of the grid is trained, and what may be done about the rest.
 * @param {HTMLElement} host
 * @param {object} what
 * @param {StudyInfo} what.study
 * @param {CellTable} what.table
 * @param {number} what.columns how many are shown
 * @param {Scene["cover"]} what.cover
 * @param {JobProgress | null} what.progress of a fill that runs now
 * @param {boolean} what.filling
 * @param {() => void} what.fillIt
 * @param {() => void} what.stop
 */
export function showExtent(host, { study, table, columns, cover, progress, filling, fillIt, stop }) {
  const worlds = table.rows.count;
  const tally = (/** @type {number} */ state) => table.states.reduce((sum, one) => sum + (one === state ? 1 : 0), 0);
  const open = table.states.filter((_, row) => cover(row, -1) !== "shut").length; // no column: the row itself
  const absent = open === worlds ? tally(STATE.absent) : table.states.reduce((sum, one, row) => sum + (one === STATE.absent && cover(row, -1) !== "shut" ? 1 : 0), 0);
  const failed = tally(STATE.failed);
  const part = worlds < Number(study.worlds);
  const extent = [
    part ? `${count(worlds)} of ` : "",
    ...(part ? big(study.worlds) : [several(worlds, "world")]),
    ` \u00d7 ${several(columns, "column")}`,
  ];
  if (filling) {
    const at = progress;
    const words = at ? `${count(at.done)} of ${several(at.total, "row")}, ${count(Math.round(at.rate))} a second${at.eta === null ? "" : `, ${duration(at.eta)} left`}` : "starting";
    return fill(
      host,
      el("progress", { value: at?.done ?? null, max: at?.total || 1, "aria-label": "training" }),
      ` ${words} `,
      el("button", { type: "button", class: "quiet", onclick: stop }, "Stop"),
    );
  }
  const done = study.learner ? "trained" : "there";
  const state = absent === 0 ? (open === worlds ? `all ${done}` : `all ${count(open)} that are open ${done}`) : absent === open ? "none trained yet" : `${count(open - absent)} ${study.learner ? "trained" : "run"}`;
  const button =
    absent && !study.refusal
      ? el("button", { type: "button", id: "fill", onclick: fillIt }, `Train ${absent === open ? "all" : "the other"} ${count(absent)}`)
      : null;
  const why = absent && study.refusal ? el("span", { class: "why" }, ` ${study.refusal.problem.charAt(0).toUpperCase()}${study.refusal.problem.slice(1)}. ${study.refusal.remedy}.`) : null;
  return fill(host, extent, `, ${state}${failed ? `, ${count(failed)} failed` : ""}${why ? "." : ""} `, button, why);
}

/** A number of worlds, however large. @param {string} digits @returns {Child[]} */
function big(digits) {
  return digits.length <= 9
    ? [several(Number(digits), "world")]
    : ["about 10", el("sup", {}, digits.length - 1), " worlds"];
}

/**
 * The colour scale of the grid, from worst to best.
 * @param {HTMLElement} host
 * @param {CellTable} table
 * @param {number[]} columns
 * @param {Map<string, Scale>} scales
 * @param {(share: number) => { ground: string }} colour
 * @param {{ paid?: boolean, shut?: boolean, needs?: Uint8Array | null, trains?: boolean }} [marks] what else is marked
 */
export function showLegend(host, table, columns, scales, colour, { paid = false, shut = false, needs = null, trains = true } = {}) {
  const keys = [...new Set(columns.map((column) => table.columns[column]?.scale ?? ""))].slice(0, 3);
  const stops = Array.from({ length: 9 }, (_, step) => `${colour(step / 8).ground} ${(100 * step) / 8}%`);
  const worlds = table.states;
  const notes = [
    needs?.includes(1) ? el("span", { class: "sample needed" }, "needed, held") : null,
    needs?.includes(2) ? el("span", { class: "sample lacking" }, "needed, missing") : null,
    paid ? el("span", { class: "sample paid" }, "not paid for") : null,
    shut ? el("span", { class: "sample shut" }, "shut by use rights") : null,
    table.predicted.some((one) => one) ? el("span", { class: "sample foretold" }, "predicted") : null,
    lacking(table) ? el("span", { class: "sample absent" }, trains ? "not trained" : "not run") : null,
    worlds.includes(STATE.failed) ? el("span", { class: "sample absent" }, "failed") : null,
    worlds.includes(STATE.fallback) ? el("span", { class: "sample fallback" }, el("u", {}, "0"), " fallback: nothing to fit") : null,
  ];
  fill(
    host,
    keys.map((key) => {
      const scale = scales.get(key);
      const column = table.columns.find((one) => one.scale === key);
      if (!scale || !column || !Number.isFinite(scale.worst)) return null;
      const [worst, best] = [scale.worst * scale.better, scale.best * scale.better];
      const bar = el("span", { class: "bar", "aria-hidden": "true" });
      bar.style.backgroundImage = `linear-gradient(90deg, ${stops.join(", ")})`;
      const unit = `${column.fold === "gap" ? "gap in " : ""}${column.unit || column.metric}`;
      return el("span", { class: "scale" }, `${number(worst, scale.digits)} `, bar, ` ${number(best, scale.digits)} ${unit} (better)`);
    }),
    notes,
  );
}

/** Whether some row has neither a run nor a prediction. @param {CellTable} table */
const lacking = (table) => table.states.some((state, row) => state === STATE.absent && table.shown.some((column) => Number.isNaN(column[row] ?? NaN)));

/**
 * What the objects stand for, where their names do not say.
 * @param {HTMLElement} host
 * @param {readonly string[]} names
 * @param {ReadonlyMap<string, string>} labels
 */
export function showObjects(host, names, labels) {
  const known = names.filter((name) => labels.has(name)).slice(0, 32);
  host.hidden = known.length === 0;
  fill(
    host,
    known.flatMap((name, place) => [place ? ", " : "", el("b", {}, name), ` ${labels.get(name)}`]),
  );
}
