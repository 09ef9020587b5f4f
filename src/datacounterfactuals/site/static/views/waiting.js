// A question before it is answered: what it would cost, how far it is, or what is wrong with it.

import { el } from "../lib/dom.js";
import { count, duration, several } from "../lib/format.js";

/** @import { JobInfo, Plan } from "../types.js" */

const LARGE = 5e6; // bytes that are worth a word

/**
 * @param {object} at
 * @param {Plan | null} at.plan
 * @param {JobInfo | null} at.job
 * @param {boolean} at.going whether what is missing is being trained, or read
 * @param {{ problem: string, remedy: string } | null} at.fault
 * @param {{ train: () => void, stop: () => void }} acts
 */
export function waiting({ plan, job, going, fault }, acts) {
  if (fault) {
    return el("p", { class: "fault", role: "alert" }, `${fault.problem}. ${fault.remedy}${/[.?!]$/.test(fault.remedy) ? "" : "."}`);
  }
  if (!plan) return el("p", { class: "wait" }, "Counting the cells \u2026");
  const words = cost(plan);
  if (job?.state === "running") {
    const at = job.progress;
    const far = at ? `${count(at.done)} of ${several(at.total, "row")}, ${count(Math.round(at.rate))} a second${at.eta === null ? "" : `, ${duration(at.eta)} left`}` : words;
    return el(
      "p",
      { class: "wait" },
      el("progress", { value: at?.done ?? null, max: at?.total || 1, "aria-label": "training" }),
      ` ${far} `,
      el("button", { type: "button", class: "quiet", onclick: acts.stop }, "Stop"),
    );
  }
  if (job?.state === "stopped") return el("p", { class: "wait" }, "Stopped; what was trained is kept.");
  if (going || plan.to_train === 0) return el("p", { class: "wait" }, words);
  return el("p", { class: "wait" }, words, " ", el("button", { type: "button", onclick: acts.train }, `Train ${several(plan.to_train, "row")} and answer`));
}

/** @param {Plan} plan */
function cost(plan) {
  const bound = plan.questions[0]?.bound;
  const time = plan.seconds ? `, about ${duration(plan.seconds)}` : "";
  const space = plan.bytes >= LARGE ? `, up to ${count(Math.round(plan.bytes / 1e6))} MB` : "";
  const more =
    !bound || bound.kind === "exact"
      ? ""
      : bound.kind === "until"
        ? ` More may follow, until ${bound.until}.`
        : ` It may want up to ${several(bound.worlds, "world")}.`;
  return `${several(plan.wanted, "row")} wanted, ${count(plan.held)} in the bank, ${count(plan.to_train)} to train${time}${space}.${more}`;
}
