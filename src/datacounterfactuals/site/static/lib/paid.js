// What an operator has paid for: the rows that he sees.

/** @import { CellTable, StudyInfo } from "../types.js" */

/** By row, whether every object in it is paid for. @param {CellTable} table @param {readonly string[]} paid */
export function paidRows({ rows }, paid) {
  const unpaid = rows.members.flatMap((name, member) => (paid.includes(name) ? [] : [member]));
  return Uint8Array.from({ length: rows.count }, (_, row) => (unpaid.some((member) => rows.weight(row, member) > 0) ? 0 : 1));
}

/** What the objects cost together; null where the study declares no costs. @param {StudyInfo} study @param {readonly string[]} paid */
export function costOf({ objects }, paid) {
  if (objects.every((one) => one.cost === 0)) return null;
  return objects.reduce((sum, one) => sum + (paid.includes(one.name) ? one.cost : 0), 0);
}
