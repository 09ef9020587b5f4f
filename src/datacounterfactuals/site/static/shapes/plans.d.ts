/** The shapes of `site/shapes/plans.py`; a test holds the two to each other. */

export interface TableColumn {
  name: string;
  kind: string;
  distinct: number;
  missing: number;
  values: string[];
  numbers: boolean;
}
export interface TableInfo {
  name: string;
  records: number;
  columns: TableColumn[];
  owner: string | null;
  target: string | null;
}
