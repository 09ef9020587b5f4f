// The explorer: its state, what it holds, and what happens when something is chosen.

import { getCells, getJob, getQuestions, getStudy, plan, Problem, startAsk, startFill, stopJob } from "../lib/api.js";
import { blank, findWorld, lettered, readAddress, spellWorld, writeAddress } from "../lib/address.js";
import { decode, STATE } from "../lib/cells.js";
import { ramp } from "../lib/colour.js";
import { el, part } from "../lib/dom.js";
import { scalesOf, several } from "../lib/format.js";
import { createGrid } from "../views/grid.js";
import { showCatalogue } from "../views/catalogue.js";
import { showColumns, showExtent, showLegend, showMetrics, showObjects } from "../views/controls.js";
import { showReading } from "../views/sum.js";
import { createPanel } from "../views/panel.js";

/** @import { CellTable, JobInfo, JobProgress, PageState, Plan, QuestionInfo, Scale, StudyInfo } from "../types.js" */

const LOOK_AGAIN = 250; // milliseconds between looks at a job
const QUICK = 64; // so many missing rows, if they take QUICK_SECONDS at most, are trained unasked
const QUICK_SECONDS = 2;

const name = document.body.dataset["study"] ?? "";
const darkness = matchMedia("(prefers-color-scheme: dark)");
/** @type {PageState} */
let state = readAddress(location.search);
/** @type {StudyInfo} */
let study;
/** @type {QuestionInfo[]} */
let questions = [];
/** @type {CellTable} */
let table;
/** @type {{ id: string, progress: JobProgress | null } | null} */
let filling = null;
/** @type {{ table: CellTable, scales: Map<string, Scale> } | null} */
let scaled = null;
let colour = ramp(darkness.matches);
let asking = 0; // the number of the question that is being asked: replies to older ones are dropped

const grid = createGrid(part("grid"), (row, column) => {
  go({ world: spellWorld(table.rows, row), column: table.columns[column]?.name ?? null }, false);
});
const panel = createPanel(part("answer"), part("sum"), {
  study: name,
  choose: (label, column) => go(column === null ? { label } : { label, column }, false),
  ask: (parameters) => go({ parameters, label: null }, true),
  train: () => void ask(true),
  stop: () => void (panel.job && stopJob(panel.job)),
  link: () => location.origin + location.pathname + writeAddress(state),
});

/** Change the state; `step` makes it one that Back returns from. @param {Partial<PageState>} change @param {boolean} step */
function go(change, step) {
  const before = state;
  state = { ...state, ...change };
  const address = location.pathname + writeAddress(state);
  if (step) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  void follow(before);
}

/** Bring the page up to date after a change of state. @param {PageState} before */
async function follow(before) {
  if (before.metric !== state.metric) await loadCells();
  if (asks(before) !== asks(state)) void ask(false);
  else if (before.metric === state.metric && before.show === state.show) renderCells();
  else render();
}

/** What decides the answer. @param {PageState} at */
const asks = (at) => JSON.stringify([at.question, Object.entries(at.parameters).sort(), at.metric]);

async function loadCells() {
  const metric = state.metric;
  try {
    const cells = decode(await getCells(name, metric));
    if (metric === state.metric) table = cells;
  } catch (error) {
    if (!(error instanceof Problem) || metric === null) throw error;
    state = { ...state, metric: null }; // a metric of another study, from an old address
    return loadCells();
  }
}

/** Ask the question of the state, after saying what it costs. @param {boolean} willing to train whatever is missing */
async function ask(willing) {
  const mine = ++asking;
  const question = questions.find((one) => one.name === state.question) ?? null;
  panel.begin(question, state);
  render();
  if (!question) return;
  const wanted = { question: question.name, parameters: state.parameters, metric: state.metric };
  try {
    const planned = await plan(name, wanted);
    if (mine !== asking) return;
    const goes = willing || cheap(planned);
    panel.planned(planned, goes);
    if (!goes) return render();
    await watch(await startAsk(name, wanted), (job) => mine === asking && panel.follow(job), () => mine === asking);
    if (mine === asking && planned.to_train) await loadCells();
  } catch (error) {
    if (mine === asking) panel.fail(problem(error));
  }
  if (mine === asking) render();
}

/** @param {Plan} planned */
const cheap = (planned) =>
  planned.to_train === 0 ||
  planned.refusal !== null ||
  (planned.seconds === null ? planned.to_train <= QUICK / 4 : planned.to_train <= QUICK && planned.seconds <= QUICK_SECONDS);

async function fillGrid() {
  try {
    await watchFill(await startFill(name, { metric: state.metric }));
  } catch (error) {
    report(problem(error));
  }
}

/** Follow a fill, with the cells as they come. @param {JobInfo} job */
async function watchFill(job) {
  filling = { id: job.id, progress: job.progress };
  render();
  let seen = 0;
  let last = job;
  try {
    last = await watch(job, async (now) => {
      filling = { id: now.id, progress: now.progress };
      const done = now.progress?.done ?? 0;
      if (done > seen) await loadCells();
      seen = done;
      render();
    });
  } finally {
    filling = null;
  }
  await loadCells();
  if (last.fault) report(new Problem(last.fault.problem, last.fault.remedy, 0));
  if (state.question && !panel.answered) void ask(false);
  render();
}

/**
 * Look at a job until it ends.
 * @param {JobInfo} job
 * @param {(job: JobInfo) => unknown} tell
 * @param {() => boolean} [wanted]
 */
async function watch(job, tell, wanted = () => true) {
  await tell(job);
  while (job.state === "running" && wanted()) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
    job = await getJob(job.id);
    await tell(job);
  }
  if (job.state === "running") await stopJob(job.id);
  return job;
}

/** What depends on the selection: the grid, the sentences under it, the answer. */
function renderCells() {
  if (!table) return;
  const shown = shownColumns();
  const scales = scalesNow();
  const selected = { row: selectedRow(), column: selectedColumn(shown) };
  const paint = panel.show({ state, table, columns: shown, selected, dark: darkness.matches, labels: labels() });
  grid.show({ table, columns: shown, scales, colour, selected, paint, caption });
  showReading(part("reading"), table, selected, scales);
}

function scalesNow() {
  if (scaled?.table !== table) scaled = { table, scales: scalesOf(table) };
  return scaled.scales;
}

/** What the objects stand for, where their names do not say. */
const labels = () => new Map(study.objects.filter((one) => one.label).map((one) => [one.name, one.label]));

function render() {
  if (!table) return;
  const shown = shownColumns();
  const metric = state.metric ?? study.metric;
  showCatalogue(
    part("catalogue"),
    questions,
    state.question,
    (question) => location.pathname + writeAddress({ ...state, question, parameters: {}, label: null }),
    (question) => go({ question, parameters: {}, label: null }, true),
  );
  showObjects(part("objects"), table.rows.members, labels());
  showMetrics(part("metrics"), study, metric, (chosen) => go({ metric: chosen === study.metric ? null : chosen }, true));
  showColumns(part("columns"), table, shown, (show) => go({ show }, true));
  showExtent(part("extent"), {
    study,
    table,
    columns: shown.length,
    progress: filling?.progress ?? null,
    filling: filling !== null,
    fillIt: () => void fillGrid(),
    stop: () => void (filling && stopJob(filling.id)),
  });
  part("keys").textContent = `arrows ${lettered(table.rows.members) ? "and letters " : ""}move`;
  showLegend(part("legend"), table, shown, scalesNow(), colour);
  renderCells();
}

/** What stands under a column's name. @param {number} column */
function caption(column) {
  const about = table.columns[column];
  const points = study.slices.find((one) => one.name === about?.name)?.points;
  const object = study.objects.find((one) => one.label && one.label === about?.name && !one.reserve);
  if (points && about?.fold === "slice") {
    const [many = "", word = ""] = several(points, "point").split(" ");
    return [object ? `${object.name} \u00b7 ` : "", many, el("span", { class: "word" }, ` ${word}`)];
  }
  return [about?.unit || about?.metric || ""];
}

function shownColumns() {
  const all = table.columns.map((_, place) => place);
  const some = all.filter((place) => state.show?.includes(table.columns[place]?.name ?? "") ?? true);
  return some.length ? some : all;
}

function selectedRow() {
  const found = state.world === null ? -1 : findWorld(table.rows, state.world);
  return found >= 0 ? found : (table.order[0] ?? 0);
}

/** @param {number[]} shown */
function selectedColumn(shown) {
  return shown.find((place) => table.columns[place]?.name === state.column) ?? shown[0] ?? 0;
}

/** @param {unknown} error */
const problem = (error) => (error instanceof Problem ? error : new Problem("the page failed", String(error), 0));

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
    if (state.question && !questions.some((one) => one.name === state.question)) {
      state = { ...blank(), metric: state.metric };
    }
    document.body.classList.add("ready");
    void ask(false);
    if (study.filling) await watchFill(await getJob(study.filling));
    else if (table.states.includes(STATE.absent)) render();
  } catch (error) {
    report(problem(error));
  }
}

addEventListener("popstate", () => {
  const before = state;
  state = readAddress(location.search);
  void follow(before);
});
darkness.addEventListener("change", () => {
  colour = ramp(darkness.matches);
  render();
});
void start();
