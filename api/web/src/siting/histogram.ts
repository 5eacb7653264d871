/** How the candidates are spread over a criterion, and the value function above them, in the units of a small drawing. Pure. */

import type { Column } from "./run.ts";

export interface Histogram {
  low: number;
  high: number;
  counts: number[];
  missing: number;
}

/** Count numbers in bins of equal width; one bin holds all where they are the same. */
export function histogramOf(column: Column, bins: number): Histogram {
  const known = column.filter((value): value is number => value !== null && Number.isFinite(value));
  const missing = column.length - known.length;
  if (known.length === 0) return { low: 0, high: 0, counts: [], missing };
  const low = known.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = known.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (high === low) return { low, high, counts: [known.length], missing };
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of known) {
    const bin = Math.min(Math.floor(((value - low) / (high - low)) * bins), bins - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { low, high, counts, missing };
}

export interface Size {
  width: number;
  height: number;
}

/** The value function as a path: x in the criterion's unit over the histogram, y from 0 (below) to 1. */
export function outlinePath([xs, ys]: [number[], number[]], { low, high }: Histogram, size: Size): string {
  const across = (x: number) => (high > low ? ((x - low) / (high - low)) * size.width : size.width / 2);
  const points = xs.map((x, at) => {
    const y = (1 - (ys[at] ?? 0)) * size.height;
    return `${across(x).toFixed(1)},${y.toFixed(1)}`;
  });
  return points.length > 0 ? `M${points.join("L")}` : "";
}

/** Where a value stands between the lowest and the highest (0–1). */
export function shareOf(value: number, { low, high }: Pick<Histogram, "low" | "high">): number {
  return high > low ? Math.min(Math.max((value - low) / (high - low), 0), 1) : 0.5;
}
