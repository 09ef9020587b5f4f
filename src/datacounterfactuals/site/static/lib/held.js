// What a live figure shows: a study at a state of the explorer, its cells, and the answer if it asks.

import { getCells, getJob, getStudy, Problem, startAsk, stopJob } from "./api.js";
import { readAddress } from "./address.js";
import { decode } from "./cells.js";

/** @import { Answer, AskWanted, CellTable, JobInfo, PageState, StudyInfo } from "../types.js" */

/**
 * @typedef {object} Held
 * @property {string} name of the study
 * @property {PageState} state
 * @property {StudyInfo} study
 * @property {CellTable} table
 * @property {Answer | null} answer
 */

const PLACE = "/explorer/";
const LOOK_AGAIN = 200; // milliseconds
const MOST_ROWS = 64; // a figure trains no more than this, of what is missing
const MOST_SECONDS = 3;

/** @type {Map<string, Promise<any>>} what figures of one page share */
const kept = new Map();

/** @template T @param {string} key @param {() => Promise<T>} load @returns {Promise<T>} */
function once(key, load) {
  const known = kept.get(key);
  if (known) return known;
  const made = load();
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  return made;
}

/** The study and the state of an address of the explorer. @param {string} address */
export function readPlace(address) {
  const [path = "", query = ""] = (address.split("#")[0] ?? "").split("?");
  if (!path.startsWith(PLACE)) throw new Problem(`${address} is no address of the explorer`, `Write ${PLACE}STUDY`, 0);
  return { name: decodeURIComponent(path.slice(PLACE.length)), state: readAddress(query) };
}

/** What a state asks for. @param {PageState} state @returns {AskWanted | null} */
export const wantedBy = (state) =>
  state.question ? { question: state.question, parameters: state.parameters, metric: state.metric, ...(state.plus ? { plus: state.plus } : {}) } : null;

/**
 * Everything that a figure at an address needs. Of what is not held a little is trained, or nothing
 * if it may only be read.
 * @param {string} address
 * @param {{ trains?: boolean }} [how]
 * @returns {Promise<Held>}
 */
export async function heldAt(address, { trains = true } = {}) {
  const { name, state } = readPlace(address);
  const wanted = wantedBy(state);
  const plus = state.plus ?? [];
  const board = [name, ...plus].join(" + ");
  const [study, answer] = await Promise.all([
    once(board, () => getStudy(name, plus)),
    wanted && once(JSON.stringify([name, wanted, trains]), () => answerTo(name, wanted, trains)),
  ]);
  const fresh = answer?.cost.trained ? `${board} ${state.metric} ${state.question}` : `${board} ${state.metric}`;
  const table = await once(`cells ${fresh}`, async () => decode(await getCells(name, state.metric, plus)));
  return { name, state, study, table, answer };
}

/** @param {string} name @param {AskWanted} wanted @param {boolean} trains @returns {Promise<Answer>} */
export async function answerTo(name, wanted, trains) {
  const bounds = trains ? { rows: MOST_ROWS, seconds: MOST_SECONDS } : { rows: 0 };
  const job = await finished(await startAsk(name, { ...wanted, ...bounds }));
  if (job.asked) return job.asked.answer;
  throw new Problem(job.fault?.problem ?? "the question was stopped", job.fault?.remedy ?? "Ask it in the explorer", 0);
}

/** @param {JobInfo} job @returns {Promise<JobInfo>} */
async function finished(job) {
  const began = Date.now();
  while (job.state === "running") {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
    job = Date.now() - began > 20 * MOST_SECONDS * 1000 ? await stopJob(job.id) : await getJob(job.id);
  }
  return job;
}
