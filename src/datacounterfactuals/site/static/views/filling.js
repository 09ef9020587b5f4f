// A button that trains what the checks of the bridges lack.

import { Problem, source, trainBridges } from "../lib/api.js";
import { fill } from "../lib/dom.js";

export function fillBridges() {
  if (source.offline) return;
  for (const place of document.querySelectorAll("[data-study].fill")) {
    const button = place.querySelector("button");
    const said = place.querySelector("[role=status]");
    if (!(place instanceof HTMLElement) || !button || !said) continue;
    place.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      fill(said, "training");
      try {
        await trainBridges(place.dataset["study"] ?? "");
        location.reload();
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        fill(said, `${error.problem}. ${error.remedy}.`);
        button.disabled = false;
      }
    });
  }
}
