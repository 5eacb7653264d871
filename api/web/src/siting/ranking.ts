/** The weighted sum of values and the ranks that it gives, as often as a slider moves. Pure. */

import type { Matrix } from "./run.ts";
import type { Weights } from "./weights.ts";

/** Scores that differ by less are the same: what adding up in another order may change. */
const SAME = 1e-12;

export interface Ranking {
  /** Candidates, best first; equal ones in the order of their codes. */
  order: Int32Array;
  /** Score by candidate (0–1); NaN where a value isn't known. */
  scores: Float64Array;
  /** Rank by candidate, equal ones the same and the next as many further (1, 2, 2, 4); 0 where there is none. */
  ranks: Int32Array;
}

/** Rank the candidates by the weighted sum of their values. */
export function rankBy(matrix: Matrix, weights: Weights): Ranking {
  const count = matrix.codes.length;
  const scores = new Float64Array(count);
  matrix.columns.forEach((column, at) => {
    const weight = weights[matrix.names[at] ?? ""] ?? 0;
    for (let index = 0; index < count; index += 1)
      scores[index] = (scores[index] ?? 0) + weight * (column[index] ?? 0);
  });
  const score = (index: number) => scores[index] ?? Number.NaN;
  // The candidates come in the order of their codes, and sorting keeps it among equals.
  const order = Int32Array.from([...matrix.ranked].sort((a, b) => difference(score(b), score(a))));
  const ranks = new Int32Array(count);
  let rank = 0;
  let before = Number.NaN;
  order.forEach((index, place) => {
    if (!(difference(score(index), before) === 0)) rank = place + 1;
    before = score(index);
    ranks[index] = rank;
  });
  return { order, scores, ranks };
}

function difference(one: number, other: number): number {
  return Math.abs(one - other) <= SAME ? 0 : one - other;
}

/** The ranking that a run came to by a method of its own. */
export function rankedBy(
  matrix: Matrix,
  ranked: readonly { code: string; score: number; rank: number }[],
): Ranking {
  const at = new Map(matrix.codes.map((code, index) => [code, index]));
  const scores = new Float64Array(matrix.codes.length).fill(Number.NaN);
  const ranks = new Int32Array(matrix.codes.length);
  const order = new Int32Array(ranked.length);
  ranked.forEach(({ code, score, rank }, place) => {
    const index = at.get(code) ?? 0;
    scores[index] = score;
    ranks[index] = rank;
    order[place] = index;
  });
  return { order, scores, ranks };
}

/** What each criterion adds to a candidate's score, in the order of the matrix. */
export function partsOf(matrix: Matrix, weights: Weights, index: number): number[] {
  return matrix.columns.map((column, at) => (weights[matrix.names[at] ?? ""] ?? 0) * (column[index] ?? 0));
}
