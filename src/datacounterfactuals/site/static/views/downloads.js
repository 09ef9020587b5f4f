// What can be taken away as a file: the cells, the answer, and its chart.

import { source } from "../lib/api.js";
import { el } from "../lib/dom.js";
import { at } from "../lib/root.js";

/**
 * @param {string} study
 * @param {string | null} metric
 * @param {string | null} chart where the chart is, as SVG
 * @param {string[]} [plus] what the board is extended by
 */
export function downloads(study, metric, chart, plus = []) {
  if (source.offline) return null;
  const query = new URLSearchParams(metric ? { metric } : {});
  for (const one of plus) query.append("plus", one);
  const cells = (/** @type {string} */ kind) => at(`/api/studies/${encodeURIComponent(study)}/cells.${kind}${query.size ? `?${query}` : ""}`);
  /** @type {[string, string][]} */
  const files = [
    ["cells as CSV", cells("csv")],
    ["cells as Parquet", cells("parquet")],
  ];
  const other = (/** @type {string} */ kind) => (chart ?? "").replace("/chart.svg?", `/${kind}?`);
  if (chart) {
    files.push(["answer as CSV", other("answer.csv")]);
    files.push(["chart as SVG", chart], ["chart as PNG", other("chart.png")], ["chart as Vega-Lite", other("chart.vl.json")]);
  }
  return el("p", { class: "downloads" }, files.map(([title, href]) => el("a", { href, download: "" }, title)));
}
