/** A run of site selection as the server tells it, and its candidates as columns of numbers. Pure. */

import type { Label } from "../api/queries.ts";

export interface Step {
  kind: string;
  label: Label;
  source: string;
  unit: string;
  failed: number;
  passed: number;
}

/** What became of the candidates. */
export interface Sifted {
  candidates: number;
  left: number;
  emptied_by: Step | null;
  /** Those that missed the last bound by least, where nothing is left. */
  nearest: { code: string; value: number | null; miss: number | null }[];
}

export interface Criterion {
  name: string;
  kind: string;
  label: Label;
  unit: string;
  sense: "max" | "min";
  source: string;
  function: { kind: string } | null;
  /** x (in the criterion's unit) and y (0–1) of the value function, to be drawn. */
  outline: [number[], number[]] | null;
  weight: number;
  missing: number;
  low: number | null;
  high: number | null;
}

export type Column = (number | null)[];

export interface Candidates {
  codes: string[];
  lon: number[];
  lat: number[];
  area_m2: number[];
  raw: Record<string, Column>;
  values: Record<string, Column>;
}

export interface AllocationSite {
  code: string;
  served: number;
}

/** Sites chosen by a location model: who is served from where. */
export interface Located {
  model: "max_cover" | "p_median" | "p_center" | "set_cover";
  objective: number;
  bound: number;
  gap: number;
  proven: boolean;
  sites: AllocationSite[];
  existing: number;
  served: number;
  served_before: number;
  of: number;
  mean_walk_m: number | null;
}

/** Connected land put together from candidates; areas in m², cost in yuan, boundary in m. */
export interface AssembledSet {
  codes: string[];
  area_m2: number;
  cost: number;
  owners: number;
  probability: number;
  boundary_m: number;
  compactness: number;
  gap: number;
  proven: boolean;
}

export interface Assembly {
  model: "assembly";
  /** The parcels of the best set. */
  sites: { code: string }[];
  sets: AssembledSet[];
  /** Why there is none, in a sentence. */
  refused: string | null;
}

export type Allocation = Located | Assembly;

/** The candidates of a run ready to be ranked again and again: a column of numbers a criterion, and the order of codes. */
export interface Matrix {
  codes: readonly string[];
  names: readonly string[];
  columns: readonly Float64Array[];
  /** Candidates of which every value is known, in the order of their codes. */
  ranked: readonly number[];
}

/** Make the columns of a run; a candidate with an unknown value is left out of the ranking, as the run does. */
export function matrixOf(candidates: Candidates, names: readonly string[]): Matrix {
  const columns = names.map((name) =>
    Float64Array.from(candidates.values[name] ?? [], (value) => value ?? Number.NaN),
  );
  const ranked = candidates.codes
    .map((_, index) => index)
    .filter((index) => columns.every((column) => !Number.isNaN(column[index] ?? Number.NaN)))
    .sort((a, b) => byCode(candidates.codes[a] ?? "", candidates.codes[b] ?? ""));
  return { codes: candidates.codes, names, columns, ranked };
}

/** The order of codes that the server keeps: by code point. */
export function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
