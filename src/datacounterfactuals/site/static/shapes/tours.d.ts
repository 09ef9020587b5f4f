/** The shapes of `site/shapes/tours.py`; a test holds the two to each other. */

export interface TourGuess {
  prompt: string;
  reads: "difference" | "value";
  cover: string[];
}

export interface TourStep {
  state: string;
  say: string;
  do: string;
  guess: TourGuess | null;
}

export interface TourInfo {
  name: string;
  study: string;
  title: string;
  goal: string;
  limits: string;
  steps: TourStep[];
}

export interface TourList {
  tours: TourInfo[];
}
