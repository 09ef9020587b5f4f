/** The shapes of `site/shapes/reading.py`; a test holds the two to each other. */

import type { ColumnInfo } from "./answers.js";

export interface GlossaryTerm {
  slug: string;
  name: string;
  also: string[];
  text: string;
}

export interface Glossary {
  terms: GlossaryTerm[];
}

export interface BridgeCheck {
  name: string;
  title: string;
  said: string;
  left_title: string;
  right_title: string;
  labels: string[];
  columns: ColumnInfo[];
  left: ((number | null)[])[];
  right: ((number | null)[])[];
  error: ((number | null)[])[] | null;
  exact: boolean;
  score: boolean;
  apart: number | null;
  refused: string;
  missing: number;
}

export interface Bridges {
  study: string;
  metric: string;
  trains: boolean;
  checks: BridgeCheck[];
}
