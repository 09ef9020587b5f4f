/** The shapes of `site/shapes/exported.py`; a test holds the two to each other. */

import type { Fault } from "./base.js";

export interface KeptTemplate {
  contrast: Record<string, unknown>;
  label_kind: string[];
  where: Record<string, unknown>;
}

export interface KeptQuestion {
  name: string;
  template: KeptTemplate | null;
  fault: Fault | null;
}

export interface KeptAnswer {
  question: string;
  parameters: Record<string, string>;
  metric: string;
  file: string;
  light: Record<string, string>;
  dark: Record<string, string>;
}

export interface Manifest {
  study: string;
  written: string;
  questions: KeptQuestion[];
  answers: KeptAnswer[];
}
