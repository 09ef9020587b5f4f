// What a cell without a shown number says.

import { STATE } from "../lib/cells.js";

/** @type {Record<number, string>} */
export const WORDS = { [STATE.failed]: "failed", [STATE.absent]: "not trained", [STATE.overBudget]: "over budget", [STATE.shut]: "shut by use rights" };
export const COVERED = { shut: "shut by use rights", paid: "not paid for", guess: "to be guessed", fog: "under fog" };

/**
 * @param {number} state of the row
 * @param {ReturnType<import("../types.js").Cover>} cover
 */
export const without = (state, cover) => (cover ? COVERED[cover] : (WORDS[state] ?? "no score"));
