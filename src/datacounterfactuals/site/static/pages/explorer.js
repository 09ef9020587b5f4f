// The explorer: what it holds, and what happens when something is chosen.

import { getCells, getJob, getQuestions, getStudy, getTours, Problem, stopJob } from "../lib/api.js";
import { blank, spellNames, spellWorld, writeAddress } from "../lib/address.js";
import { decode, STATE } from "../lib/cells.js";
import { iframeLine } from "../lib/embedding.js";
import { ramp } from "../lib/colour.js";
import { part } from "../lib/dom.js";
import { rightsOf } from "../lib/rights.js";
import { at as root } from "../lib/root.js";
import { noTour, showChoices, showState } from "../explorer/around.js";
import { asks, createAsking } from "../explorer/asking.js";
import { createCovering } from "../explorer/covering.js";
import { createFilling } from "../explorer/filling.js";
import { createPresenting } from "../explorer/presenting.js";
import { rowOf, sceneOf } from "../explorer/scene.js";
import { createState } from "../explorer/state.js";
import { createLattice } from "../views/lattice.js";
import { showComparison } from "../views/comparison.js";
import { showReading } from "../views/sum.js";
import { createBoard } from "../views/extend.js";
import { showOperator, turned } from "../views/operator.js";
import { createPanel } from "../views/panel.js";
import { showRights } from "../views/rights.js";
import { showPlus } from "../views/plus.js";
import { hiddenRows, showTour, stateAt, tourAt, tourList } from "../views/tour.js";

/** @import { CellTable, Hand, PageState, QuestionInfo, Stage, StudyInfo, TourInfo } from "../types.js" */

const name = document.body.dataset["study"] ?? "";
const darkness = matchMedia("(prefers-color-scheme: dark)");
const state = createState(follow);
/** @type {StudyInfo} */
let study;
/** @type {QuestionInfo[]} */
let questions = [];
/** @type {TourInfo[]} */
let tours = [];
/** @type {CellTable} */
let table;
let colour = ramp(darkness.matches);

const SMALL = 1024; // so many rows are trained when a tour is entered

/** @type {Hand} */
const hand = {
  select: (row, column) => state.go({ world: spellWorld(table.rows, row), column: nameOf(column) }, false),
  compare: (row, column) => state.go({ mode: "look", against: spellWorld(table.rows, row), beside: nameOf(column) }, false),
  turn: (change, step) => state.go(change, step),
};

// Ways of drawing the cells, by the `view` of the address: each has its own element in the page.
/** @type {{ view: PageState["view"], title: string, host: HTMLElement, stage: Stage }[]} */
const stages = [
  { view: null, title: "Grid", host: part("grid"), stage: createBoard(part("grid"), part("blocks"), hand, (plus) => void extend(plus)) },
  { view: "lattice", title: "Lattice", host: part("lattice"), stage: createLattice(part("lattice"), hand) },
];

const panel = createPanel(part("answer"), part("sum"), {
  study: name,
  choose: (label, column) => state.go(column === null ? { label } : { label, column }, false),
  ask: (parameters) => state.go({ parameters, label: null }, true),
  train: () => void asking.ask(true),
  stop: () => void (panel.job && stopJob(panel.job)),
  link: state.link,
  frame,
});
const covering = createCovering();
const page = {
  state: () => state.now,
  metric: () => state.now.metric,
  plus: () => state.now.plus ?? [],
  rights: () => rightsOf(state.now.right),
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
createPresenting({
  presenting: () => state.now.present !== null,
  leave: () => state.go({ present: null }, true),
  walk(by) {
    const at = tourAt(tours, name, state.now);
    if (!at) return false;
    if (by > 0 && at.guessing) state.go({ guess: "?" }, true);
    else if (at.tour.steps[at.place + by]) state.go({ ...stateAt(at.tour, at.place + by), present: "yes" }, true);
    return true;
  },
});

/** Bring the page up to date after a change of state. @param {PageState} before */
async function follow(before) {
  const now = state.now;
  if (!same(before, now, ["plus"])) await Promise.all([loadStudy(), loadCells()]);
  else if (before.metric !== now.metric || (bound() && !same(before, now, ["right"]))) await loadCells();
  if (asks(before) !== asks(now)) void asking.ask(false);
  else if (same(before, now, SELECTION)) renderCells();
  else render();
}

/** What the parts around the cells show too. @type {(keyof PageState)[]} */
const SELECTION = ["metric", "show", "view", "sort", "mode", "plus", "paid", "right", "tour", "step", "guess", "present"];

/** @param {PageState} one @param {PageState} other @param {(keyof PageState)[]} parts */
const same = (one, other, parts) => parts.every((part) => Object.is(one[part], other[part]) || JSON.stringify(one[part]) === JSON.stringify(other[part]));

async function loadStudy() {
  const now = state.now;
  const found = await getStudy(name, now.plus ?? []);
  if (same(now, state.now, ["plus"])) study = found;
}

/** Whether the study itself limits what may be used: then what is shut is not even sent. */
const bound = () => study?.objects.some((one) => one.right !== "both") ?? false;

async function loadCells() {
  const now = state.now;
  const { metric } = now;
  try {
    const cells = decode(await getCells(name, metric, now.plus ?? [], bound() ? rightsOf(now.right) : {}));
    if (same(now, state.now, ["metric", "plus"])) table = cells;
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
  const { view, mode, guess, tour } = state.now;
  const at = tourAt(tours, name, state.now);
  scene.cover = covering(table, study, state.now, at ? hiddenRows(at, table) : new Set());
  const { caption } = scene;
  scene.caption = (column) => (scene.cover(-1, column) === "shut" ? ["shut"] : caption(column));
  if (mode === "look") {
    panel.leave();
    part("sum").replaceChildren();
    showComparison(part("answer"), scene, { study: name, go: state.go, address: state.address, link: state.link, frame });
  } else {
    scene.paint = panel.show(scene, at?.guessing ?? false, tour === null ? tourList(tours, tourAddress) : null);
    scene.needs = panel.needs;
  }
  showTour(part("tour"), at, {
    scene,
    answer: panel.answer,
    guess,
    go: state.go,
    link: state.link,
    next: at && (tours[tours.indexOf(at.tour) + 1] ?? null),
    address: tourAddress,
  });
  const current = stages.find((one) => one.view === view) ?? stages[0];
  for (const one of stages) one.host.hidden = one !== current;
  part("blocks").hidden = view !== null;
  current?.stage.show(scene);
  const { selected, scales, cover } = scene;
  const from = scene.against ?? { row: table.order[0] ?? 0, column: selected.column };
  const seen = cover(from.row, from.column) === "";
  showReading(part("reading"), table, selected, scales, cover(selected.row, selected.column), seen ? from : null);
  return scene;
}

function render() {
  if (!table) return;
  const now = state.now;
  document.body.classList.toggle("presenting", now.present !== null);
  document.body.classList.toggle("touring", now.tour !== null);
  showChoices(state, { study, table, questions, views: stages.map((one) => [one.view, one.title]), adding, add: addOne });
  const scene = renderCells();
  if (!scene) return;
  showPlus(part("plus"), study, adding, (plus) => void extend(plus));
  showRights(part("rights"), scene, (right) => state.go({ right }, false));
  showOperator(part("operator"), scene, (paid) => state.go({ paid }, false));
  showState(scene, filling, (show) => state.go({ show }, true));
}

let adding = false; // whether the form of a new object is open

function addOne() {
  adding = !adding;
  render();
}

/** Extend the board: what was chosen stays so, the envelope shows what is new, and new rows are trained. @param {string[]} plus */
async function extend(plus) {
  const { world, against, question, mode } = state.now;
  const chosen = (/** @type {string | null} */ spelled) => (spelled === null || rowOf(table, spelled) === null ? null : spellNames(table.rows, rowOf(table, spelled) ?? 0));
  const grown = plus.length > (state.now.plus?.length ?? 0);
  try {
    await getStudy(name, plus); // refuses what cannot be added before the address says it
  } catch (error) {
    return report(problem(error));
  }
  part("problem").hidden = true;
  adding = false;
  const first = grown && !question && mode === null ? { question: ENVELOPE, parameters: {}, label: null } : {};
  state.go({ plus: plus.length ? plus : null, world: chosen(world), against: chosen(against), ...first, ...noTour }, true);
  if (grown && !study.refusal) await filling.fill();
}

const ENVELOPE = "envelope";

/** The line that shows this view in another page. */
function frame() {
  return iframeLine(name, writeAddress(state.now), study.title);
}

/** @param {TourInfo} tour */
const tourAddress = (tour) => root(`/explorer/${encodeURIComponent(tour.study)}${writeAddress(stateAt(tour, 0))}`);

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
    const walks = getTours().then((found) => (tours = found.tours));
    const [found, catalogue] = await Promise.all([getStudy(name, state.now.plus ?? []), getQuestions(), loadCells()]);
    study = found;
    if (state.now.tour) await walks;
    else void walks.then(renderCells, (error) => report(problem(error))); // the cells do not wait for them
    questions = catalogue.questions;
    const entered = state.now.step === null ? tours.find((one) => one.name === state.now.tour && one.study === name) : null;
    if (entered) state.mend({ ...stateAt(entered, 0), present: state.now.present });
    const asked = state.now.question;
    if (asked && !questions.some((one) => one.name === asked)) state.mend({ ...blank(), metric: state.now.metric });
    if (state.now.plus && !state.now.question && !state.now.mode && !state.now.tour) state.mend({ question: ENVELOPE });
    document.body.classList.add("ready");
    void asking.ask(false);
    const small = table.rows.count <= SMALL && !study.refusal && table.states.includes(STATE.absent);
    if (study.filling) await filling.follow(await getJob(study.filling));
    else if (small && tourAt(tours, name, state.now)) await filling.fill(); // who takes a tour wants its cells
  } catch (error) {
    report(problem(error));
  }
}

part("grid").addEventListener("click", (event) => {
  const head = /** @type {Element} */ (event.target).closest(".heads b");
  const { paid } = state.now;
  if (head && paid) state.go({ paid: turned(table.rows.members, paid, head.textContent ?? "") }, false);
});
darkness.addEventListener("change", () => {
  colour = ramp(darkness.matches);
  render();
});
void start();
