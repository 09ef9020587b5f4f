/** What the API gives and takes; a test holds it to the shapes in `site/shapes`. */

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
  plus?: string[];
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
  needs: string;
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

export interface RowBlock {
  fixed: number[];
  free: number[];
  whole: boolean;
}

export interface BlockRows {
  kind: "blocks";
  members: string[];
  blocks: RowBlock[];
}

export interface Predicted {
  by: string;
  rows: number[];
  shown: number[];
  low: number[];
  high: number[];
}

export interface Cells {
  study: string;
  metric: string;
  columns: CellColumn[];
  rows: LatticeRows | MovedRows | ListedRows | BlockRows;
  count: number;
  states: string;
  shown: ((number | null)[] | string)[];
  oriented: ((number | null)[] | string | null)[];
  reasons: Record<string, string>;
  predicted: (Predicted | null)[];
}

export interface CellsWanted {
  worlds: Record<string, number>[];
  metric?: string | null;
  slices?: string[] | null;
  packed?: boolean;
  plus?: string[];
}

export interface FillWanted {
  metric?: string | null;
  rows?: number | null;
  seconds?: number | null;
  plus?: string[];
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

export interface PlusInfo {
  text: string;
  name: string;
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
  plus: PlusInfo[];
  ways: ("flip" | "sample")[];
}

export interface MovedPoint {
  object: string;
  row?: number;
  values: Record<string, number | string>;
}

export interface MovedWanted {
  points: MovedPoint[];
  metric?: string | null;
  packed?: boolean;
}

export interface Moved {
  cells: Cells;
  trained: number;
  seconds: number;
}

export interface Positions {
  study: string;
  metric: string;
  columns: string[];
  members: string[];
  features: string[];
  target: string;
  labels: string[];
  axes: number[][];
  own: number[][];
  cells: string[];
  at_home: string[];
  states: string[][];
}

export interface Accepted {
  number: number | null;
  within: number;
  names: string[];
  words: string;
}

export interface ActivityInfo {
  state: string;
  figure: "grid" | "lattice" | "removal" | "envelope" | "chart";
  kind: "direction" | "number" | "object" | "world" | "choice" | "discuss";
  prompt: string;
  choices: string[];
  after: string;
  accepted: Accepted | null;
  fault: Fault | null;
}

export interface SessionEntry {
  slug: string;
  place: number;
  title: string;
  minutes: number;
  about: string;
  papers: string[];
  questions: string[];
  studies: string[];
}

export interface SessionInfo {
  slug: string;
  place: number;
  title: string;
  minutes: number;
  about: string;
  papers: string[];
  questions: string[];
  studies: string[];
  activities: ActivityInfo[];
}

export interface SessionList {
  sessions: SessionEntry[];
}

export interface TourGuess {
  prompt: string;
  reads: "difference" | "value";
  cover: string[];
}

export interface TourStep {
  state: string;
  say: string;
  do: string;
  guess: TourGuess | null;
}

export interface TourInfo {
  name: string;
  study: string;
  title: string;
  goal: string;
  limits: string;
  steps: TourStep[];
}

export interface TourList {
  tours: TourInfo[];
}

export interface KeptTemplate {
  contrast: Record<string, unknown>;
  label_kind: string[];
  where: Record<string, unknown>;
}

export interface KeptQuestion {
  name: string;
  template: KeptTemplate | null;
  fault: Fault | null;
}

export interface KeptAnswer {
  question: string;
  parameters: Record<string, string>;
  metric: string;
  file: string;
  light: Record<string, string>;
  dark: Record<string, string>;
}

export interface Manifest {
  study: string;
  written: string;
  questions: KeptQuestion[];
  answers: KeptAnswer[];
}

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

export interface PaperArea {
  name: string;
  title: string;
  about: string;
  papers: number;
}

export interface PaperInfo {
  id: string;
  area: string;
  short: string;
  year: number;
  title: string;
  authors: string[];
  venue: string;
  link: string;
  adds: string;
  questions: string[];
  csl: Record<string, unknown>;
}

export interface PaperList {
  areas: PaperArea[];
  papers: PaperInfo[];
}

export interface PaperCited {
  styles: Record<string, string>;
  bibtex: string;
}

export interface PaperPage {
  paper: PaperInfo;
  cited: PaperCited;
}

export interface PapersCited {
  styles: Record<string, string>;
  papers: Record<string, PaperCited>;
}
