// The planner: a table is brought, its columns are asked about, and a job makes the plan.

import { el, fill, part } from "../lib/dom.js";
import { count, duration, several } from "../lib/format.js";
import { Problem } from "../lib/problem.js";
import { at, exported } from "../lib/root.js";
import { lookAt, planJob, startPlan, stopPlan } from "../lib/tables.js";

/** @import { JobInfo, TableColumn, TableInfo } from "../types.js" */
/** @import { Brought } from "../lib/tables.js" */

const LOOK_AGAIN = 300; // milliseconds between looks at a job
const SETTLED = 3; // seconds from which on the rate says how long the rest takes
const MEGA = 1024 * 1024;

const main = part("main");
const form = /** @type {HTMLFormElement} */ (part("form"));
const chooser = /** @type {HTMLInputElement} */ (part("file"));
const owner = /** @type {HTMLSelectElement} */ (part("owner"));
const target = /** @type {HTMLSelectElement} */ (part("target"));
const most = Number(main.dataset["most"]);

/** @type {Brought | null} */
let brought = null;
/** @type {TableInfo | null} */
let table = null;
/** @type {string | null} the job that is watched */
let going = null;

/** @param {unknown} error */
function report(error) {
  if (!(error instanceof Problem)) throw error;
  const place = part("problem");
  place.hidden = false;
  fill(place, `${error.problem}. ${error.remedy}${/[.?!]$/.test(error.remedy) ? "" : "."}`);
  place.scrollIntoView({ block: "nearest" });
}

function clear() {
  part("problem").hidden = true;
  fill(part("problem"));
}

/** @param {Brought} chosen */
async function bring(chosen) {
  clear();
  part("asks").hidden = true;
  try {
    const { file } = chosen;
    if (file && file.size > most) {
      const size = `${(file.size / MEGA).toFixed(0)} MB`;
      throw new Problem(`${file.name} has ${size}, and this page takes ${(most / MEGA).toFixed(0)} MB`, "Take a part of it, whole people at a time, or give it to datacf plan-strike in a terminal", 0);
    }
    fill(part("found"), "Reading \u2026");
    table = await lookAt(chosen);
    brought = chosen;
    show(table);
  } catch (error) {
    fill(part("found"));
    report(error);
  }
}

/** @param {TableInfo} found */
function show(found) {
  fill(part("found"), `${found.name}: ${several(found.records, "record")} with ${several(found.columns.length, "column")}, ${found.columns.map((one) => one.name).join(", ")}.`);
  for (const [select, chosen] of /** @type {const} */ ([[owner, found.owner], [target, found.target]])) {
    fill(select, found.columns.map((one) => el("option", { value: one.name, selected: one.name === chosen }, one.name)));
  }
  part("asks").hidden = false;
  explain();
}

function explain() {
  const named = (/** @type {string} */ name) => table?.columns.find((one) => one.name === name);
  const who = named(owner.value);
  const what = named(target.value);
  fill(part("owner-note"), who ? `${several(who.distinct, "owner")}${holes(who)}${like(who)}` : "");
  fill(part("target-note"), what ? `${several(what.distinct, "different answer")}${holes(what)}${like(what)}` : "");
  fill(part("unit"), what?.numbers ? "a guess that misses by 1 less" : "one more right guess in 100");
}

/** @param {TableColumn} one */
const holes = (one) => (one.missing ? `; ${several(one.missing, "record")} without` : "");

/** @param {TableColumn} one */
const like = (one) => (one.values.length ? `, such as ${one.values.join(", ")}` : "");

/** @param {Event} event */
async function make(event) {
  event.preventDefault();
  if (!brought || going) return;
  clear();
  const lose = Number(value("lose"));
  const price = value("price").trim();
  try {
    if (!(lose > 0 && lose <= 100)) throw new Problem(`the operator cannot lose ${value("lose") || "nothing"} percent`, "Give a number from 1 to 100", 0);
    if (price && !(Number(price) > 0)) throw new Problem(`the price is ${price}`, "Give a number above 0, or none", 0);
    const job = await startPlan(brought, {
      owner: owner.value,
      target: target.value,
      lose: String(lose / 100),
      seconds: value("seconds"),
      ...(price ? { price } : {}),
    });
    await watch(job);
  } catch (error) {
    report(error);
  }
}

/** What was typed. @param {string} id */
const value = (id) => /** @type {HTMLInputElement | HTMLSelectElement} */ (part(id)).value;

/** @param {JobInfo} job */
async function watch(job) {
  going = job.id;
  const place = part("progress");
  const bar = el("progress", { max: 1, "aria-label": "making the plan" });
  const words = el("span");
  fill(place, bar, " ", words, " ", el("button", { type: "button", class: "quiet", onclick: () => void stopPlan(job.id).catch(report) }, "Stop"));
  place.hidden = false;
  part("bring").toggleAttribute("disabled", true);
  part("asks").toggleAttribute("disabled", true);
  try {
    for (;;) {
      tell(job, bar, words);
      if (job.state !== "running") break;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
      job = await planJob(job.id);
    }
  } finally {
    going = null;
    part("bring").toggleAttribute("disabled", false);
    part("asks").toggleAttribute("disabled", false);
    place.hidden = true;
  }
  if (job.state === "done") location.assign(at(`/plan/${job.id}`));
  else if (job.fault) report(new Problem(job.fault.problem, job.fault.remedy, 0));
  else if (job.state === "stopped") report(new Problem("You stopped it", "Nothing is kept; what you chose still stands above", 0));
}

/** @param {JobInfo} job @param {HTMLProgressElement} bar @param {HTMLElement} words */
function tell(job, bar, words) {
  const now = job.progress;
  if (!now) {
    fill(words, "Preparing \u2026");
    return;
  }
  bar.value = now.done / Math.max(now.total, 1);
  const left = now.eta === null || now.seconds < SETTLED ? "" : `, about ${duration(now.eta)} left`;
  fill(words, `Trying it out: ${count(now.done)} of ${count(now.total)} trainings, ${count(Math.round(now.rate))} a second${left}.`);
}

/** What is dropped is taken like what is chosen. */
function drop() {
  const place = part("drop");
  place.addEventListener("dragover", (event) => {
    event.preventDefault();
    place.classList.add("over");
  });
  place.addEventListener("dragleave", () => place.classList.remove("over"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("over");
    const file = event.dataTransfer?.files[0];
    if (!file || going) return;
    chooser.value = "";
    void bring({ file, sample: null });
  });
}

async function begin() {
  part("elsewhere").hidden = true;
  part("here").hidden = false;
  fill(part("where"), `Your table goes to the program that shows you this page, on this computer (${location.host}), and nowhere else. It is forgotten when the plan is made.`);
  chooser.addEventListener("change", () => {
    const file = chooser.files?.[0];
    if (file) void bring({ file, sample: null });
  });
  for (const button of document.querySelectorAll("[data-sample]")) {
    button.addEventListener("click", () => {
      chooser.value = "";
      void bring({ file: null, sample: /** @type {HTMLElement} */ (button).dataset["sample"] ?? "" });
    });
  }
  drop();
  owner.addEventListener("change", explain);
  target.addEventListener("change", explain);
  form.addEventListener("submit", (event) => void make(event));
  const sample = new URLSearchParams(location.search).get("sample");
  if (sample !== null) await bring({ file: null, sample });
  const watched = main.dataset["watched"];
  if (!watched) return;
  try {
    await watch(await planJob(watched));
  } catch (error) {
    report(error);
  }
}

if (!exported && !main.dataset["closed"]) await begin();
