import { describe, expect, it } from "vitest";
import type { Ranking } from "../src/siting/ranking.ts";
import { changedShades, scaleOf, shadesOf, spotsOf } from "../src/siting/sitingStyle.ts";

const CODES = ["A", "B", "C", "D"];

/** Scores by candidate; one without a score isn't ranked. */
function ranking(...scores: number[]): Ranking {
  const ranked = scores.map((_, index) => index).filter((index) => !Number.isNaN(scores[index]));
  const order = Int32Array.from(ranked.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)));
  return { order, scores: Float64Array.from(scores), ranks: new Int32Array(scores.length) };
}
const shades = (of: Ranking) => shadesOf({ codes: CODES }, of, scaleOf(of));
const written = (told: ReadonlyMap<string, { shade: number }>) =>
  Object.fromEntries([...told].map(([code, { shade }]) => [code, shade]));

describe("the shades of candidates", () => {
  it("run from the lowest to the highest score, and those that aren't ranked have none", () => {
    expect(written(shades(ranking(0.2, Number.NaN, 0.8, 0.6)))).toEqual({ A: 0, C: 31, D: 21 });
  });

  it("are all the lowest where all score the same", () => {
    expect(new Set(Object.values(written(shades(ranking(0.4, 0.4, 0.4, 0.4)))))).toEqual(new Set([0]));
  });

  it("are told again only where they are others", () => {
    const before = shades(ranking(0.1, 0.2, 0.3, 0.9));
    expect(changedShades(before, shades(ranking(0.1, 0.2, 0.3, 0.9)))).toEqual(new Map());
    expect([...changedShades(before, shades(ranking(0.1, 0.201, 0.7, 0.9))).keys()]).toEqual(["C"]);
    expect([...changedShades(shades(ranking(0.1, Number.NaN, 0.3, 0.9)), before).keys()]).toEqual(["B"]);
  });
});

describe("the candidates as points", () => {
  it("are those that the run ranks, its best on top, each known by its code", () => {
    const places = { lon: [1, 2, 3, 4], lat: [5, 6, 7, 8], area_m2: [], raw: {}, values: {} };
    const drawn = spotsOf({ codes: CODES, ...places }, [{ code: "C" }, { code: "A" }]).features;
    expect(drawn.map(({ properties, geometry }) => [properties.code, geometry.coordinates])).toEqual([
      ["A", [1, 5]],
      ["C", [3, 7]],
    ]);
  });
});
