// The chart of any answer, as the program draws it, in the light of the page.

import { chartAddress } from "../lib/api.js";
import { heldAt, wantedBy } from "../lib/held.js";
import { Problem } from "../lib/api.js";
import { createChart } from "../views/chart.js";
import { lacking, stage } from "../views/stage.js";

const NARROWEST = 300;
const WIDEST = 760;

/** @param {HTMLElement} figure @param {string} address @param {{ trains?: boolean }} [how] */
export async function mount(figure, address, how) {
  const { name, state, answer } = await heldAt(address, how);
  const wanted = wantedBy(state);
  if (!wanted || !answer) throw new Problem(`${address} asks no question`, "Add q=QUESTION to it", 0);
  const darkness = matchMedia("(prefers-color-scheme: dark)");
  const chart = createChart();
  const names = answer.columns.map((one) => one.name);
  const columns = names.filter((one) => state.show?.includes(one) ?? (state.column === null || one === state.column));
  const width = Math.max(NARROWEST, Math.min(WIDEST, figure.clientWidth || WIDEST));
  const show = () => chart.show(chartAddress(name, wanted, { dark: darkness.matches, width, columns: columns.length ? columns : names }));
  await show();
  stage(figure, address, chart.host, lacking(answer));
  darkness.addEventListener("change", () => void show());
}
