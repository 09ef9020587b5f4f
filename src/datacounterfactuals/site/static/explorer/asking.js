// A question of the state, from its plan to its answer. What it needs is known, and painted, before
// anything is spent.

import { plan, Problem, startAsk } from "../lib/api.js";
import { rightsOf } from "../lib/rights.js";
import { watch } from "./jobs.js";

/** @import { PageState, QuestionInfo } from "../types.js" */
/** @import { createPanel } from "../views/panel.js" */

/**
 * @param {string} study
 * @param {ReturnType<typeof createPanel>} panel
 * @param {object} page
 * @param {() => PageState} page.state
 * @param {() => QuestionInfo[]} page.questions
 * @param {() => void} page.render
 * @param {() => Promise<void>} page.reload reads the cells again
 * @param {(error: unknown) => Problem} page.problem
 */
export function createAsking(study, panel, page) {
  let turn = 0; // the number of the question that is being asked: replies to older ones are dropped

  /** @param {boolean} willing to train whatever is missing */
  async function ask(willing) {
    const mine = ++turn;
    const state = page.state();
    const question = page.questions().find((one) => one.name === state.question) ?? null;
    panel.begin(question, state);
    page.render();
    if (!question) return;
    const wanted = { question: question.name, parameters: state.parameters, metric: state.metric, ...(state.plus ? { plus: state.plus } : {}), ...(state.right?.length ? { rights: rightsOf(state.right) } : {}) };
    try {
      const planned = await plan(study, wanted);
      if (mine !== turn) return;
      const goes = willing || planned.to_train === 0 || planned.refusal !== null;
      panel.planned(planned, goes);
      page.render();
      if (!goes) return;
      await watch(await startAsk(study, wanted), (job) => mine === turn && panel.follow(job), () => mine === turn);
      if (mine === turn && planned.to_train) await page.reload();
    } catch (error) {
      if (mine === turn) panel.fail(page.problem(error));
    }
    if (mine === turn) page.render();
  }

  return { ask };
}

/** What decides the answer. @param {PageState} at */
export const asks = (at) => JSON.stringify([at.question, Object.entries(at.parameters).sort(), at.metric, at.plus, at.right?.length ? at.right : null]);
