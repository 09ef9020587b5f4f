/** The shapes of `site/shapes/base.py`; a test holds the two to each other. */

export interface Fault {
  problem: string;
  remedy: string;
}
