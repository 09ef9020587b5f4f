// Talking to the API, or to the files that stand in for it. A mistake comes back as a Problem with
// its remedy.

import { Problem } from "./problem.js";
import { at, exported } from "./root.js";
import { call as server } from "./server.js";

/** @import { AskWanted, Bridges, Cells, FillWanted, Glossary, JobInfo, Moved, MovedWanted, Plan, Positions, QuestionList, StudyInfo, TourList } from "../types.js" */

const files = exported ? await import("./files.js") : null;
const call = files?.call ?? server;

/**
 * Who answers: a program that trains, or only files. Without it some parameters are bound to the
 * values that were answered beforehand (`allowed`: null is any), and the `command` asks the others.
 */
export const source = {
  offline: exported,
  allowed: files?.allowed ?? (() => null),
  command: files?.command ?? (() => ""),
};

export { Problem };

/**
 * @param {string} path
 * @param {unknown} body
 */
const post = (path, body) =>
  call(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

/** @param {string} name */
const of = (name) => `/studies/${encodeURIComponent(name)}`;

/** What an address says of a board that was extended. @param {string[]} plus */
const extended = (plus) => plus.map((one) => `&plus=${encodeURIComponent(one)}`).join("");

/** What an address says of use rights. @param {Record<string, string>} rights */
const limited = (rights) => Object.entries(rights).map(([object, right]) => `&right=${encodeURIComponent(`${object}=${right}`)}`).join("");

/** Files hold boards as they are: to extend one takes the program. @param {string} name @param {string[]} plus */
const refused = (name, plus) =>
  Promise.reject(new Problem("this copy of the site cannot extend a board", `Ask the program: datacf grid ${name} ${plus.map((one) => `--plus ${one}`).join(" ")}`, 0));

/** @param {string} name @param {string[]} [plus] @returns {Promise<StudyInfo>} */
export const getStudy = (name, plus = []) => (files && plus.length ? refused(name, plus) : call(of(name) + extended(plus).replace("&", "?")));

/** @returns {Promise<Glossary>} */
export const getGlossary = () => call("/glossary");

/** @param {string} name @returns {Promise<Bridges>} */
export const trainBridges = (name) => post(`${of(name)}/bridges`, {});

/** @returns {Promise<TourList>} */
export const getTours = () => call("/tours");

/** @returns {Promise<QuestionList>} */
export const getQuestions = () => call("/questions");

/** @param {string} name @param {string | null} metric @param {string[]} [plus] @param {Record<string, string>} [rights] other than the study's own @returns {Promise<Cells>} */
export const getCells = (name, metric, plus = [], rights = {}) =>
  files && plus.length
    ? refused(name, plus)
    : (files?.getCells(name, metric) ?? call(`${of(name)}/cells?packed=true${metric ? `&metric=${encodeURIComponent(metric)}` : ""}${extended(plus)}${limited(rights)}`));

/**
 * @param {string} name
 * @param {Record<string, number>[]} worlds
 * @param {string | null} metric
 * @param {string[]} [plus]
 * @returns {Promise<Cells>}
 */
export const readCells = (name, worlds, metric, plus = []) =>
  files?.readCells(name, worlds, metric) ?? post(`${of(name)}/cells`, { worlds, metric, plus, packed: true });

/**
 * Every cell of a small study with some of its points elsewhere.
 * @param {string} name @param {MovedWanted} moved @returns {Promise<Moved>}
 */
export const moveIn = (name, moved) => post(`${of(name)}/moved`, moved);

/** @param {string} name @returns {Promise<Positions>} */
export const getPositions = (name) => call(`${of(name)}/positions`);

/** @param {string} name @param {AskWanted} wanted @returns {Promise<Plan>} */
export const plan = (name, wanted) => files?.plan(name, wanted) ?? post(`${of(name)}/plan`, wanted);

/** @param {string} name @param {AskWanted} ask @returns {Promise<JobInfo>} */
export const startAsk = (name, ask) => files?.ask(name, ask) ?? post(`${of(name)}/jobs`, { ask, wait: 0.5 });

/** @param {string} name @param {FillWanted} fill @returns {Promise<JobInfo>} */
export const startFill = (name, fill) => post(`${of(name)}/jobs`, { fill, wait: 0.2 });

/** @param {string} id @returns {Promise<JobInfo>} */
export const getJob = (id) => call(`/jobs/${id}`);

/** @param {string} id @returns {Promise<JobInfo>} */
export const stopJob = (id) => call(`/jobs/${id}`, { method: "DELETE" });

/**
 * Where the picture of an answer is; "" where there is none.
 * @param {string} name
 * @param {AskWanted} wanted
 * @param {{ dark: boolean, width: number, columns: string[] }} look
 */
export function chartAddress(name, wanted, look) {
  if (files) return files.chart(name, wanted, look);
  const query = new URLSearchParams({ question: wanted.question });
  if (wanted.metric) query.set("metric", wanted.metric);
  for (const [key, value] of Object.entries(wanted.parameters ?? {})) {
    query.set(`p.${key}`, String(value));
  }
  for (const one of wanted.plus ?? []) query.append("plus", one);
  for (const [object, right] of Object.entries(wanted.rights ?? {})) query.append("right", `${object}=${right}`);
  for (const column of look.columns) query.append("column", column);
  query.set("dark", String(look.dark));
  query.set("width", String(Math.round(look.width)));
  return at(`/api${of(name)}/chart.svg?${query}`);
}
