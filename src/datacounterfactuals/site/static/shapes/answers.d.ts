/** The shapes of `site/shapes/answers.py`; a test holds the two to each other. */

export interface ColumnInfo {
  name: string;
  metric: string;
  unit: string;
  better: number;
}

export interface Part {
  state: "measured" | "none" | "not measured";
  error: ((number | null)[])[] | null;
  freedom: number | null | unknown[];
  why: string;
}

export interface Uncertainty {
  sampling: Part;
  seed: Part;
  evaluation: Part;
  source: Part;
}

export interface Landing {
  column: string;
  label: string[];
  effect: number | null;
}

export interface Claim {
  kind: string;
  intervention: string;
  reference: string;
  landed: Landing[];
  held_fixed: string[];
  supports: string;
  not_established: string[];
}

export interface Terms {
  kind: "terms";
  labels: string[][];
  worlds: Record<string, number>[];
  terms: [number, number, number][];
}

export interface Rule {
  kind: "rule";
  labels: string[][];
  members: string[];
  targets: string[][];
  coefficients: number[][];
}

export interface ChartData {
  kind: "bars" | "beside" | "curve" | "pairs" | "rows";
  x: string;
  y: string;
  records: Record<string, unknown>[];
  log: boolean;
}

export interface Gap {
  world: Record<string, number>;
  state: string;
  reason: string;
}

export interface Cost {
  trained: number;
  reused: number;
  seconds: number;
}

export interface Answer {
  question: string;
  title: string;
  parameters: Record<string, unknown>;
  status: "complete" | "incomplete" | "from what is held";
  reads: "gain" | "score";
  label_kind: string[];
  labels: string[][];
  columns: ColumnInfo[];
  values: ((number | null)[])[];
  uncertainty: Uncertainty;
  claim: Claim;
  chart: ChartData;
  evidence: Terms | Rule | null;
  cells: Record<string, number>[];
  missing: number;
  gaps: Gap[];
  facts: Record<string, unknown>;
  notes: string[];
  worlds: number;
  cost: Cost;
}

export interface Asked {
  answer: Answer;
  python: string;
  command: string;
}
