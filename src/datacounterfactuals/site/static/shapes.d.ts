/** What the API gives and takes: one file for each of `site/shapes`. */

export type * from "./shapes/answers.js";
export type * from "./shapes/asking.js";
export type * from "./shapes/base.js";
export type * from "./shapes/cells.js";
export type * from "./shapes/exported.js";
export type * from "./shapes/games.js";
export type * from "./shapes/jobs.js";
export type * from "./shapes/moving.js";
export type * from "./shapes/papers.js";
export type * from "./shapes/plans.js";
export type * from "./shapes/reading.js";
export type * from "./shapes/sessions.js";
export type * from "./shapes/studies.js";
export type * from "./shapes/tours.js";
