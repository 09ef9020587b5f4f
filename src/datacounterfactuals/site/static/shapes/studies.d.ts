/** The shapes of `site/shapes/studies.py`; a test holds the two to each other. */

import type { Fault } from "./base.js";

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
  right: "both" | "trainable" | "evaluable" | "reserved" | "unavailable";
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
  ways: ("flip" | "sample" | "leak")[];
}
