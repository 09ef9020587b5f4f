// Games on the board, as the program keeps them.

import { call } from "./server.js";

/** @import { GameDebrief, GameView, GameWanted } from "../types.js" */

/** @param {string} path @param {unknown} body */
const post = (path, body) => call(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

/** @param {GameWanted} wanted @returns {Promise<GameView>} */
export const beginGame = (wanted) => post("/games", wanted);

/** @param {string} link @returns {Promise<GameView>} */
export const replayGame = (link) => post("/games/replay", { link });

/** @param {string} id @param {Record<string, unknown>} move @returns {Promise<GameView>} */
export const makeMove = (id, move) => post(`/games/${id}/moves`, { move });

/** @param {string} id @returns {Promise<GameView>} */
export const undoMove = (id) => post(`/games/${id}/undo`, {});

/** @param {string} id @returns {Promise<GameDebrief>} */
export const getDebrief = (id) => call(`/games/${id}/debrief`);
