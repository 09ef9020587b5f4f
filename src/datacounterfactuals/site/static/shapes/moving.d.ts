/** The shapes of `site/shapes/moving.py`; a test holds the two to each other. */

import type { Cells } from "./cells.js";

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
