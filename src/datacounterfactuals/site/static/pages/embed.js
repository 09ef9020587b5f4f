// A figure in a frame of somebody's page: what it shows follows from its address.

import { part } from "../lib/dom.js";
import { heldAt } from "../lib/held.js";
import { at } from "../lib/root.js";
import { mountFigure } from "../views/figure.js";

/** @import { Held } from "../lib/held.js" */

const figure = part("figure");
const address = `/explorer/${encodeURIComponent(figure.dataset["study"] ?? "")}${location.search}`;
const reading = { trains: false };

/** Which figure shows a state: an answer that is no sum of cells is a chart. @param {Held} held */
function kindOf({ state, answer }) {
  if (state.view === "lattice") return "lattice";
  if (answer?.question === "envelope") return "envelope";
  return answer && !answer.evidence && answer.cells.length === 0 ? "chart" : "grid";
}

part("back").setAttribute("href", at(address));
const held = await heldAt(address, reading).catch(() => null);
figure.dataset["figure"] = held ? kindOf(held) : "grid";
figure.dataset["address"] = address;
if (held?.answer) document.querySelector("h1")?.append(` \u00b7 ${held.answer.title}`);
await mountFigure(figure, reading);
document.body.classList.add("ready");
