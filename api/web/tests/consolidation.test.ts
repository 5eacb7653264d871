import { describe, expect, it } from "vitest";
import { parseAddress } from "../src/address/address.ts";
import type { Forecast, Monthly, Parcel } from "../src/consolidation/asks.ts";
import { sortParcels } from "../src/consolidation/project/sort.ts";
import { stageEvent } from "../src/consolidation/project/stageEvent.ts";
import { lastDay, questionOf } from "../src/consolidation/question.ts";
import { bandOf, seriesOf } from "../src/consolidation/series.ts";
import { cumulate, linePath } from "../src/consolidation/sparkline.ts";
import { CONSOLIDATION_WORDS } from "../src/consolidation/words.ts";

describe("the question of an address", () => {
  it("is the last whole year when nothing is said", () => {
    expect(questionOf(parseAddress(""), 2025)).toEqual({ year: 2024 });
    expect(lastDay({ year: 2024 })).toBe("2024-12-31");
  });

  it("ends on the day that is said, and the day's year rules", () => {
    const asked = questionOf(parseAddress("?year=2021&at=2023-08-31&known=2024-01-31"), 2025);
    expect(asked).toEqual({ year: 2023, at: "2023-08-31", known: "2024-01-31" });
    expect(lastDay(asked)).toBe("2023-08-31");
  });

  it("takes over every part of the place", () => {
    const asked = questionOf(parseAddress("?project=X&zone=-&community=C&type=T"), 2025);
    expect(asked).toEqual({ year: 2024, project: "X", zone: "-", community: "C", type: "T" });
  });
});

describe("the sparkline", () => {
  it("adds up", () => {
    expect(cumulate([1, 0, 2.5])).toEqual([1, 1, 3.5]);
    expect(cumulate([])).toEqual([]);
  });

  it("runs from the left edge to the right, its greatest value at the top, nothing at the foot", () => {
    expect(linePath([0, 5, 10], { width: 22, height: 12 })).toBe("M1.0,11.0L11.0,6.0L21.0,1.0");
    expect(linePath([0, 0], { width: 22, height: 12 })).toBe("M1.0,11.0L21.0,11.0");
    expect(linePath([], { width: 22, height: 12 })).toBe("");
  });
});

function monthlyOf(year: number): Monthly {
  const months = Array.from({ length: 12 }, (_, index) => ({
    month: index + 1,
    target_m2: 20_000,
    completed_m2: 10_000,
    stored_m2: 0,
    cumulative_target_m2: 20_000 * (index + 1),
    cumulative_completed_m2: 10_000 * (index + 1),
    cumulative_stored_m2: 0,
  }));
  return { year, months, kinds: {}, scope: { zone: null, community: null, project: null, type: null } };
}

const FORECAST = {
  months: Array.from({ length: 12 }, (_, index) => {
    const over = index < 8;
    return {
      month: index + 1,
      done_m2: over ? 9_000 * (index + 1) : null,
      low_m2: over ? null : 80_000,
      middle_m2: over ? null : 90_000,
      high_m2: over ? null : 120_000,
    };
  }),
} as Forecast;

describe("the lines of the chart", () => {
  it("are hectares, and what happened ends with the question's month", () => {
    const { target, actual } = seriesOf(monthlyOf(2024), undefined, "2024-03-31");
    expect(target[11]).toBe(24);
    expect(actual).toEqual([1, 2, 3, ...Array(9).fill(null)]);
  });

  it("show the whole of a year that was over", () => {
    expect(seriesOf(monthlyOf(2023), undefined, "2024-03-31").actual.at(-1)).toBe(12);
  });

  it("let the band grow out of what is done", () => {
    const series = seriesOf(monthlyOf(2024), FORECAST, "2024-08-15");
    expect(series.actual[7]).toBeCloseTo(7.2);
    expect([series.low[7], series.middle[7], series.high[7]]).toEqual(Array(3).fill(series.actual[7]));
    expect(series.low[6]).toBeNull();
    expect([series.low[11], series.middle[11], series.high[11]]).toEqual([8, 9, 12]);
    expect(bandOf(series).slice(6, 9)).toEqual([null, 0, 4]);
  });
});

describe("a project's parcels", () => {
  const parcel = (code: string, stage: string | null, days: number | null) =>
    ({ code, stage, days }) as Parcel;
  const parcels = [parcel("Z10", "signed", 5), parcel("Z2", null, null), parcel("Z1", "surveyed", 50)];
  const codes = (key: "code" | "stage" | "days", down = false) =>
    sortParcels(parcels, { key, down }, ["surveyed", "signed"]).map(({ code }) => code);

  it("stand in the order of numbers in their codes, of stages, and what isn't known comes last either way", () => {
    expect(codes("code")).toEqual(["Z1", "Z2", "Z10"]);
    expect(codes("stage")).toEqual(["Z2", "Z1", "Z10"]);
    expect(codes("days")).toEqual(["Z10", "Z1", "Z2"]);
    expect(codes("days", true)).toEqual(["Z1", "Z10", "Z2"]);
  });

  it("send of an event what was filled in", () => {
    const form = new FormData();
    form.set("stage", "signed");
    form.set("happened_on", "2024-05-06");
    form.set("override_reason", "");
    form.set("note", "  ");
    expect(stageEvent("Z1", form)).toEqual({ parcel: "Z1", stage: "signed", happened_on: "2024-05-06" });
    form.set("override_reason", "court");
    form.set("note", " 见卷宗 ");
    expect(stageEvent("Z1", form)).toMatchObject({ override_reason: "court", note: "见卷宗" });
  });
});

describe("the words", () => {
  it("name the same values in both languages", () => {
    const named = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    const { zh, en } = CONSOLIDATION_WORDS;
    for (const word of Object.keys(zh) as (keyof typeof zh)[])
      expect(named(en[word]), word).toEqual(named(zh[word]));
  });
});
