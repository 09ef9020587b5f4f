// Tables that people bring: sent as they are to the program behind the site.

import { call } from "./server.js";

/** @import { JobInfo, TableInfo } from "../types.js" */
/** @typedef {{ file: File | null, sample: string | null }} Brought */

/** @param {Brought} brought */
function body(brought) {
  return {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: brought.file,
  };
}

/** @param {Brought} brought */
function named({ file, sample }) {
  return new URLSearchParams(sample === null ? { file: file?.name ?? "" } : { sample });
}

/** @param {Brought} brought @returns {Promise<TableInfo>} */
export const lookAt = (brought) => call(`/tables?${named(brought)}`, body(brought));

/** @param {Brought} brought @param {Record<string, string>} asked @returns {Promise<JobInfo>} */
export function startPlan(brought, asked) {
  const query = named(brought);
  for (const [name, value] of Object.entries(asked)) query.set(name, value);
  return call(`/tables/plans?${query}`, body(brought));
}

/** @param {string} id @returns {Promise<JobInfo>} */
export const planJob = (id) => call(`/jobs/${encodeURIComponent(id)}`);

/** @param {string} id @returns {Promise<JobInfo>} */
export const stopPlan = (id) => call(`/jobs/${encodeURIComponent(id)}`, { method: "DELETE" });
