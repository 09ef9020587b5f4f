// Between two players at one screen: what the next one knows is shown once the screen was passed.

import { el, fill } from "../lib/dom.js";

/** @import { GameView } from "../types.js" */

/** @param {HTMLElement} host a dialog */
export function createCurtain(host) {
  const dialog = /** @type {HTMLDialogElement} */ (host);
  let alone = false;

  return {
    /** One who plays both sides is asked once. */
    forget: () => (alone = false),
    /** @param {GameView | null} before @param {GameView} next @returns {Promise<void>} when the screen was passed */
    pass(before, next) {
      if (alone || next.side !== "both" || next.ending || !before || before.id !== next.id || before.eyes === next.eyes) return Promise.resolve();
      const people = next.eyes === "people";
      const name = people ? next.people.name : next.operator.name;
      const same = el("input", { type: "checkbox" });
      fill(
        dialog,
        el("h2", { id: "curtain-title" }, `Pass the screen to ${name}`),
        el("p", {}, people ? "The season is paid. What was audited, and what was offered in secret, lies under fog again." : `All groups have moved. What ${name} audits is for its eyes alone.`),
        el("p", {}, el("label", {}, same, " I play both sides, do not ask again")),
        el("p", {}, el("button", { type: "button", class: "go", onclick: () => dialog.close() }, "Show the table")),
      );
      dialog.showModal();
      dialog.querySelector("button")?.focus();
      return new Promise((done) => {
        dialog.addEventListener(
          "close",
          () => {
            alone = same.checked;
            done();
          },
          { once: true },
        );
      });
    },
  };
}
