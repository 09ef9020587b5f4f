// A claim card: what was changed, against what, what is held fixed, and what that shows.

import { el } from "../lib/dom.js";
import { listed } from "../lib/format.js";
import { term } from "./term.js";

/** @import { Claim } from "../types.js" */

const MOST_LANDED = 3;

/** @param {Claim} claim */
export function claimCard(claim) {
  const landed = claim.landed.slice(0, MOST_LANDED).map((one) => `${one.column} (${one.label.join(", ")})`);
  /** @type {[string | HTMLElement, string][]} */
  const entries = [
    [term("kind-of-move", "Move"), claim.kind],
    ["Intervention", claim.intervention],
    [term("reference-world", "Reference"), claim.reference],
    ["Landed", landed.length ? `most on ${listed(landed)}` : ""],
    [term("held-fixed", "Held fixed"), claim.held_fixed.join("; ")],
    ["Supports", claim.supports],
    ["Does not show", claim.not_established.join("; ")],
  ];
  return el(
    "section",
    {},
    el("h3", {}, "Claim"),
    el(
      "dl",
      {},
      entries.filter(([, words]) => words).flatMap(([title, words]) => [el("dt", {}, title), el("dd", {}, words)]),
    ),
  );
}
