/** How far each weight may move, the others keeping their ratios, before another candidate comes first. Pure. */

import type { Ranking } from "./ranking.ts";
import type { Matrix } from "./run.ts";
import type { Weights } from "./weights.ts";

export interface Stability {
  name: string;
  weight: number;
  /** Between these weights the first place stays. */
  lowest: number;
  highest: number;
  /** Who comes first beyond; `null` where nobody does. */
  below: number | null;
  above: number | null;
}

const TINY = 1e-12;

/**
 * With the weight t of one criterion and the others scaled to 1 − t, the lead of the first over another candidate is a
 * straight line in t: it ends where that line meets zero.
 */
export function stabilityOf(matrix: Matrix, weights: Weights, ranking: Ranking): Stability[] {
  const first = ranking.order[0];
  return matrix.names.map((name, at) => {
    const weight = weights[name] ?? 0;
    const found: Stability = { name, weight, lowest: 0, highest: 1, below: null, above: null };
    if (first === undefined || weight >= 1 - TINY) return { ...found, lowest: weight >= 1 - TINY ? 1 : 0 };
    const column = matrix.columns[at] ?? new Float64Array();
    const score = (index: number) => ranking.scores[index] ?? 0;
    const value = (index: number) => column[index] ?? 0;
    for (const other of ranking.order) {
      if (other === first) continue;
      const own = value(first) - value(other);
      const rest = (score(first) - score(other) - weight * own) / (1 - weight);
      const slope = own - rest;
      if (Math.abs(slope) < TINY) continue;
      const meets = -rest / slope;
      if (slope > 0 && meets > found.lowest && meets <= weight + TINY) {
        found.lowest = Math.min(meets, weight);
        found.below = other;
      } else if (slope < 0 && meets < found.highest && meets >= weight - TINY) {
        found.highest = Math.max(meets, weight);
        found.above = other;
      }
    }
    return found;
  });
}
