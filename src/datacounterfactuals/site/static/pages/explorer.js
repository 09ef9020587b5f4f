// The explorer: what it holds, and what happens when something is chosen.

import { getCells, getJob, getQuestions, getStudy, Problem, stopJob } from "../lib/api.js";
import { blank, lettered, spellWorld } from "../lib/address.js";
import { decode } from "../lib/cells.js";
import { sortsOf } from "../lib/order.js";
import { ramp } from "../lib/colour.js";
import { part } from "../lib/dom.js";
import { asks, createAsking } from "../explorer/asking.js";
import { createFilling } from "../explorer/filling.js";
import { sceneOf } from "../explorer/scene.js";
import { createState } from "../explorer/state.js";
import { createGrid } from "../views/grid.js";
import { showCatalogue } from "../views/catalogue.js";
import { showColumns, showExtent, showLegend, showMetrics, showObjects } from "../views/controls.js";
import { showReading } from "../views/sum.js";
import { createPanel } from "../views/panel.js";
import { showToolbar } from "../views/toolbar.js";

/** @import { CellTable, Hand, PageState, QuestionInfo, Stage, StudyInfo } from "../types.js" */

const name = document.body.dataset["study"] ?? "";
const darkness = matchMedia("(prefers-color-scheme: dark)");
const state = createState(follow);
/** @type {StudyInfo} */
let study;
/** @type {QuestionInfo[]} */
let questions = [];
/** @type {CellTable} */
let table;
let colour = ramp(darkness.matches);

/** @type {Hand} */
const hand = {
  select: (row, column) => state.go({ world: spellWorld(table.rows, row), column: nameOf(column) }, false),
  compare: (row, column) => state.go({ mode: "look", against: spellWorld(table.rows, row), beside: nameOf(column) }, false),
  turn: (change, step) => state.go(change, step),
};

// Ways of drawing the cells, by the `view` of the address: each has its own element in the page.
/** @type {{ view: PageState["view"], title: string, host: HTMLElement, stage: Stage }[]} */
const stages = [{ view: null, title: "Grid", host: part("grid"), stage: createGrid(part("grid"), hand) }];

const panel = createPanel(part("answer"), part("sum"), {
  study: name,
  choose: (label, column) => state.go(column === null ? { label } : { label, column }, false),
  ask: (parameters) => state.go({ parameters, label: null }, true),
  train: () => void asking.ask(true),
  stop: () => void (panel.job && stopJob(panel.job)),
  link: state.link,
});
const page = {
  state: () => state.now,
  metric: () => state.now.metric,
  questions: () => questions,
  render,
  reload: loadCells,
  problem,
  report,
  filled() {
    if (state.now.question && !panel.answered) void asking.ask(false);
    render();
  },
};
const asking = createAsking(name, panel, page);
const filling = createFilling(name, page);

/** Bring the page up to date after a change of state. @param {PageState} before */
async function follow(before) {
  const now = state.now;
  if (before.metric !== now.metric) await loadCells();
  if (asks(before) !== asks(now)) void asking.ask(false);
  else if (SELECTION.every((part) => Object.is(before[part], now[part]) || JSON.stringify(before[part]) === JSON.stringify(now[part]))) renderCells();
  else render();
}

/** What the parts around the cells show too. @type {(keyof PageState)[]} */
const SELECTION = ["metric", "show", "view", "sort", "mode", "plus", "paid", "tour", "step", "guess", "present"];

async function loadCells() {
  const { metric } = state.now;
  try {
    const cells = decode(await getCells(name, metric));
    if (metric === state.now.metric) table = cells;
  } catch (error) {
    if (!(error instanceof Problem) || metric === null) throw error;
    state.mend({ metric: null }); // a metric of another study, from an old address
    return loadCells();
  }
}

/** What depends on the selection: the cells, the sentences under them, the answer. */
function renderCells() {
  if (!table) return;
  const scene = sceneOf({ state: state.now, study, table, colour, dark: darkness.matches });
  scene.paint = panel.show(scene);
  const { view } = state.now;
  const current = stages.find((one) => one.view === view) ?? stages[0];
  for (const one of stages) one.host.hidden = one !== current;
  current?.stage.show(scene);
  showReading(part("reading"), table, scene.selected, scene.scales);
  return scene;
}

function render() {
  if (!table) return;
  const now = state.now;
  const metric = now.metric ?? study.metric;
  showCatalogue(
    part("catalogue"),
    questions,
    now.question,
    (question) => state.address({ question, parameters: {}, label: null }),
    (question) => state.go({ question, parameters: {}, label: null }, true),
  );
  showMetrics(part("metrics"), study, metric, (chosen) => state.go({ metric: chosen === study.metric ? null : chosen }, true));
  showToolbar(part("toolbar"), {
    state: now,
    go: (change) => state.go(change, true),
    views: stages.map((one) => [one.view, one.title]),
    sorts: sortsOf(table.rows),
    more: [],
  });
  const scene = renderCells();
  if (!scene) return;
  const { columns, scales, labels } = scene;
  showObjects(part("objects"), table.rows.members, labels);
  showColumns(part("columns"), table, columns, (show) => state.go({ show }, true));
  showExtent(part("extent"), {
    study,
    table,
    columns: columns.length,
    progress: filling.running?.progress ?? null,
    filling: filling.running !== null,
    fillIt: () => void filling.fill(),
    stop: filling.stop,
  });
  part("keys").textContent = `arrows ${lettered(table.rows.members) ? "and letters " : ""}move`;
  showLegend(part("legend"), table, columns, scales, colour);
}

/** @param {number} column */
const nameOf = (column) => table.columns[column]?.name ?? null;

/** @param {unknown} error */
function problem(error) {
  return error instanceof Problem ? error : new Problem("the page failed", String(error), 0);
}

/** @param {Problem} error */
function report(error) {
  const host = part("problem");
  host.textContent = `${error.problem}. ${error.remedy}${/[.?!]$/.test(error.remedy) ? "" : "."}`;
  host.hidden = false;
}

async function start() {
  try {
    const [found, catalogue] = await Promise.all([getStudy(name), getQuestions(), loadCells()]);
    study = found;
    questions = catalogue.questions;
    const asked = state.now.question;
    if (asked && !questions.some((one) => one.name === asked)) state.mend({ ...blank(), metric: state.now.metric });
    document.body.classList.add("ready");
    void asking.ask(false);
    if (study.filling) await filling.follow(await getJob(study.filling));
  } catch (error) {
    report(problem(error));
  }
}

darkness.addEventListener("change", () => {
  colour = ramp(darkness.matches);
  render();
});
void start();
