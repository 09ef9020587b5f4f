// Jobs of the server: looked at until they end.

import { getJob, stopJob } from "../lib/api.js";

/** @import { JobInfo } from "../types.js" */

const LOOK_AGAIN = 250; // milliseconds between looks at a job

/**
 * @param {JobInfo} job
 * @param {(job: JobInfo) => unknown} tell
 * @param {() => boolean} [wanted] whether somebody still waits for it
 */
export async function watch(job, tell, wanted = () => true) {
  await tell(job);
  while (job.state === "running" && wanted()) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
    job = await getJob(job.id);
    await tell(job);
  }
  if (job.state === "running") await stopJob(job.id);
  return job;
}
