// Live figures: what stands in a page as a table or a picture is made operable once it is in sight.

import { el } from "../lib/dom.js";
import { Problem } from "../lib/api.js";

/**
 * @typedef {{ trains?: boolean }} How whether it may train a little of what is missing
 * @typedef {(figure: HTMLElement, address: string, how?: How) => Promise<void>} Mount
 * @type {Record<string, () => Promise<{ mount: Mount }>>}
 */
const FIGURES = {
  chart: () => import("../figures/chart.js"),
  envelope: () => import("../figures/envelope.js"),
  grid: () => import("../figures/grid.js"),
  lattice: () => import("../figures/lattice.js"),
  removal: () => import("../figures/removal.js"),
};

const AHEAD = "400px"; // figures are made ready before they are scrolled to

/** Make every figure of a page live when it comes near. @param {ParentNode} page */
export function mountFigures(page) {
  const watcher = new IntersectionObserver(
    (seen) => {
      for (const { isIntersecting, target } of seen) {
        if (!isIntersecting || !(target instanceof HTMLElement)) continue;
        watcher.unobserve(target);
        void mountFigure(target);
      }
    },
    { rootMargin: AHEAD },
  );
  for (const figure of page.querySelectorAll("figure[data-figure]")) watcher.observe(figure);
}

/** @param {HTMLElement} figure @param {How} [how] */
export async function mountFigure(figure, how) {
  const { figure: name = "", address = "" } = figure.dataset;
  const load = Object.hasOwn(FIGURES, name) ? FIGURES[name] : undefined;
  if (!load) return;
  try {
    const { mount } = await load();
    await mount(figure, address, how);
    figure.dataset["live"] = "yes";
  } catch (error) {
    const [problem, remedy] = error instanceof Problem ? [error.problem, error.remedy] : ["this figure could not be made live", ""];
    figure.dataset["live"] = "no";
    figure.append(el("p", { class: "fault", role: "alert" }, `${problem}. ${remedy}${!remedy || /[.?!]$/.test(remedy) ? "" : "."}`));
  }
}
