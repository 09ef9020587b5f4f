// The site as files: what a program worked out beforehand stands in for its API. Cells are read from
// files; a question is answered from the list of kept answers, or, where a template says how its
// contrast follows from its parameters, by adding up weight x cell.

import { decode } from "./cells.js";
import { evaluateOn } from "./contrast.js";
import { textAt } from "./kept.js";
import { Problem } from "./problem.js";
import { at } from "./root.js";
import { contrastOf, holds, readsOf } from "./template.js";
import { asCommand, asPython, asTyped } from "./typed.js";

/** @import { Answer, Asked, AskWanted, Cells, CellTable, JobInfo, KeptAnswer, Manifest, Part, Plan, QuestionInfo, QuestionList, Rule, StudyInfo, Terms } from "../types.js" */

/**
 * @typedef {object} Known what is held of a study
 * @property {StudyInfo} study
 * @property {Manifest} manifest
 * @property {QuestionInfo[]} questions
 *
 * @typedef {object} Found how a question is answered
 * @property {Asked} asked
 * @property {KeptAnswer | null} kept
 */

const REFUSED = 403; // as a server says that may not train

/** @type {Map<string, Promise<any>>} */
const read = new Map();
/** @type {Map<string, Known>} */
const known = new Map();
/** @type {Map<string, KeptAnswer | null>} */
const charts = new Map();

/**
 * What the program would say to a GET; it says nothing else here.
 * @param {string} path under /api
 * @param {RequestInit} [how]
 * @returns {Promise<any>}
 */
export function call(path, how) {
  if (how?.method && how.method !== "GET") return Promise.reject(absent());
  const file = fileOf(path);
  const earlier = read.get(file);
  if (earlier) return earlier;
  const made = load(file);
  read.set(file, made);
  made.catch(() => read.delete(file));
  return made;
}

const absent = () => new Problem("this copy of the site has no program behind it", "Run the site yourself: datacf serve", REFUSED);

/** @param {string} file */
async function load(file) {
  const { text, status } = await textAt(at(`/${file}`));
  if (text !== null) return JSON.parse(text);
  throw new Problem(`this copy of the site lacks ${file}`, "Look again later, or run the site yourself: datacf serve", status);
}

/** Where the reply to a GET is kept: as `site/exporting/naming.py` says. @param {string} path */
export function fileOf(path) {
  const [place = "", query = ""] = path.split("?");
  const parts = `api${place}`.split("/").map((part) => safe(decodeURIComponent(part)));
  const asked = [...new URLSearchParams(query)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const name = asked.length ? `/${asked.map(([key, value]) => safe(`${key}=${value}`)).join(",")}` : "";
  return `${parts.join("/")}${name}.json`;
}

/** @param {string} text */
function safe(text) {
  if (/^\.*$/.test(text)) return text ? text.replaceAll(".", "~2e") : "~";
  const bytes = (/** @type {string} */ one) => [...new TextEncoder().encode(one)].map((byte) => `~${byte.toString(16).padStart(2, "0")}`).join("");
  return text.replace(/[^A-Za-z0-9_.=-]/gu, bytes);
}

/** @param {string} name */
const of = (name) => `/studies/${encodeURIComponent(name)}`;

/** @param {string} name @returns {Promise<Known>} */
async function knownOf(name) {
  const [study, manifest, list] = await Promise.all([call(of(name)), call(`${of(name)}/manifest`), call("/questions")]);
  const found = { study, manifest, questions: /** @type {QuestionList} */ (list).questions };
  known.set(name, found);
  return found;
}

/** @param {string} name @param {string | null} metric @returns {Promise<Cells>} */
export async function getCells(name, metric) {
  const { study } = await knownOf(name);
  if (metric && !study.metrics.some((one) => one.name === metric)) throw new Problem(`${study.title} has no metric ${metric}`, "Choose another", 422);
  return call(`${of(name)}/cells?packed=true${metric && metric !== study.metric ? `&metric=${encodeURIComponent(metric)}` : ""}`);
}

/** @param {string} name @param {string | null} metric @returns {Promise<CellTable>} */
function tableOf(name, metric) {
  const key = JSON.stringify([name, metric]);
  const made = read.get(key) ?? getCells(name, metric).then(decode);
  read.set(key, made);
  return made;
}

/**
 * Cells of worlds that are listed; those that are no rows of the page are not held.
 * @param {string} name @param {Record<string, number>[]} worlds @param {string | null} metric
 * @returns {Promise<Cells>}
 */
export async function readCells(name, worlds, metric) {
  const cells = await getCells(name, metric);
  const table = await tableOf(name, metric);
  const rows = worlds.map((world) => table.rows.find(world));
  const members = [...new Set(worlds.flatMap((world) => Object.keys(world)))];
  /** @param {readonly Float32Array[]} columns */
  const some = (columns) => columns.map((column) => rows.map((row) => (row < 0 || Number.isNaN(column[row]) ? null : (column[row] ?? null))));
  return {
    ...cells,
    rows: { kind: "listed", members, worlds },
    count: worlds.length,
    states: rows.map((row) => (row < 0 ? 3 : (table.states[row] ?? 3))).join(""),
    shown: some(table.shown),
    oriented: some(table.oriented),
    reasons: {},
  };
}

/** What a question needs: all of it is here, or this is said. @param {string} name @param {AskWanted} wanted @returns {Promise<Plan>} */
export async function plan(name, wanted) {
  const { asked } = await find(name, wanted);
  const { answer } = asked;
  const rows = answer.cost.reused;
  const bound = /** @type {const} */ ({ kind: "exact", worlds: answer.worlds, until: "" });
  return {
    questions: [{ name: answer.question, title: answer.title, wanted: rows, bound }],
    wanted: rows,
    held: rows,
    shared: 0,
    to_train: 0,
    seconds: 0,
    trains: false,
    atoms: 0,
    bytes: 0,
    refusal: null,
    needs: needs(answer, await tableOf(name, wanted.metric ?? null)),
  };
}

/** By row of the page: 1 where the answer reads it. @param {Answer} answer @param {CellTable} table */
function needs({ evidence, cells, labels }, { rows }) {
  const used = new Uint8Array(rows.count);
  for (const world of cells) {
    const row = rows.find(world);
    if (row >= 0) used[row] = 1;
  }
  for (const [label] of (evidence ? labels : []).entries()) {
    const [summed] = evidence ? evaluateOn(evidence, label, rows, [new Float32Array()]) : [];
    summed?.weights.forEach((weight, row) => weight !== 0 && (used[row] = 1));
  }
  return used.join("");
}

/** @param {string} name @param {AskWanted} wanted @returns {Promise<JobInfo>} */
export async function ask(name, wanted) {
  const { asked, kept } = await find(name, wanted);
  charts.set(keyOf(name, wanted), kept);
  return { id: "", kind: "ask", study: name, state: "done", progress: null, filled: null, asked, fault: null };
}

/** @param {string} name @param {AskWanted} wanted */
const keyOf = (name, { question, parameters = {}, metric = null }) => JSON.stringify([name, question, Object.entries(parameters).sort(), metric]);

/**
 * Where the chart of an answer is that was asked; "" where none was drawn.
 * @param {string} name @param {AskWanted} wanted @param {{ dark: boolean, columns: string[] }} look
 */
export function chart(name, wanted, { dark, columns }) {
  const drawn = charts.get(keyOf(name, wanted))?.[dark ? "dark" : "light"] ?? {};
  const place = drawn[""] ?? columns.map((column) => drawn[column]).find(Boolean);
  return place ? at(`/${place}`) : "";
}

/**
 * What a parameter may be without the program: a list of values, or null for anything.
 * @param {string} name @param {string} question @param {string} parameter
 * @returns {string[] | null}
 */
export function allowed(name, question, parameter) {
  const found = known.get(name);
  const info = found?.questions.find((one) => one.name === question)?.parameters.find((one) => one.name === parameter);
  if (!found || !info) return null;
  const template = found.manifest.questions.find((one) => one.name === question)?.template;
  if (template && readsOf(template.contrast).includes(parameter)) return null;
  const listed = template?.where[parameter];
  const kept = found.manifest.answers.filter((one) => one.question === question).map((one) => one.parameters[parameter] ?? "");
  return [...new Set([info.default, ...(Array.isArray(listed) ? listed.map(String) : []), ...kept])];
}

/** The command that asks it. @param {string} name @param {AskWanted} wanted */
export function command(name, wanted) {
  const found = known.get(name);
  const info = found?.questions.find((one) => one.name === wanted.question);
  return asCommand(found?.manifest.written ?? name, wanted, info?.parameters ?? []);
}

/** @param {string} name @param {AskWanted} wanted @returns {Promise<Found>} */
async function find(name, wanted) {
  const { manifest, questions, study } = await knownOf(name);
  const info = questions.find((one) => one.name === wanted.question);
  if (!info) throw new Problem(`no question is named ${wanted.question}`, "Choose one of the list", 422);
  if (wanted.plus?.length) throw new Problem("this copy of the site cannot extend a board", `Ask the program: ${command(name, wanted)}`, REFUSED);
  if (Object.keys(wanted.rights ?? {}).length) throw new Problem("this copy of the site holds no answer under use rights", `Ask the program: ${command(name, wanted)}`, REFUSED);
  const about = manifest.questions.find((one) => one.name === info.name);
  const metric = wanted.metric || study.metric;
  const parameters = Object.fromEntries(info.parameters.map((one) => [one.name, asTyped(one, String(wanted.parameters?.[one.name] ?? one.default))]));
  const same = (/** @type {KeptAnswer} */ one) => info.parameters.every((p) => asTyped(p, one.parameters[p.name] ?? "") === parameters[p.name]);
  const mine = manifest.answers.filter((one) => one.question === info.name);
  const kept = mine.find((one) => one.metric === metric && same(one));
  if (kept) return { asked: await load(kept.file), kept };
  const usual = mine.find((one) => one.metric === study.metric);
  const template = about?.template;
  const contrast = template && holds(template, parameters) ? contrastOf(template.contrast, parameters, objectsOf(study)) : null;
  if (usual && template && contrast) {
    const table = await tableOf(name, wanted.metric ?? null);
    const asked = added(await load(usual.file), contrast, table, parameters, info, study, wanted);
    return { asked, kept: null };
  }
  const fault = about?.fault;
  if (fault && !mine.length) throw new Problem(fault.problem, fault.remedy, 422);
  throw new Problem("this copy of the site holds no answer for these settings", `Ask the program: ${command(name, wanted)}`, 422);
}

/** @param {StudyInfo} study */
const objectsOf = ({ objects, roster }) => ({ names: objects.map((one) => one.name), roster });

/**
 * An answer added up here: its values are right, and the rest is said to be the program's.
 * @param {Asked} usual the answer at the usual parameters
 * @param {Terms | Rule} contrast
 * @param {CellTable} table
 * @param {Record<string, string>} parameters
 * @param {QuestionInfo} info
 * @param {StudyInfo} study
 * @param {AskWanted} wanted
 * @returns {Asked}
 */
function added({ answer, python }, contrast, table, parameters, info, study, wanted) {
  const columns = table.columns.map(({ name, metric, unit, better }) => ({ name, metric, unit, better }));
  const told = asCommand(study.written, wanted, info.parameters);
  const sums = contrast.labels.map((_, label) => evaluateOn(contrast, label, table.rows, table.oriented));
  const value = (/** @type {import("../types.js").Summed} */ summed, /** @type {number} */ place) =>
    summed.missing ? null : summed.sum * (answer.reads === "score" ? (columns[place]?.better ?? 1) : 1);
  /** @type {Part} */
  const unknown = { state: "not measured", error: null, freedom: null, why: "ask the program" };
  const needed = new Set(sums.flatMap((row) => [...(row[0]?.weights ?? [])].flatMap((weight, at) => (weight ? [at] : []))));
  const missing = Math.max(0, ...sums.flat().map((one) => one.missing));
  const grouped = contrast.labels.some((label) => label.length === 2) && answer.label_kind.length === 1;
  return {
    answer: {
      ...answer,
      parameters,
      status: missing ? "incomplete" : "complete",
      label_kind: grouped ? ["group", "part"] : answer.label_kind,
      labels: contrast.labels,
      columns,
      values: sums.map((row) => row.map(value)),
      uncertainty: {
        sampling: { ...unknown, state: "none", why: "every world that the answer weighs was scored" },
        seed: study.seeded ? unknown : { ...unknown, state: "none", why: "the learner is deterministic" },
        evaluation: unknown,
        source: unknown,
      },
      claim: { ...answer.claim, intervention: "", reference: "", landed: [], supports: "", not_established: [] },
      chart: { ...answer.chart, records: [] },
      evidence: contrast,
      cells: [],
      gaps: [],
      missing,
      facts: {},
      notes: [`Added up here from the cells of this copy. Its uncertainty, claim and chart: ask the program, ${told}`],
      worlds: needed.size,
      cost: { trained: 0, reused: needed.size * study.repeats, seconds: 0 },
    },
    python: asPython(python, wanted, info.parameters),
    command: told,
  };
}
