// The shelf of papers: what the address asks of it, which papers fit, and how they are cited.

import { at } from "./root.js";
import { Problem } from "./api.js";

/**
 * @import { PapersCited } from "../types.js"
 * @typedef {{ q: string, area: string, question: string, from: string, to: string, style: string }} Wanted
 * @typedef {{ id: string, area: string, asked: string[], year: number, text: string }} Shelved
 */

const KEYS = /** @type {const} */ (["q", "area", "question", "from", "to", "style"]);

/** @param {string} search @returns {Wanted} */
export function readWanted(search) {
  const query = new URLSearchParams(search);
  const wanted = { q: "", area: "", question: "", from: "", to: "", style: "" };
  for (const key of KEYS) wanted[key] = query.get(key) ?? "";
  return wanted;
}

/** @param {Wanted} wanted */
export function writeWanted(wanted) {
  const query = new URLSearchParams();
  for (const key of KEYS) if (wanted[key]) query.set(key, wanted[key]);
  const text = query.toString();
  return text ? `?${text}` : "";
}

/** Text without case, accents and runs of blanks, as the program folds it. @param {string} text */
export const fold = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();

/**
 * Whether a paper is among those wanted.
 * @param {Wanted} wanted
 * @returns {(paper: Shelved) => boolean}
 */
export function fits({ q, area, question, from, to }) {
  const words = fold(q).split(" ").filter(Boolean);
  const [first, last] = [year(from), year(to)];
  return (paper) =>
    (!area || paper.area === area) &&
    (!question || paper.asked.includes(question)) &&
    (first === null || paper.year >= first) &&
    (last === null || paper.year <= last) &&
    words.every((word) => paper.text.includes(word));
}

/** @param {string} text */
const year = (text) => (/^\d{1,4}$/.test(text) ? Number(text) : null);

/** @template T @param {string} path @returns {() => Promise<T>} */
function once(path) {
  /** @type {Promise<T> | null} */
  let asked = null;
  return () => {
    asked ??= fetch(at(path)).then(
      (reply) => {
        if (reply.ok) return reply.json();
        throw new Problem(`the server answered ${reply.status}`, "Load the page again", reply.status);
      },
      () => {
        throw new Problem("the server does not answer", "Start it again: datacf serve", 0);
      },
    );
    asked.catch(() => (asked = null));
    return asked;
  };
}

/** Every citation there is, fetched when it is first wanted. @type {() => Promise<PapersCited>} */
export const getCited = once("/papers/cited.json");

/** Every CSL item there is. @type {() => Promise<{ id: string }[]>} */
export const getItems = once("/papers/all.json");

/** CSL-JSON of some papers, in their order. @param {string[]} ids */
export async function cslOf(ids) {
  const items = new Map((await getItems()).map((item) => [item.id, item]));
  return `${JSON.stringify(ids.map((id) => items.get(id)), null, 1)}\n`;
}

/** BibTeX of some papers. @param {string[]} ids */
export async function bibtexOf(ids) {
  const { papers } = await getCited();
  return ids.map((id) => papers[id]?.bibtex ?? "").join("\n");
}

/** Some papers as a style cites them, one a line. @param {string[]} ids @param {string} style */
export async function citationsOf(ids, style) {
  const { papers } = await getCited();
  return ids.map((id) => papers[id]?.styles[style] ?? "").join("\n");
}
