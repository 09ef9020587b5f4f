// The cells of a study at a state of the explorer, as a live figure: drawn as a grid or in another
// way, with the evidence of one value and its sum.

import { spellWorld, findWorld, writeAddress } from "../lib/address.js";
import { ramp } from "../lib/colour.js";
import { el } from "../lib/dom.js";
import { scalesOf } from "../lib/format.js";
import { heldAt } from "../lib/held.js";
import { digitsOf } from "./answer.js";
import { evidenceOf, labelOf } from "./evidence.js";
import { lacking, stage } from "./stage.js";
import { showReading, showSum } from "./sum.js";

/** @import { Hand, PageState, Shown } from "../types.js" */

/**
 * @param {HTMLElement} figure
 * @param {string} address
 * @param {{ trains?: boolean } | undefined} how
 * @param {string} kind the class of what is drawn
 * @param {(host: HTMLElement, hand: Hand) => { show: (shown: Shown) => void }} create
 */
export async function mountCells(figure, address, how, kind, create) {
  const { name, state: first, study, table, answer } = await heldAt(address, how);
  let state = first;
  const darkness = matchMedia("(prefers-color-scheme: dark)");
  const scales = scalesOf(table);
  const every = table.columns.map((_, place) => place);
  const some = every.filter((place) => state.show?.includes(table.columns[place]?.name ?? "") ?? true);
  const columns = some.length ? some : every;
  const points = new Map(study.slices.map((one) => [one.name, one.points]));
  const labels = new Map(study.objects.filter((one) => one.label && !one.reserve).map((one) => [one.label, one.name]));
  const full = table.order[0] ?? 0;
  const found = state.world === null ? -1 : findWorld(table.rows, state.world);
  let label = state.label;
  let selected = {
    row: found >= 0 ? found : full,
    column: columns.find((place) => table.columns[place]?.name === state.column) ?? columns[0] ?? 0,
  };

  const words = { role: "grid", "aria-label": `${study.title}: training sets by evaluation sets` };
  const host = el("div", { class: kind, ...(kind.startsWith("grid") ? words : {}) });
  const reading = el("p", { class: "reading", role: "status" });
  const sum = el("p", { class: "sum" });
  const { lead } = stage(figure, address, host, reading, sum, lacking(answer));
  const drawn = create(host, { select, compare: select, turn });

  /** @param {number} row @param {number} column */
  function select(row, column) {
    selected = { row, column };
    label = labelAt(row) ?? label;
    follow();
  }

  /** @param {Partial<PageState>} change */
  function turn(change) {
    state = { ...state, ...change };
    follow();
  }

  function follow() {
    show();
    const { row, column } = selected;
    const now = { ...state, label, world: spellWorld(table.rows, row), column: table.columns[column]?.name ?? null };
    lead(`/explorer/${encodeURIComponent(name)}${writeAddress(now)}`);
  }

  /** The value whose world was chosen: of the object that alone is missing from it. @param {number} row */
  function labelAt(row) {
    if (answer?.question !== "leave_one_out") return null;
    const missing = table.rows.members.filter((_, member) => table.rows.weight(row, member) !== table.rows.weight(full, member));
    return answer.labels.find((one) => one.length === 1 && missing.length === 1 && one[0] === missing[0]) ?? null;
  }

  function show() {
    const about = table.columns[selected.column]?.name;
    const column = answer?.columns.findIndex((one) => one.name === about) ?? -1;
    let paint = null;
    if (answer && column >= 0) {
      const place = labelOf(answer, label, column);
      const evidence = evidenceOf(answer, place, table, selected.column);
      paint = evidence.paint;
      const { summed, sign } = evidence;
      if (summed) showSum(sum, { answer, label: place, column, shownColumn: selected.column, table, summed, sign, digits: digitsOf(answer, column) });
      else sum.textContent = "This answer is no single sum: the cells that it was read off are outlined.";
    }
    sum.hidden = paint === null;
    drawn.show({ state, table, columns, scales, colour: ramp(darkness.matches), selected, paint, caption });
    showReading(reading, table, selected, scales);
  }

  /** @param {number} column */
  function caption(column) {
    const about = table.columns[column];
    const held = points.get(about?.name ?? "");
    const object = labels.get(about?.name ?? "");
    if (about?.fold !== "slice" || !held) return [about?.unit || about?.metric || ""];
    return [object ? `${object} \u00b7 ${held}` : String(held), el("span", { class: "word" }, held === 1 ? " point" : " points")];
  }

  darkness.addEventListener("change", show);
  show();
}
