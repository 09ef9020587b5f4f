/** The shapes of `site/shapes/papers.py`; a test holds the two to each other. */

export interface PaperArea {
  name: string;
  title: string;
  about: string;
  papers: number;
}

export interface PaperInfo {
  id: string;
  area: string;
  short: string;
  year: number;
  title: string;
  authors: string[];
  venue: string;
  link: string;
  adds: string;
  questions: string[];
  csl: Record<string, unknown>;
}

export interface PaperList {
  areas: PaperArea[];
  papers: PaperInfo[];
}

export interface PaperCited {
  styles: Record<string, string>;
  bibtex: string;
}

export interface PaperPage {
  paper: PaperInfo;
  cited: PaperCited;
}

export interface PapersCited {
  styles: Record<string, string>;
  papers: Record<string, PaperCited>;
}
