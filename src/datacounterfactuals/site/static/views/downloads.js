// What can be taken away as a file: the cells, and the chart of the answer.

import { source } from "../lib/api.js";
import { el } from "../lib/dom.js";
import { at } from "../lib/root.js";

/**
 * @param {string} study
 * @param {string | null} metric
 * @param {string | null} chart where the chart is, as SVG
 */
export function downloads(study, metric, chart) {
  if (source.offline) return null;
  const cells = (/** @type {string} */ kind) => at(`/api/studies/${encodeURIComponent(study)}/cells.${kind}${metric ? `?metric=${encodeURIComponent(metric)}` : ""}`);
  /** @type {[string, string, string][]} */
  const files = [
    ["cells as CSV", cells("csv"), `${study}.csv`],
    ["cells as Parquet", cells("parquet"), `${study}.parquet`],
  ];
  if (chart) files.push(["chart as SVG", chart, `${study}.svg`], ["chart as PNG", chart.replace("/chart.svg", "/chart.png"), `${study}.png`]);
  return el("p", { class: "downloads" }, files.map(([title, href, name]) => el("a", { href, download: name }, title)));
}
