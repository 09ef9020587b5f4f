/** What the board's stages are given to show, and may do. */

export interface BoardLook {
  colour: (share: number) => { ground: string; ink: string };
  paper: string;
  /** How bright a row is that may not be deployed. */
  shut: number;
  table: string;
  line: string;
  dot: string;
  soft: string;
  ink: string;
}

export interface BoardShown {
  /** The game that it is of, its rows as the API sends them, and whether changes are animated. */
  game: string;
  rows: readonly string[][];
  moves: boolean;
  look: BoardLook;
  /** `due`: 1 for the slice that pays now, 2 for the one that pays next, or 0. */
  slices: { name: string; mark: string; due: number }[];
  /** NaN under fog. */
  share: (row: number, slice: number) => number;
  selected: { row: number; column: number };
  values: { row: number; slice: number; text: string }[];
  /** A score in words. */
  text: (row: number, slice: number) => string;
  state: (row: number) => string;
}

export interface BoardHand {
  select(row: number, column: number): void;
  hover(at: { row: number; column: number } | null): void;
}
