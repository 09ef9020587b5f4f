/** The shapes of `site/shapes/asking.py`; a test holds the two to each other. */

import type { Fault } from "./base.js";

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
  rights?: Record<string, string>;
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
