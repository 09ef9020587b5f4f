/**
 * The one contract between the program and the page. The first part is what the API gives and takes
 * (a test holds it to the shapes in `site/shapes`); the second what the page's modules share.
 */

// What the API gives and takes.

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
  kind: "bars" | "curve" | "pairs" | "rows";
  x: string;
  y: string;
  records: Record<string, unknown>[];
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

export interface ParameterInfo {
  name: string;
  type: string;
  choices: string[] | null;
  default: string;
  help: string;
}

export interface QuestionInfo {
  name: string;
  title: string;
  family: "value" | "scale" | "repair" | "leverage";
  move: string;
  question: string;
  about: string;
  parameters: ParameterInfo[];
}

export interface QuestionList {
  questions: QuestionInfo[];
}

export interface AskWanted {
  question: string;
  parameters?: Record<string, unknown>;
  metric?: string | null;
  slices?: string[] | null;
  rows?: number | null;
  seconds?: number | null;
}

export interface PlanBound {
  kind: "exact" | "at most" | "until";
  worlds: number;
  until: string;
}

export interface PlannedQuestion {
  name: string;
  title: string;
  wanted: number;
  bound: PlanBound;
}

export interface Plan {
  questions: PlannedQuestion[];
  wanted: number;
  held: number;
  shared: number;
  to_train: number;
  seconds: number | null;
  trains: boolean;
  atoms: number;
  bytes: number;
  refusal: Fault | null;
}

export interface Fault {
  problem: string;
  remedy: string;
}

export interface CellColumn {
  name: string;
  metric: string;
  unit: string;
  better: number;
  fold: string;
  scale: string;
}

export interface LatticeRows {
  kind: "lattice";
  members: string[];
}

export interface MovedRows {
  kind: "moved";
  members: string[];
  full: boolean[];
  flips: number[][];
}

export interface ListedRows {
  kind: "listed";
  members: string[];
  worlds: Record<string, number>[];
}

export interface Cells {
  study: string;
  metric: string;
  columns: CellColumn[];
  rows: LatticeRows | MovedRows | ListedRows;
  count: number;
  states: string;
  shown: ((number | null)[] | string)[];
  oriented: ((number | null)[] | string | null)[];
  reasons: Record<string, string>;
}

export interface CellsWanted {
  worlds: Record<string, number>[];
  metric?: string | null;
  slices?: string[] | null;
  packed?: boolean;
}

export interface FillWanted {
  metric?: string | null;
  rows?: number | null;
  seconds?: number | null;
}

export interface JobWanted {
  fill?: FillWanted | null;
  ask?: AskWanted | null;
  wait?: number;
}

export interface JobProgress {
  done: number;
  total: number;
  seconds: number;
  rate: number;
  eta: number | null;
}

export interface FilledRows {
  trained: number;
  held: number;
  over_budget: number;
  failed: number;
  seconds: number;
}

export interface JobInfo {
  id: string;
  kind: "fill" | "ask";
  study: string;
  state: "running" | "done" | "failed" | "stopped";
  progress: JobProgress | null;
  filled: FilledRows | null;
  asked: Asked | null;
  fault: Fault | null;
}

export interface StudyEntry {
  name: string;
  title: string;
  description: string;
  shipped: boolean;
  fault: Fault | null;
}

export interface StudyList {
  first: string;
  studies: StudyEntry[];
}

export interface ObjectInfo {
  name: string;
  label: string;
  size: number;
  stands_in_for: string | null;
  reserve: boolean;
  cost: number;
  owner: string | null;
}

export interface SliceInfo {
  name: string;
  points: number;
}

export interface MetricInfo {
  name: string;
  title: string;
  unit: string;
  better: number;
}

export interface StudyInfo {
  name: string;
  title: string;
  description: string;
  noun: string;
  objects: ObjectInfo[];
  roster: string[];
  slices: SliceInfo[];
  metrics: MetricInfo[];
  metric: string;
  worlds: string;
  repeats: number;
  seeded: boolean;
  learner: string;
  held_fixed: string[];
  cautions: string[];
  fingerprint: string;
  written: string;
  refusal: Fault | null;
  filling: string | null;
}

// What the modules of the page share.

/** The state of a study's page. All of it is in the address. */
export interface PageState {
  /** The metric, or null for the study's own. */
  metric: string | null;
  /** The columns that are shown, by name, or null for all. */
  show: string[] | null;
  question: string | null;
  /** What was typed, by parameter. */
  parameters: Record<string, string>;
  /** The selected world as the address spells it, and the selected column by name. */
  world: string | null;
  column: string | null;
  /** The label of the answer whose evidence is painted. */
  label: string[] | null;
  /** How the cells are drawn: rows, or layers of nodes; null is the grid. */
  view: "lattice" | null;
  /** The order of rows: "score", "gray", or an object as "object:NAME"; null is by size. */
  sort: string | null;
  /** The height of a row in pixels where the reader chose it. */
  zoom: string | null;
  /** Comparing two cells, or asking; null is asking. */
  mode: "look" | null;
  /** The second cell of a comparison: a world as the address spells it, and a column by name. */
  against: string | null;
  beside: string | null;
  /** The order of objects along a path through the lattice, and which way it walks; a strike
   *  leaves the full world, an acquisition the empty one. */
  path: string[] | null;
  way: "strike" | "acquire" | null;
  /** What the board is extended by: "E" of the reserve, or a stand-in such as "flip:B". */
  plus: string[] | null;
  /** The objects that the operator has paid for; null shows every row. */
  paid: string[] | null;
  /** A guided tour, how far it is, and what was guessed. */
  tour: string | null;
  step: string | null;
  guess: string | null;
  /** Large type, for a room. */
  present: "yes" | null;
}

/** The worlds of a table of cells, by row number. */
export interface WorldRows {
  readonly count: number;
  /** The objects that its rows differ in. */
  readonly members: readonly string[];
  weight(row: number, member: number): number;
  size(row: number): number;
  /** The row of a world given as weights by name; -1 if there is none. */
  find(world: Record<string, number>): number;
}

/** The cells of some worlds, decoded. */
export interface CellTable {
  readonly metric: string;
  readonly columns: readonly CellColumn[];
  readonly rows: WorldRows;
  /** Row numbers from the fullest world down. */
  readonly order: Int32Array;
  /** By place in `order`: how many layers of equal size stand above. */
  readonly layer: Int32Array;
  readonly states: Uint8Array;
  /** By column: the numbers people read, and those that contrasts add up. */
  readonly shown: readonly Float32Array[];
  readonly oriented: readonly Float32Array[];
  readonly reasons: Readonly<Record<string, string>>;
}

/** Anything that gives a world's number on one column; NaN where it is not held. */
export interface CellSource {
  readonly rows: WorldRows;
  readonly oriented: Float32Array;
}

/** A contrast's row evaluated on cells. */
export interface Summed {
  /** By row of the source: its weight. */
  weights: Float64Array;
  sum: number;
  /** The sum of |weight x cell|, the scale of its rounding error. */
  mass: number;
  /** How many cells enter, how many of them have no number, and worlds that are no row. */
  used: number;
  missing: number;
  outside: Record<string, number>[];
}

/** One scale of cells: from the worst to the best number, both so turned that more is better. */
export interface Scale {
  worst: number;
  best: number;
  /** Turns them back to the numbers people read (a gap to its size). */
  better: number;
  digits: number;
}

/** How evidence is painted on one column: by row the sign with which a cell enters, and how much. */
export interface Paint {
  column: number;
  /** By row of the table: the coefficient of the shown number in the sum; 0 where it is not used. */
  coefficients: Float64Array;
  /** The largest of their sizes. */
  most: number;
  /** Cells that were read, but are not a sum. */
  read: Set<number>;
  /** Objects that the value is about. */
  about: Set<string>;
}
