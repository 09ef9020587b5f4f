/** What the board's stages are given to show, and may do. */

export interface BoardLook {
  colour: (share: number) => { ground: string; ink: string };
  paper: string;
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
  slices: { name: string; mark: string }[];
  /** NaN under fog. */
  share: (row: number, slice: number) => number;
  selected: { row: number; column: number };
  values: { row: number; slice: number; text: string }[];
  state: (row: number) => string;
}

export interface BoardHand {
  select(row: number, column: number): void;
  hover(at: { row: number; column: number } | null): void;
}
