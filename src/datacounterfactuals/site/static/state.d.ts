/** What the modules of the pages share. */

import type { CellColumn, Cells, StudyInfo } from "./shapes.js";

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
  /** Use rights that were chosen, such as "C:evaluable"; null where none is being chosen. */
  right: string[] | null;
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
  /** By column: what stands there that nobody ran. */
  readonly predicted: readonly (PredictedColumn | null)[];
}

/** Cells of a column that were not run: what predicts them, and by row where 95 % of runs would lie. */
export interface PredictedColumn {
  by: string;
  low: ReadonlyMap<number, number>;
  high: ReadonlyMap<number, number>;
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

/** A cell: a row of the table and one of its columns. */
export interface Place {
  row: number;
  column: number;
}

/** The cells that are shown, and how. */
export interface Shown {
  table: CellTable;
  /** The columns that are shown, by place in the table. */
  columns: number[];
  /** Row numbers as they are sorted, and by place how many breaks stand above; else the table's. */
  order?: Int32Array;
  layer?: Int32Array;
  scales: Map<string, Scale>;
  colour: (share: number) => { ground: string; ink: string };
  selected: Place;
  /** The cell that the selected one is compared with. */
  against?: Place | null;
  paint: Paint | null;
  /** By row, what a question needs before it is answered: 1 held, 2 missing. */
  needs?: Uint8Array | null;
  /** Why a cell's number is not shown: use rights shut it, it is of a row that is not paid for, or
   *  it is to be guessed. */
  cover?: Cover;
  /** Whether a cell's number was predicted and never trained: it is hatched. */
  predicted?: (row: number, column: number) => boolean;
  /** What of the address decides how they are drawn. */
  state?: Pick<PageState, "zoom" | "path" | "way">;
  /** What stands under a column's name. */
  caption: (column: number) => (Node | string | number | null | undefined | false)[];
}

export type Cover = (row: number, column: number) => "" | "shut" | "paid" | "guess" | "fog";

/** Everything that a view of the explorer is given to show. */
export interface Scene extends Required<Shown> {
  state: PageState;
  study: StudyInfo;
  dark: boolean;
  /** What objects stand for, by name. */
  labels: ReadonlyMap<string, string>;
}

/** What a view of the cells may do to the page. */
export interface Hand {
  select(row: number, column: number): void;
  /** Take a cell as the one that others are compared with. */
  compare?(row: number, column: number): void;
  /** Change what the address says of how the cells are drawn; `step` if Back should undo it. */
  turn?(change: Partial<Pick<PageState, "zoom" | "path" | "way">>, step: boolean): void;
}

/** A way of drawing the cells. */
export interface Stage {
  show(scene: Scene): void;
  /** Put the keyboard on the selected cell. */
  focus(): void;
}
