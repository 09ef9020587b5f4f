// A paper: every citation can be copied.

import { copyButton } from "../views/copying.js";

for (const cited of document.querySelectorAll("[data-copied]")) {
  if (!(cited instanceof HTMLElement)) continue;
  const text = (cited.textContent ?? "").trim();
  const words = cited.dataset["copied"] ?? "";
  cited.append(" ", copyButton("copy", () => text, `Copy ${words}`));
}
