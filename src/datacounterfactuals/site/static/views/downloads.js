// What can be taken away as a file: the cells, and the chart of the answer.

import { el } from "../lib/dom.js";

/** @param {[string, string][]} files the title and the address of each */
export const downloads = (files) =>
  el("p", { class: "downloads" }, "download ", files.map(([title, address]) => el("a", { href: address, download: "" }, title)));
