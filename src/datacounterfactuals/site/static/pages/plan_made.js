// A finished plan: print it, and copy the command that makes the same.

import { el, part } from "../lib/dom.js";
import { copyButton } from "../views/copying.js";

part("buttons").prepend(el("button", { type: "button", onclick: () => window.print() }, "Print"), " ");
part("again").append(" ", copyButton("copy", () => part("command").textContent ?? "", "Copy the command"));
