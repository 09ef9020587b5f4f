// The same answer as Python, as a command, as JSON, and as a link.

import { el, fill } from "../lib/dom.js";

/** @import { Asked } from "../types.js" */

/** @param {Asked} asked @param {() => string} link */
export function forms(asked, link) {
  /** @type {[string, () => string][]} */
  const kinds = [
    ["as Python", () => `import datacounterfactuals as dc\n\n${asked.python}`],
    ["as command", () => asked.command],
    ["as JSON", () => JSON.stringify(asked.answer, null, 1)],
    ["link to this view", link],
  ];
  const code = el("pre", { tabindex: 0, "aria-label": "the same, to copy" });
  const copy = el("button", { type: "button", class: "copy", onclick: onCopy }, "Copy");
  const box = el("div", { class: "code" }, code, copy);
  const buttons = kinds.map(([title, text], place) =>
    el(
      "button",
      {
        type: "button",
        "aria-pressed": String(place === 0),
        onclick: (/** @type {Event} */ event) => {
          for (const other of buttons) other.setAttribute("aria-pressed", String(other === event.currentTarget));
          fill(code, text());
          fill(copy, "Copy");
        },
      },
      title,
    ),
  );
  fill(code, kinds[0]?.[1]() ?? "");

  async function onCopy() {
    try {
      await navigator.clipboard.writeText(code.textContent ?? "");
      fill(copy, "Copied");
    } catch {
      getSelection()?.selectAllChildren(code);
      fill(copy, "Selected");
    }
  }

  return el("div", { class: "forms" }, el("div", { class: "as", role: "group", "aria-label": "the same as" }, buttons), box);
}
