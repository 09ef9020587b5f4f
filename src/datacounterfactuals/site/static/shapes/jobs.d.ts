/** The shapes of `site/shapes/jobs.py`; a test holds the two to each other. */

import type { Asked } from "./answers.js";
import type { AskWanted } from "./asking.js";
import type { Fault } from "./base.js";

export interface FillWanted {
  metric?: string | null;
  rows?: number | null;
  seconds?: number | null;
  plus?: string[];
  rights?: Record<string, string>;
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
  kind: "fill" | "ask" | "plan";
  study: string;
  state: "running" | "done" | "failed" | "stopped";
  progress: JobProgress | null;
  filled: FilledRows | null;
  asked: Asked | null;
  fault: Fault | null;
}
