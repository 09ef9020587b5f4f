// The panel beside the grid: the question, what it would cost, and its answer; and the evidence that
// is painted on the grid.

import { chartAddress, readCells } from "../lib/api.js";
import { decode } from "../lib/cells.js";
import { evaluate } from "../lib/contrast.js";
import { el, fill } from "../lib/dom.js";
import { several } from "../lib/format.js";
import { rightsOf } from "../lib/rights.js";
import { digitsOf, heading, showAnswer } from "./answer.js";
import { settings } from "./catalogue.js";
import { createChart } from "./chart.js";
import { downloads } from "./downloads.js";
import { evidenceOf } from "./evidence.js";
import { showSum } from "./sum.js";
import { waiting } from "./waiting.js";

/** @import { Answer, Asked, CellTable, JobInfo, PageState, Paint, Plan, QuestionInfo, Scene, Summed } from "../types.js" */
/** @import { Problem } from "../lib/api.js" */
/** @import { Child } from "../lib/dom.js" */

const MOST_CHARTED = 6;
const PRINTED = 760; // pixels: the width of a chart to take away
const HIDDEN = {
  guess: "Say first what you expect; then the answer is shown.",
  paid: "This answer reads rows that are not paid for: the operator cannot know it. Pay for more, or go back to the real view.",
};

/**
 * @typedef {object} Acts what the panel asks of the page
 * @property {string} study
 * @property {(label: string[], column: string | null) => void} choose
 * @property {(parameters: Record<string, string>) => void} ask
 * @property {() => void} train
 * @property {() => void} stop
 * @property {() => string} link
 * @property {() => string} frame
 */

/** @param {HTMLElement} host @param {HTMLElement} sumHost @param {Acts} acts */
export function createPanel(host, sumHost, acts) {
  /** @type {QuestionInfo | null} */
  let question = null;
  /** @type {AskedFor | null} */
  let wanted = null;
  /** @type {Plan | null} */
  let plan = null;
  /** @type {JobInfo | null} */
  let job = null;
  /** @type {Asked | null} */
  let asked = null;
  /** @type {{ problem: string, remedy: string } | null} */
  let fault = null;
  /** @type {{ asked: Asked, label: number, table: CellTable } | null} cells of worlds that are no row of the page */
  let apart = null;
  let going = false;
  let drawn = ""; // what the answer was last drawn for
  /** @type {{ table: CellTable, paint: Paint | null } | null} */
  let painted = null;
  /** @type {{ plan: Plan, rows: Uint8Array } | null} */
  let needed = null;
  let typing = false; // whether something stands in the settings that was not asked yet
  const chart = createChart();
  host.addEventListener("input", () => (typing = true));

  /** @typedef {{ question: string, parameters: Record<string, string>, metric: string | null, plus?: string[], rights?: Record<string, string> }} AskedFor */

  /** @param {QuestionInfo | null} next @param {PageState} state */
  function begin(next, state) {
    const before = JSON.stringify(wanted);
    question = next;
    wanted = next && { question: next.name, parameters: state.parameters, metric: state.metric, ...(state.plus ? { plus: state.plus } : {}), ...(state.right?.length ? { rights: rightsOf(state.right) } : {}) };
    plan = job = asked = fault = apart = null;
    going = false;
    drawn = "";
    if (JSON.stringify(wanted) !== before) typing = false;
  }

  /** @param {JobInfo} next */
  function follow(next) {
    job = next;
    if (next.asked) asked = next.asked;
    if (next.fault) fault = next.fault;
    drawn = "";
    if (next.state === "running") wait();
  }

  /**
   * @param {Scene} around
   * @param {boolean} guessing whether the answer is to be guessed first
   * @param {Child} tours what may be done without a question
   * @returns {Paint | null}
   */
  function show(around, guessing, tours) {
    if (!question || !wanted) {
      drawn = "";
      fill(host, around.state.tour ? null : el("p", { class: "empty" }, "Choose a question: its answer stands here, and the cells that it is made of are marked on the grid."), tours);
      fill(sumHost);
      return null;
    }
    if (!asked) {
      wait();
      fill(sumHost);
      return null;
    }
    const { answer } = asked;
    const column = answer.columns.findIndex((one) => one.name === around.table.columns[around.selected.column]?.name);
    const label = pickedLabel(answer, around.state.label, Math.max(0, column));
    const paint = evidenceOn(answer, label, column, around);
    const hidden = guessing ? "guess" : unpaid(paint, around) ? "paid" : "";
    const key = JSON.stringify([label, column, around.columns, around.dark, hidden]);
    if (key === drawn && painted?.table === around.table) return painted.paint;
    if (hidden) {
      drawn = key;
      fill(host, heading(question, null), el("p", { class: "wait" }, HIDDEN[hidden]));
      fill(sumHost);
      painted = { table: around.table, paint: hidden === "paid" ? null : paint };
      return painted.paint;
    }
    if (key !== drawn) {
      drawn = key;
      const at = place();
      const focused = host.contains(document.activeElement) && document.activeElement?.classList.contains("value");
      const drawing = chartAddress(acts.study, wanted, { dark: around.dark, width: chartWidth(), columns: charted(answer, column, around) });
      const drawable = answer.chart.records.some((record) => typeof record["value"] === "number");
      const plain = chartAddress(acts.study, wanted, { dark: false, width: PRINTED, columns: charted(answer, column, around) });
      showAnswer(host, {
        question,
        asked,
        settings: form(question, wanted, openSettings()),
        chart: chart.host,
        columns: answer.columns.flatMap((one, place) => (visible(one.name, around) ? [place] : [])),
        picked: { label, column: Math.max(0, column) },
        pick: (row, place) => acts.choose(answer.labels[row] ?? [], inGrid(answer.columns[place]?.name, around)),
        labels: around.labels,
        request: { study: acts.study, ...wanted },
        link: acts.link,
        frame: acts.frame,
        downloads: () => downloads(acts.study, wanted?.metric ?? null, drawable ? plain : null, wanted?.plus),
      });
      resume(at);
      if (focused) /** @type {HTMLElement | null} */ (host.querySelector(".value[aria-pressed=true]"))?.focus({ preventScroll: true });
      void chart.show(drawable ? drawing : "");
    }
    painted = { table: around.table, paint };
    sayEvidence(answer, label, column, around);
    return paint;
  }

  /** @param {Answer} answer @param {number} label @param {number} column @param {Scene} around @returns {Paint} */
  function evidenceOn(answer, label, column, { table, selected }) {
    const about = new Set((answer.labels[label] ?? []).filter((name) => table.rows.members.includes(name)));
    const read = new Set(answer.cells.map((world) => table.rows.find(world)));
    if (answer.evidence && column >= 0) return evidenceOf(answer, label, table, selected.column).paint;
    return { column: selected.column, coefficients: new Float64Array(table.rows.count), most: 1, read, about };
  }

  /** The sum in words. @param {Answer} answer @param {number} label @param {number} column @param {Scene} around */
  function sayEvidence(answer, label, column, { table, selected }) {
    if (!answer.evidence || column < 0) {
      const cells = several(answer.cells.length, "cell");
      const here = answer.cells.filter((world) => table.rows.find(world) >= 0).length;
      const outlined = here === answer.cells.length ? "outlined on the grid" : `${here} of them outlined on the grid`;
      fill(sumHost, here ? `This answer is no single sum: it was read off ${cells}, ${outlined}.` : column < 0 ? "This answer was measured on other columns than the grid shows." : "This answer is no single sum of cells.");
      return;
    }
    const { summed, sign } = evidenceOf(answer, label, table, selected.column);
    if (!summed) return;
    const digits = digitsOf(answer, column);
    if (summed.outside.length && answer.evidence.kind === "terms") {
      addApart(answer, label, column, selected.column, digits, sign, summed);
    } else {
      showSum(sumHost, { answer, label, column, shownColumn: selected.column, table, summed, sign, digits });
    }
  }

  /**
   * Add up over worlds that are no row of the page: their cells are read first.
   * @param {Answer} answer @param {number} label @param {number} column @param {number} shownColumn
   * @param {number} digits @param {number} sign @param {Summed} summed
   */
  async function addApart(answer, label, column, shownColumn, digits, sign, summed) {
    if (answer.evidence?.kind !== "terms" || !asked) return;
    const mine = asked;
    if (apart?.asked !== asked || apart.label !== label) {
      fill(sumHost, `${several(summed.used, "cell")} enter; those beyond the rows above are being read.`);
      const { worlds, terms } = answer.evidence;
      const used = new Set(terms.filter(([at]) => at === label).map(([, place]) => place));
      const some = [...used].slice(0, 10_000).map((place) => worlds[place] ?? {});
      const found = decode(await readCells(acts.study, some, wanted?.metric ?? null, wanted?.plus));
      apart = { asked: mine, label, table: found };
    }
    if (asked !== mine) return;
    const { table } = apart;
    const oriented = table.oriented[shownColumn] ?? new Float32Array();
    const whole = evaluate(answer.evidence, label, { rows: table.rows, oriented });
    showSum(sumHost, { answer, label, column, shownColumn, table, summed: whole, sign, digits });
  }

  function wait() {
    if (!question || !wanted) return;
    const at = place();
    const settled = form(question, wanted, openSettings() || fault !== null);
    fill(host, heading(question, settled), waiting({ plan, job, going, fault }, acts));
    resume(at);
  }

  /** The settings, with what is being typed there. @param {QuestionInfo} of @param {AskedFor} at @param {boolean} open */
  function form(of, at, open) {
    const old = host.querySelector("details.settings form");
    const typed = typing && old instanceof HTMLFormElement ? [...new FormData(old)].map(([name, text]) => [name, String(text)]) : [];
    return settings(of, at.parameters, open, acts.ask, Object.fromEntries(typed), acts.study);
  }

  /** Where somebody types in the settings. */
  function place() {
    const field = document.activeElement;
    if (!(field instanceof HTMLInputElement) || !host.contains(field)) return null;
    return { id: field.id, start: field.selectionStart, end: field.selectionEnd };
  }

  /** Let them go on. @param {ReturnType<typeof place>} at */
  function resume(at) {
    const field = at && document.getElementById(at.id);
    if (!at || !(field instanceof HTMLInputElement)) return;
    field.focus({ preventScroll: true });
    field.setSelectionRange(at.start, at.end);
  }

  const chartWidth = () => Math.max(300, Math.min(760, (host.clientWidth || 372) + 16));

  const openSettings = () => host.querySelector("details.settings")?.hasAttribute("open") ?? false;

  return {
    begin,
    follow,
    show,
    /** @param {Plan} next @param {boolean} goes whether it is asked right away */
    planned(next, goes) {
      plan = next;
      going = goes;
      if (!asked) wait();
    },
    /** @param {Problem} problem */
    fail(problem) {
      fault = problem;
      wait();
    },
    get job() {
      return job?.state === "running" ? job.id : null;
    },
    /** Forget what is drawn: something else stands there. */
    leave() {
      drawn = "";
      painted = null;
    },
    /** By row, what the question needs, while it is not answered. */
    get needs() {
      if (asked || !plan) return null;
      needed = needed?.plan === plan ? needed : { plan, rows: Uint8Array.from(plan.needs, Number) };
      return needed.rows;
    },
    get answer() {
      return asked?.answer ?? null;
    },
    get answered() {
      return asked !== null && asked.answer.status === "complete";
    },
  };
}

/** Whether an answer reads a row that is not paid for. @param {Paint} paint @param {Scene} around */
const unpaid = ({ coefficients, read, column }, { cover, state }) =>
  state.paid !== null && (coefficients.some((weight, row) => weight !== 0 && cover(row, column) === "paid") || [...read].some((row) => row >= 0 && cover(row, column) === "paid"));

/** The label that is meant, else that of the largest value. @param {Answer} answer @param {string[] | null} label @param {number} column */
function pickedLabel(answer, label, column) {
  const wanted = label && answer.labels.findIndex((one) => one.join("\n") === label.join("\n"));
  if (wanted !== null && wanted >= 0) return wanted;
  const size = (/** @type {number} */ row) => Math.abs(answer.values[row]?.[column] ?? 0);
  return answer.labels.reduce((best, _, row) => (size(row) > size(best) ? row : best), 0);
}

/** A column of the answer is shown unless it is one of the grid's that is hidden. @param {string} name @param {Scene} around */
function visible(name, { table, columns }) {
  const place = table.columns.findIndex((column) => column.name === name);
  return place < 0 || columns.includes(place);
}

/** Few columns are drawn beside each other, of many the one that is selected. @param {Answer} answer @param {number} column @param {Scene} around */
function charted(answer, column, around) {
  const names = answer.columns.map((one) => one.name).filter((name) => visible(name, around));
  return names.length <= MOST_CHARTED ? names : [answer.columns[Math.max(0, column)]?.name ?? ""];
}

/** The name of a column if the grid shows it. @param {string | undefined} name @param {Scene} around */
const inGrid = (name, { table, columns }) =>
  columns.some((place) => table.columns[place]?.name === name) ? (name ?? null) : null;
