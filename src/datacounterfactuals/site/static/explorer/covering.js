// Why numbers are not shown: rows that an operator has not paid for, and what is to be guessed.

import { paidRows } from "../lib/paid.js";

/** @import { CellTable, Cover } from "../types.js" */

/** Nothing is covered. @type {Cover} */
const open = () => "";

/** Covers of a table that stay the same function while nothing changes. */
export function createCovering() {
  /** @type {{ table: CellTable, key: string, cover: Cover } | null} */
  let last = null;

  /** @param {CellTable} table @param {readonly string[] | null} paid @param {ReadonlySet<number>} hidden rows to be guessed @returns {Cover} */
  return (table, paid, hidden) => {
    if (paid === null && hidden.size === 0) return open;
    const key = JSON.stringify([paid, [...hidden]]);
    if (last?.table !== table || last.key !== key) {
      const seen = paid && paidRows(table, paid);
      last = { table, key, cover: (row) => (seen && !seen[row] ? "paid" : hidden.has(row) ? "guess" : "") };
    }
    return last.cover;
  };
}
