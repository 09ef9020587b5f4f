// Filling the rows of the page, with the cells as they come.

import { Problem, startFill, stopJob } from "../lib/api.js";
import { watch } from "./jobs.js";

/** @import { JobInfo, JobProgress } from "../types.js" */

/**
 * @param {string} study
 * @param {object} page
 * @param {() => string | null} page.metric
 * @param {() => string[]} page.plus
 * @param {() => Record<string, string>} page.rights
 * @param {() => void} page.render
 * @param {() => Promise<void>} page.reload
 * @param {() => void} page.filled called when it ended
 * @param {(problem: Problem) => void} page.report
 * @param {(error: unknown) => Problem} page.problem
 */
export function createFilling(study, page) {
  /** @type {{ id: string, progress: JobProgress | null } | null} */
  let running = null;

  async function fill() {
    try {
      await follow(await startFill(study, { metric: page.metric(), plus: page.plus(), rights: page.rights() }));
    } catch (error) {
      page.report(page.problem(error));
    }
  }

  /** @param {JobInfo} job */
  async function follow(job) {
    running = { id: job.id, progress: job.progress };
    page.render();
    let seen = 0;
    let last = job;
    try {
      last = await watch(job, async (now) => {
        running = { id: now.id, progress: now.progress };
        const done = now.progress?.done ?? 0;
        if (done > seen) await page.reload();
        seen = done;
        page.render();
      });
    } finally {
      running = null;
      page.render(); // also where the server went away, so that it may be filled again
    }
    await page.reload();
    if (last.fault) page.report(new Problem(last.fault.problem, last.fault.remedy, 0));
    page.filled();
  }

  return {
    fill,
    follow,
    stop: () => void (running && stopJob(running.id)),
    get running() {
      return running;
    },
  };
}
