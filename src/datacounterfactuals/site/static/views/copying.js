// A button that copies a text, which may have to be fetched first, and says that it did.

import { el, fill } from "../lib/dom.js";

const SAID_FOR = 1600; // milliseconds

/**
 * @param {string} words What stands on the button.
 * @param {() => string | Promise<string>} text
 * @param {string} [label] What it copies, for who cannot see where the button stands.
 * @returns {HTMLButtonElement}
 */
export function copyButton(words, text, label) {
  const button = el("button", { type: "button", class: "quiet", "aria-label": label, onclick: copy }, words);
  return button;

  async function copy() {
    try {
      await navigator.clipboard.writeText(await text());
      say("copied");
    } catch {
      say("not copied");
    }
  }

  /** @param {string} said */
  function say(said) {
    fill(button, said);
    if (label) button.setAttribute("aria-label", `${label}: ${said}`);
    setTimeout(() => {
      fill(button, words);
      if (label) button.setAttribute("aria-label", label);
    }, SAID_FOR);
  }
}
