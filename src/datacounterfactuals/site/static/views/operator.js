// The operator's view: which objects are paid for, and thereby which rows are seen.

import { el, fill } from "../lib/dom.js";
import { count, several } from "../lib/format.js";
import { costOf, paidRows } from "../lib/paid.js";

/** @import { Scene } from "../types.js" */

const MOST_BUTTONS = 64;

/** Pay for one more, or for one less. @param {readonly string[]} all @param {readonly string[]} paid @param {string} name */
export const turned = (all, paid, name) => all.filter((one) => (one === name ? !paid.includes(one) : paid.includes(one)));

/**
 * @param {HTMLElement} host
 * @param {Scene} scene
 * @param {(paid: string[] | null) => void} pay
 */
export function showOperator(host, { state, table, study, labels }, pay) {
  const { paid } = state;
  host.hidden = paid === null;
  if (paid === null) return fill(host);
  const focused = host.contains(document.activeElement) ? document.activeElement?.id : "";
  const seen = paidRows(table, paid).reduce((sum, one) => sum + one, 0);
  const cost = costOf(study, paid);
  const all = table.rows.members;
  fill(
    host,
    el("span", {}, "The operator has paid for"),
    el(
      "span",
      { class: "choice", role: "group", "aria-label": "Objects that are paid for" },
      all.slice(0, MOST_BUTTONS).map((name, place) =>
        el(
          "button",
          {
            type: "button",
            id: `paid-${place}`,
            "aria-pressed": String(paid.includes(name)),
            title: labels.get(name),
            onclick: () => pay(turned(all, paid, name)),
          },
          name,
        ),
      ),
    ),
    el("span", {}, `${cost === null ? "" : `at a cost of ${count(cost)}, `}and sees ${count(seen)} of ${several(table.rows.count, "row")}.`),
    el("button", { type: "button", class: "quiet", id: "real", onclick: () => pay(null) }, "Real view"),
  );
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
