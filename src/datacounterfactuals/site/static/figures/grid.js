// A small grid at a state of the explorer: its cells, the evidence of one value, and the sum.

import { mountCells } from "../views/cells.js";
import { createGrid } from "../views/grid.js";

/** @param {HTMLElement} figure @param {string} address @param {{ trains?: boolean }} [how] */
export const mount = (figure, address, how) => mountCells(figure, address, how, "grid small", createGrid);
