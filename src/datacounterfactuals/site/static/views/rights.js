// Use rights: what each object may be used for is said here, and rows and columns grey out.

import { el, fill } from "../lib/dom.js";
import { count, several } from "../lib/format.js";
import { limits, RIGHTS, rightsOf, rightsSpelled, shutColumns, shutRows } from "../lib/rights.js";

/** @import { Scene } from "../types.js" */
/** @import { Right } from "../lib/rights.js" */

const MOST = 32; // so many objects have a choice of their own

/**
 * @param {HTMLElement} host
 * @param {Scene} scene
 * @param {(right: string[] | null) => void} turn
 */
export function showRights(host, { state, table, columns, study, labels }, turn) {
  host.hidden = state.right === null;
  if (state.right === null) return fill(host);
  const focused = host.contains(document.activeElement) ? document.activeElement?.id : "";
  const chosen = rightsOf(state.right);
  const rights = limits(study, state.right);
  const own = new Map(study.objects.map((one) => [one.name, one.right]));
  const rows = shutRows(table, rights).reduce((sum, one) => sum + one, 0);
  const shut = shutColumns(table, rights);
  const closed = columns.filter((column) => shut[column]).length;
  const unknown = [...rights].some(([name, right]) => ["trainable", "unavailable"].includes(right) && !table.columns.some((column) => column.points_of.includes(name)));
  /** @param {string} name @param {string} value */
  const set = (name, value) => {
    const right = /** @type {Right} */ (value);
    const { [name]: _, ...others } = chosen;
    turn(rightsSpelled(right === (own.get(name) ?? "both") ? others : { ...others, [name]: right }));
  };
  fill(
    host,
    table.rows.members.slice(0, MOST).map((name, place) => {
      const now = rights.get(name) ?? "both";
      const select = el(
        "select",
        { id: `right-${place}`, onchange: () => set(name, select.value) },
        RIGHTS.map(([value, words]) => el("option", { value, selected: value === now }, words)),
      );
      return el("span", { class: "right" }, el("label", { for: `right-${place}`, title: labels.get(name) }, el("b", {}, name), " may be"), " ", select);
    }),
    el(
      "span",
      { class: "told", role: "status" },
      `${count(rows)} of ${several(table.rows.count, "row")} and ${count(closed)} of ${several(columns.length, "column")} ${rows + closed === 1 ? "is" : "are"} shut.`,
      unknown ? " Of some of these objects it is not known which points are theirs, so their right shuts no column." : "",
    ),
    el("button", { type: "button", class: "quiet", id: "free", onclick: () => turn(null) }, "All as before"),
  );
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
