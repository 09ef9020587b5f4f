// The program behind the site, when it is served: its API over HTTP.

import { Problem } from "./problem.js";
import { at } from "./root.js";

/**
 * @param {string} path under /api
 * @param {RequestInit} [how]
 * @returns {Promise<any>}
 */
export async function call(path, how) {
  let reply;
  try {
    reply = await fetch(at(`/api${path}`), how);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem("the server does not answer", "Start it again: datacf serve", 0);
  }
  if (reply.ok) return reply.json();
  const said = await reply.json().catch(() => ({}));
  throw new Problem(
    said.problem ?? `the server answered ${reply.status}`,
    said.remedy ?? "Look at what it printed",
    reply.status,
  );
}
