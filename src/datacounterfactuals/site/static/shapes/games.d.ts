/** The shapes of `site/shapes/games.py`; a test holds the two to each other. */

import type { Claim } from "./answers.js";

export interface GameWanted {
  scenario: string;
  side: "people" | "operator" | "both";
  group?: string | null;
  seed?: number | null;
  luck?: number | null;
  cards?: ("signal" | "reserved" | "regulator" | "kept")[];
}

export interface MoveWanted {
  move: Record<string, unknown>;
}

export interface ReplayWanted {
  record?: Record<string, unknown> | null;
  link?: string | null;
}

export interface GameSlice {
  name: string;
  metric: string;
  unit: string;
  better: number;
  low: number;
  high: number;
}

export interface GameRows {
  pieces: string[][];
  shown: ((number | null)[])[];
  share: ((number | null)[])[];
  new: boolean[];
  audited: boolean[];
  open: boolean[];
  deployed: number[];
}

export interface GameGroup {
  name: string;
  letter: string;
  pieces: string[];
  unmade: string[];
  spoiled: string[];
  marked: string[];
  coins: number;
  standing: "open" | "offers" | "holds" | "makes" | "sends" | "bought";
  price: number;
  licensed: boolean;
  mood: "firm" | "wavering" | "gone";
  expects: number;
  tempted: number;
  yours: boolean;
}

export interface GameSide {
  name: string;
  coins: number;
  profit: number;
  target: number;
}

export interface GameSeason {
  season: number;
  slice: number;
  row: string[];
  rival: string[];
  score: number;
  rival_score: number;
  earned: number;
  fees: Record<string, number>;
  standings: Record<string, string>;
}

export interface GameSideOffer {
  group: string;
  price: number;
}

export interface GameChoice {
  move: Record<string, unknown>;
  say: string;
  about: string;
  cost: number;
  earns: number;
  needs: "price" | "row" | null;
  least: number;
  most: number;
  price: number;
  rows: number[];
}

export interface GameCell {
  row: string[];
  slice: number;
  shown: number;
  share: number;
}

export interface GamePayment {
  to: string;
  coins: number;
  why: string;
}

export interface GameEvent {
  kind: "moved" | "rose" | "uncovered" | "paid" | "over";
  by: "people" | "operator" | null;
  group: string | null;
  season: number;
  say: string;
  move: Record<string, unknown> | null;
  rows: number;
  seconds: number;
  cells: GameCell[];
  payments: GamePayment[];
}

export interface GameView {
  id: string;
  scenario: string;
  title: string;
  about: string;
  seed: number;
  luck: number;
  cards: string[];
  side: "people" | "operator" | "both";
  group: string | null;
  eyes: "people" | "operator";
  moves: number;
  season: number;
  seasons: number;
  phase: "groups" | "reply" | "operator" | "over";
  turn: "people" | "operator" | null;
  turn_group: string | null;
  yours: boolean;
  can_undo: boolean;
  slices: GameSlice[];
  pays: number | null;
  next: number | null;
  price: number;
  rows: GameRows;
  groups: GameGroup[];
  people: GameSide;
  operator: GameSide;
  substitute: string;
  substitute_letter: string;
  substitute_price: number;
  substitute_licensed: boolean;
  rival: string;
  rival_pieces: string[];
  fund: number;
  side_offer: GameSideOffer | null;
  paid: GameSeason[];
  hand: GameChoice[];
  ending: "deal" | "capture" | "leverage" | "ruin" | null;
  link: string;
  events: GameEvent[];
}

export interface ScenarioGroup {
  name: string;
  letter: string;
}

export interface ScenarioCard {
  name: "signal" | "reserved" | "regulator" | "kept";
  title: string;
  about: string;
}

export interface ScenarioInfo {
  name: string;
  title: string;
  about: string;
  operator: string;
  rival: string;
  substitute: string;
  groups: ScenarioGroup[];
  slices: string[];
}

export interface ScenarioList {
  scenarios: ScenarioInfo[];
  cards: ScenarioCard[];
}

export interface GameStep {
  season: number;
  slice: number;
  row: string[];
  rival: string[];
  earned: number;
  left: number;
  best_row: string[];
  best_licenses: string[];
  best_left: number;
  missed: number;
}

export interface GameLeverage {
  season: number;
  group: string;
  move: "hold" | "send";
  before: number;
  after: number;
  leverage: number;
  best_before: string[];
  best_after: string[];
  lasted: boolean;
}

export interface GameMade {
  season: number;
  group: string;
  piece: string;
  spoiled: boolean;
  marked: boolean;
  worth: number;
  by_slice: number[];
}

export interface GameRecord {
  board: number;
  scenario: string;
  seed: number;
  luck: number;
  cards: string[];
  side: "people" | "operator" | "both";
  group: string | null;
  moves: Record<string, unknown>[];
}

export interface GameDebrief {
  id: string;
  ending: "deal" | "capture" | "leverage" | "ruin";
  say: string;
  people: GameSide;
  operator: GameSide;
  path: GameStep[];
  leverage: GameLeverage[];
  made: GameMade[];
  slices: string[];
  claim: Claim;
  record: GameRecord;
  link: string;
}
