// Why numbers are not shown: rows and columns that use rights shut, rows that an operator has not
// paid for, and what is to be guessed.

import { paidRows } from "../lib/paid.js";
import { limits, shutColumns, shutRows } from "../lib/rights.js";

/** @import { CellTable, Cover, PageState, StudyInfo } from "../types.js" */

/** Nothing is covered. @type {Cover} */
const open = () => "";

/** Covers of a table that stay the same function while nothing changes. */
export function createCovering() {
  /** @type {{ table: CellTable, key: string, cover: Cover } | null} */
  let last = null;

  /** @param {CellTable} table @param {StudyInfo} study @param {PageState} state @param {ReadonlySet<number>} hidden rows to be guessed @returns {Cover} */
  return (table, study, { paid, right }, hidden) => {
    const rights = limits(study, right);
    if (paid === null && hidden.size === 0 && rights.size === 0) return open;
    const key = JSON.stringify([paid, [...hidden], [...rights]]);
    if (last?.table !== table || last.key !== key) {
      const seen = paid && paidRows(table, paid);
      const [rows, columns] = rights.size ? [shutRows(table, rights), shutColumns(table, rights)] : [null, []];
      last = { table, key, cover: (row, column) => (rows?.[row] || columns[column] ? "shut" : seen && !seen[row] ? "paid" : hidden.has(row) ? "guess" : "") };
    }
    return last.cover;
  };
}
