/** All types: those of the API, and those that the modules of the pages share. */

export type * from "./shapes.js";
export type * from "./state.js";
