// Above the grid, in words: how the cells are drawn and sorted, and what the page is for now.

import { el, fill } from "../lib/dom.js";

/** @import { PageState } from "../types.js" */
/** @import { Child } from "../lib/dom.js" */

/**
 * @typedef {object} Tools
 * @property {PageState} state
 * @property {(change: Partial<PageState>) => void} go
 * @property {[PageState["view"], string][]} views how the cells can be drawn
 * @property {[string | null, string][]} sorts how rows can be sorted
 * @property {Child[]} more what other parts of the page add
 */

/** @param {HTMLElement} host @param {Tools} tools */
export function showToolbar(host, { state, go, views, sorts, more }) {
  const focused = host.contains(document.activeElement) ? document.activeElement?.getAttribute("data-tool") : null;
  fill(
    host,
    choice("mode", "What is done", [[null, "Ask"], ["look", "Compare"]], state.mode, (mode) => go({ mode })),
    views.length > 1 ? choice("view", "How cells are drawn", views, state.view, (view) => go({ view })) : null,
    sorts.length > 1 ? sorted(sorts, state.sort, (sort) => go({ sort })) : null,
    ...more,
  );
  if (focused) /** @type {HTMLElement | null} */ (host.querySelector(`[data-tool="${CSS.escape(focused)}"]`))?.focus({ preventScroll: true });
}

/**
 * A few words of which one holds.
 * @template {string | null} T
 * @param {string} name @param {string} title @param {[T, string][]} words @param {T} current @param {(chosen: T) => void} choose
 */
function choice(name, title, words, current, choose) {
  return el(
    "span",
    { class: "choice", role: "group", "aria-label": title },
    words.map(([value, word]) =>
      el("button", { type: "button", "data-tool": `${name} ${value}`, "aria-pressed": String(value === current), onclick: () => choose(value) }, word),
    ),
  );
}

/** @param {[string | null, string][]} sorts @param {string | null} current @param {(sort: string | null) => void} choose */
function sorted(sorts, current, choose) {
  const select = el(
    "select",
    { id: "sort", "data-tool": "sort", onchange: () => choose(select.value || null) },
    sorts.map(([value, word]) => el("option", { value: value ?? "", selected: value === current }, word)),
  );
  return el("span", { class: "sorted" }, el("label", { for: "sort" }, "sorted "), select);
}

/** A word that is on or off. @param {string} name @param {string} word @param {boolean} on @param {() => void} turn */
export const toggle = (name, word, on, turn) =>
  el("button", { type: "button", class: "toggle", "data-tool": name, "aria-pressed": String(on), onclick: turn }, word);
