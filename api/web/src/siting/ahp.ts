/** Weights by comparing in pairs (AHP): principal eigenvector, consistency ratio, and the pair that hurts most. Pure. */

/** Saaty's random index by the number of criteria (T. L. Saaty, The Analytic Hierarchy Process, 1980). */
const RANDOM_INDEX = [0, 0, 0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59];
const STEPS = 500;
const STILL = 1e-14;
/** Above this ratio judgements contradict each other too much. */
export const MOST_INCONSISTENT = 0.1;

/** `judged[i][j]`: how many times as important i is as j (1/9 to 9); the diagonal is 1, the other half the reciprocal. */
export type Judged = readonly (readonly number[])[];

export interface Ahp {
  weights: number[];
  ratio: number;
  /** Indices of the two whose judgement is furthest from the weights; `null` when all fit. */
  worst: [number, number] | null;
  /** What would fit there. */
  fitting: number;
}

/** The scale of judgements: 1/9 … 1/2, 1, 2 … 9. */
export const SCALE: readonly number[] = [
  ...Array.from({ length: 8 }, (_, step) => 1 / (9 - step)),
  ...Array.from({ length: 9 }, (_, step) => step + 1),
];

export function ahp(judged: Judged): Ahp {
  const count = judged.length;
  const at = (row: number, column: number) => judged[row]?.[column] ?? 1;
  let weights: number[] = Array.from({ length: count }, () => 1 / count);
  let value = count;
  for (let step = 0; step < STEPS; step += 1) {
    const next = weights.map((_, row) =>
      weights.reduce((sum, weight, column) => sum + at(row, column) * weight, 0),
    );
    value = next.reduce((sum, each) => sum + each, 0);
    const scaled = next.map((each) => each / value);
    const change = scaled.reduce(
      (most, each, row) => Math.max(most, Math.abs(each - (weights[row] ?? 0))),
      0,
    );
    weights = scaled;
    if (change < STILL) break;
  }
  const index = count > 2 ? (value - count) / (count - 1) : 0;
  const random = RANDOM_INDEX[Math.min(count, RANDOM_INDEX.length - 1)] ?? 1.59;
  return { weights, ratio: random > 0 ? Math.max(index / random, 0) : 0, ...worstOf(weights, at) };
}

function worstOf(weights: readonly number[], at: (row: number, column: number) => number) {
  let [worst, most, fitting]: [[number, number] | null, number, number] = [null, 1e-6, 1];
  weights.forEach((weight, row) => {
    for (let column = row + 1; column < weights.length; column += 1) {
      const fits = weight / (weights[column] ?? weight);
      const off = Math.abs(Math.log(at(row, column) / fits));
      if (off > most) [worst, most, fitting] = [[row, column], off, fits];
    }
  });
  return { worst, fitting };
}

/** The judgement of the scale nearest to a ratio. */
export function nearest(ratio: number): number {
  const off = (step: number) => Math.abs(Math.log(step / ratio));
  return SCALE.reduce((best, step) => (off(step) < off(best) ? step : best), 1);
}

/** The judgements that come nearest to given weights, to begin from. */
export function judgementsOf(weights: readonly number[]): number[][] {
  const least = 1e-4;
  return weights.map((row) =>
    weights.map((column) => nearest(Math.max(row, least) / Math.max(column, least))),
  );
}

/** Judge one pair anew; its reciprocal follows. */
export function judge(judged: Judged, row: number, column: number, value: number): number[][] {
  return judged.map((line, i) =>
    line.map((each, j) => (i === row && j === column ? value : i === column && j === row ? 1 / value : each)),
  );
}

/** A judgement as it is said: 3, 1/3. */
export function sayJudgement(value: number): string {
  return value >= 1 ? String(Math.round(value)) : `1/${Math.round(1 / value)}`;
}
