// What stands around the cells: questions and tools to choose from, and how much of the grid there is.

import { source } from "../lib/api.js";
import { blocksOf } from "../lib/boards.js";
import { lettered } from "../lib/address.js";
import { part } from "../lib/dom.js";
import { limits } from "../lib/rights.js";
import { sortsOf } from "../lib/order.js";
import { showCatalogue } from "../views/catalogue.js";
import { showColumns, showExtent, showLegend, showMetrics, showObjects } from "../views/controls.js";
import { growing } from "../views/plus.js";
import { showToolbar, toggle } from "../views/toolbar.js";

/** @import { CellTable, PageState, QuestionInfo, Scene, StudyInfo } from "../types.js" */
/** @import { createFilling } from "./filling.js" */
/** @import { createState } from "./state.js" */

/** What leaves a tour. */
export const noTour = { tour: null, step: null, guess: null };

/** What changes when another question is asked. @param {string | null} question @returns {Partial<PageState>} */
const toAsk = (question) => ({ question, parameters: {}, label: null, mode: null, ...noTour });

/**
 * What may be chosen.
 * @param {ReturnType<typeof createState>} state
 * @param {object} what
 * @param {StudyInfo} what.study
 * @param {CellTable} what.table
 * @param {QuestionInfo[]} what.questions
 * @param {[PageState["view"], string][]} what.views
 * @param {boolean} what.adding whether an object is being added
 * @param {() => void} what.add
 */
export function showChoices({ now, go, address }, { study, table, questions, views, adding, add }) {
  const looking = now.mode === "look";
  /** @param {string} title @param {string} words @param {boolean} current @param {Partial<PageState>} change */
  const look = (title, words, current, change) => ({ title, words, current, address: address(change), choose: () => go(change, true) });
  showCatalogue(
    part("catalogue"),
    questions,
    looking ? null : now.question,
    (question) => address(toAsk(question)),
    (question) => go(toAsk(question), true),
    [
      look("Compare two worlds", "Choose any two cells and read what changes between them", looking, { mode: "look", ...noTour }),
      look("Guided tours", "Short walks with a guess before what they show", !looking && now.question === null, toAsk(null)),
    ],
  );
  showMetrics(part("metrics"), study, now.metric ?? study.metric, (chosen) => go({ metric: chosen === study.metric ? null : chosen }, true));
  showToolbar(part("toolbar"), {
    state: now,
    go: (change) => go(change, true),
    views,
    sorts: now.view === "lattice" ? [] : sortsOf(table.rows),
    more: [
      toggle("paid", "Operator view", now.paid !== null, () => go({ paid: now.paid === null ? half(table.rows.members) : null }, true)),
      toggle("right", "Use rights", now.right !== null, () => go({ right: now.right === null ? [] : null }, true)),
      growing(study) && !source.offline ? toggle("plus", "+ object", adding, add) : null,
      toggle("present", "Present", now.present !== null, () => go({ present: now.present === null ? "yes" : null }, true)),
    ],
  });
}

/**
 * How much of the grid there is, and what its marks mean.
 * @param {Scene} scene
 * @param {ReturnType<typeof createFilling>} filling
 * @param {(show: string[] | null) => void} choose columns
 */
export function showState({ state, study, table, columns, scales, labels, colour, needs, cover }, filling, choose) {
  showObjects(part("objects"), blocksOf(table, study)[0]?.table.rows.members ?? [], labels);
  showColumns(part("columns"), table, columns, choose);
  showExtent(part("extent"), {
    study,
    table,
    columns: columns.length,
    cover,
    progress: filling.running?.progress ?? null,
    filling: filling.running !== null,
    fillIt: () => void filling.fill(),
    stop: filling.stop,
  });
  part("keys").textContent = `arrows${lettered(table.rows.members) ? ", letters" : ""}; Enter compares`;
  showLegend(part("legend"), table, columns, scales, colour, { paid: state.paid !== null, shut: limits(study, state.right).size > 0, needs, trains: study.learner !== "" });
}

/** The first half, to begin with. @param {readonly string[]} names */
const half = (names) => names.slice(0, Math.ceil(names.length / 2));
