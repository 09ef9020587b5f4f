/** The shapes of `site/shapes/sessions.py`; a test holds the two to each other. */

import type { Fault } from "./base.js";

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
