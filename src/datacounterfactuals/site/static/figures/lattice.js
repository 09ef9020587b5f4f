// The cells as a lattice, with the path that the address names.

import { mountCells } from "../views/cells.js";
import { createLattice } from "../views/lattice.js";

/** @param {HTMLElement} figure @param {string} address @param {{ trains?: boolean }} [how] */
export const mount = (figure, address, how) => mountCells(figure, address, how, "lattice", createLattice);
