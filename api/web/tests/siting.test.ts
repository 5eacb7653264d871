import { describe, expect, it } from "vitest";
import { ahp, judge, judgementsOf, MOST_INCONSISTENT, nearest, sayJudgement } from "../src/siting/ahp.ts";
import { histogramOf, outlinePath } from "../src/siting/histogram.ts";
import { partsOf, rankBy, rankedBy } from "../src/siting/ranking.ts";
import { type Candidates, matrixOf } from "../src/siting/run.ts";
import { stabilityOf } from "../src/siting/stability.ts";
import { alike, moved, normalised, readWeights, writeWeights } from "../src/siting/weights.ts";

const sum = (weights: Record<string, number>) => Object.values(weights).reduce((a, b) => a + b, 0);

/** Numbers that look like chance and are the same each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

function candidates(values: Record<string, (number | null)[]>, codes: string[]): Candidates {
  const zeros = codes.map(() => 0);
  return { codes, lon: zeros, lat: zeros, area_m2: zeros, raw: values, values };
}

describe("weights", () => {
  it("keep the ratios of the others when one is moved, and sum to 1", () => {
    const after = moved({ a: 0.5, b: 0.3, c: 0.2 }, "a", 0.2);
    expect(after.a).toBeCloseTo(0.2, 12);
    expect(after.b).toBeCloseTo(0.48, 12);
    expect(after.c).toBeCloseTo(0.32, 12);
    expect((after.b ?? 0) / (after.c ?? 1)).toBeCloseTo(1.5, 12);
  });

  it("share alike when one gives back all that it had", () => {
    const all = moved({ a: 0.5, b: 0.3, c: 0.2 }, "a", 1);
    expect(all).toEqual({ a: 1, b: 0, c: 0 });
    expect(moved(all, "a", 0.4)).toEqual({ a: 0.4, b: 0.3, c: 0.3 });
  });

  it("stay within 0 and 1 and sum to 1 however they are moved", () => {
    const next = chance(7);
    let weights: Readonly<Record<string, number>> = { a: 0.25, b: 0.25, c: 0.25, d: 0.25 };
    for (let step = 0; step < 500; step += 1) {
      weights = moved(weights, "abcd"[Math.floor(next() * 4)] ?? "a", next() * 1.4 - 0.2);
      expect(Math.abs(sum({ ...weights }) - 1)).toBeLessThan(1e-9);
      for (const value of Object.values(weights)) expect(value).toBeGreaterThanOrEqual(0);
    }
  });

  it("come back from an address, and only where they are those of the criteria", () => {
    const weights = normalised({ green: 1, cost: 2 });
    const text = writeWeights(weights);
    expect(text).toBe("green:0.333333,cost:0.666667");
    const back = readWeights(text, ["green", "cost"]);
    expect(back && alike(back, weights)).toBe(true);
    expect(readWeights(text, ["green", "slope"])).toBeNull();
    expect(readWeights("green:x,cost:1", ["green", "cost"])).toBeNull();
    expect(readWeights(undefined, ["green"])).toBeNull();
  });
});

describe("the ranking", () => {
  const four = matrixOf(
    candidates({ near: [1, 0.5, 0.5, 0], cheap: [0, 0.5, 0.5, 1] }, ["P-3", "P-2", "P-1", "P-4"]),
    ["near", "cheap"],
  );

  it("is by weighted sum, equals share a rank and stand in the order of their codes", () => {
    const ranking = rankBy(four, { near: 0.6, cheap: 0.4 });
    expect([...ranking.order].map((index) => four.codes[index])).toEqual(["P-3", "P-1", "P-2", "P-4"]);
    expect([...ranking.ranks]).toEqual([1, 2, 2, 4]);
    expect(ranking.scores[0]).toBeCloseTo(0.6, 12);
    expect(partsOf(four, { near: 0.6, cheap: 0.4 }, 1)).toEqual([0.3, 0.2]);
  });

  it("is the run's own where that ranked by another method", () => {
    const told = [
      { code: "P-4", score: 0.9, rank: 1 },
      { code: "P-3", score: 0.4, rank: 2 },
    ];
    const ranking = rankedBy(four, told);
    expect([...ranking.order].map((index) => four.codes[index])).toEqual(["P-4", "P-3"]);
    expect([...ranking.ranks]).toEqual([2, 0, 0, 1]);
    expect(ranking.scores[3]).toBe(0.9);
  });

  it("counts what only the order of adding up tells apart as equal", () => {
    const close = matrixOf(candidates({ a: [0.1 + 0.2, 0.3] }, ["B", "A"]), ["a"]);
    expect([...rankBy(close, { a: 1 }).ranks]).toEqual([1, 1]);
  });

  it("leaves out what has an unknown value", () => {
    const gap = matrixOf(candidates({ near: [1, null, 0.2], cheap: [0, 1, 0.2] }, ["A", "B", "C"]), [
      "near",
      "cheap",
    ]);
    const ranking = rankBy(gap, { near: 0.5, cheap: 0.5 });
    expect([...ranking.order]).toEqual([0, 2]);
    expect(ranking.ranks[1]).toBe(0);
  });

  it("follows a slider over 2,000 candidates and 12 criteria", () => {
    const next = chance(3);
    const names = Array.from({ length: 12 }, (_, at) => `c${at}`);
    const codes = Array.from({ length: 2000 }, (_, at) => `P-${String(at).padStart(4, "0")}`);
    const values = Object.fromEntries(names.map((name) => [name, codes.map(() => next())]));
    const many = matrixOf(candidates(values, codes), names);
    let weights = normalised(Object.fromEntries(names.map((name) => [name, 1])));
    const times = Array.from({ length: 50 }, (_, step) => {
      weights = moved(weights, names[step % 12] ?? "c0", next());
      const before = performance.now();
      const ranking = rankBy(many, weights);
      const stable = stabilityOf(many, weights, ranking);
      const took = performance.now() - before;
      expect(ranking.order.length).toBe(2000);
      expect(stable.length).toBe(12);
      const sorted = [...ranking.order].map((index) => ranking.scores[index] ?? Number.NaN);
      expect(sorted.every((score, place) => place === 0 || score <= (sorted[place - 1] ?? 0) + 1e-11)).toBe(
        true,
      );
      return took;
    });
    times.sort((a, b) => a - b);
    process.stdout.write(
      `a slider's step: median ${times[25]?.toFixed(2)} ms, most ${times[49]?.toFixed(2)} ms\n`,
    );
  });

  it("never puts a dominated candidate first, whatever the weights", () => {
    const next = chance(11);
    const codes = ["A", "B", "C"];
    for (let trial = 0; trial < 100; trial += 1) {
      const a = [next(), next(), next()];
      const b = [next(), next(), next()];
      const values = Object.fromEntries(
        a.map((value, at) => [`c${at}`, [value, b[at] ?? 0, value * 0.9 - 0.001]]),
      );
      const matrix = matrixOf(candidates(values, codes), ["c0", "c1", "c2"]);
      const ranking = rankBy(matrix, normalised({ c0: next(), c1: next(), c2: next() }));
      expect(ranking.order[0]).not.toBe(2);
    }
  });
});

describe("stability", () => {
  it("says the weight at which another comes first", () => {
    const two = matrixOf(candidates({ near: [1, 0], cheap: [0, 1] }, ["A", "B"]), ["near", "cheap"]);
    const weights = { near: 0.7, cheap: 0.3 };
    const [near, cheap] = stabilityOf(two, weights, rankBy(two, weights));
    expect(near?.lowest).toBeCloseTo(0.5, 12);
    expect(near).toMatchObject({ highest: 1, below: 1, above: null });
    expect(cheap?.highest).toBeCloseTo(0.5, 12);
    expect(cheap).toMatchObject({ lowest: 0, below: null, above: 1 });
  });

  it("is what moving the slider finds", () => {
    const next = chance(5);
    const names = ["a", "b", "c", "d"];
    const codes = Array.from({ length: 30 }, (_, at) => `P-${at + 10}`);
    const matrix = matrixOf(
      candidates(Object.fromEntries(names.map((name) => [name, codes.map(() => next())])), codes),
      names,
    );
    const weights = normalised({ a: 3, b: 2, c: 1, d: 1 });
    const ranking = rankBy(matrix, weights);
    for (const { name, lowest, highest } of stabilityOf(matrix, weights, ranking)) {
      const firstAt = (value: number) => rankBy(matrix, moved(weights, name, value)).order[0];
      const inside = [lowest + 1e-6, highest - 1e-6].filter((value) => value > lowest && value < highest);
      for (const value of inside) expect(firstAt(value)).toBe(ranking.order[0]);
      if (lowest > 1e-6) expect(firstAt(lowest - 1e-6)).not.toBe(ranking.order[0]);
      if (highest < 1 - 1e-6) expect(firstAt(highest + 1e-6)).not.toBe(ranking.order[0]);
    }
  });
});

describe("comparing in pairs", () => {
  it("gives the weights and the ratio of Saaty's example of choosing a school", () => {
    // T. L. Saaty, "How to make a decision: the analytic hierarchy process", EJOR 48 (1990), table of six criteria
    const school = [
      [1, 4, 3, 1, 3, 4],
      [1 / 4, 1, 7, 3, 1 / 5, 1],
      [1 / 3, 1 / 7, 1, 1 / 5, 1 / 5, 1 / 6],
      [1, 1 / 3, 5, 1, 1, 1 / 3],
      [1 / 3, 5, 5, 1, 1, 3],
      [1 / 4, 1, 6, 3, 1 / 3, 1],
    ];
    const found = ahp(school);
    const published = [0.32, 0.14, 0.03, 0.13, 0.24, 0.14];
    for (const [at, weight] of published.entries()) expect(found.weights[at]).toBeCloseTo(weight, 2);
    expect(found.ratio).toBeCloseTo(0.24, 1);
    expect(found.ratio).toBeGreaterThan(MOST_INCONSISTENT);
    expect(found.worst).not.toBeNull();
  });

  it("of consistent judgements gives back the weights, with ratio 0", () => {
    const weights = [0.6, 0.3, 0.1];
    const found = ahp(weights.map((row) => weights.map((column) => row / column)));
    for (const [at, weight] of weights.entries()) expect(found.weights[at]).toBeCloseTo(weight, 10);
    expect(found.ratio).toBeLessThan(1e-9);
    expect(found.worst).toBeNull();
  });

  it("names the pair that hurts most, and judging it as it fits mends the ratio", () => {
    const judged = judge(judge(judge(judgementsOf([1, 1, 1]), 0, 1, 3), 1, 2, 3), 0, 2, 1 / 5);
    const before = ahp(judged);
    expect(before.worst).toEqual([0, 2]);
    expect(before.ratio).toBeGreaterThan(MOST_INCONSISTENT);
    const after = ahp(judge(judged, 0, 2, 9));
    expect(after.ratio).toBeLessThan(MOST_INCONSISTENT);
  });

  it("begins from the weights that stand, on Saaty's scale", () => {
    const judged = judgementsOf([0.6, 0.2, 0.2, 0]);
    expect(judged[0]?.map(sayJudgement)).toEqual(["1", "3", "3", "9"]);
    expect(judged[3]?.map(sayJudgement)).toEqual(["1/9", "1/9", "1/9", "1"]);
    expect(nearest(0.3)).toBeCloseTo(1 / 3, 12);
  });
});

describe("a histogram", () => {
  it("counts each known number once, the highest in the last bin", () => {
    const found = histogramOf([0, 1, 2, 3, 4, null, 4], 4);
    expect(found).toEqual({ low: 0, high: 4, counts: [1, 1, 1, 3], missing: 1 });
  });

  it("stands when all are alike, and when none is known", () => {
    expect(histogramOf([5, 5, null], 8)).toEqual({ low: 5, high: 5, counts: [2], missing: 1 });
    expect(histogramOf([null], 8)).toEqual({ low: 0, high: 0, counts: [], missing: 1 });
  });

  it("has its value function over it, upside up", () => {
    const over = histogramOf([0, 10], 2);
    expect(
      outlinePath(
        [
          [0, 5, 10],
          [0, 1, 1],
        ],
        over,
        { width: 100, height: 20 },
      ),
    ).toBe("M0.0,20.0L50.0,0.0L100.0,0.0");
  });
});
