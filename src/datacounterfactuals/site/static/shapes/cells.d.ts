/** The shapes of `site/shapes/cells.py`; a test holds the two to each other. */

export interface CellColumn {
  name: string;
  metric: string;
  unit: string;
  better: number;
  fold: string;
  scale: string;
  points_of: string[];
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
  rights?: Record<string, string>;
}
