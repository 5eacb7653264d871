import { describe, expect, it, vi } from "vitest";
import { parseAddress } from "../src/address/address.ts";
import type { Section } from "../src/consolidation/compliance/asks.ts";
import { grouped, isTouched, summed } from "../src/consolidation/compliance/sections.ts";
import { polygonText, readCodes, readLine, subjectOf } from "../src/consolidation/compliance/subject.ts";
import { COMPLIANCE_WORDS } from "../src/consolidation/compliance/words.ts";
import { boxOf, frameOf, middleOf, pathOf, scaleBar, shownBy } from "../src/consolidation/shapes/frame.ts";
import { byStage, type Day, isDue, type Parcel, pressing, weekday } from "../src/consolidation/team/day.ts";
import { TEAM_WORDS } from "../src/consolidation/team/words.ts";
import {
  bodyOf,
  comparison,
  type KeyParcel,
  scenarioOf,
  toggled,
  topKeys,
  type WhatIf,
} from "../src/consolidation/whatIf/scenario.ts";
import { WHAT_IF_WORDS } from "../src/consolidation/whatIf/words.ts";

vi.stubGlobal("location", { search: "", pathname: "/" });

const SQUARE = {
  type: "Polygon",
  coordinates: [
    [
      [113.89, 22.77],
      [113.891, 22.77],
      [113.891, 22.771],
      [113.89, 22.771],
      [113.89, 22.77],
    ],
  ],
};
const SIZE = { width: 400, height: 300 };

describe("a small map", () => {
  const box = boxOf([SQUARE]) ?? [0, 0, 0, 0];
  const frame = frameOf(box, SIZE);

  it("is fitted to its shapes with north up, and leads back to degrees", () => {
    const [left, bottom] = frame.to([113.89, 22.77]);
    const [right, top] = frame.to([113.891, 22.771]);
    expect(right).toBeGreaterThan(left);
    expect(top).toBeLessThan(bottom);
    expect(bottom - top).toBeCloseTo(300 - 2 * 12, 6);
    const [lon, lat] = frame.from(frame.to([113.8904, 22.7703]));
    expect(lon).toBeCloseTo(113.8904, 9);
    expect(lat).toBeCloseTo(22.7703, 9);
    expect(shownBy(frame)[0]).toBeLessThan(box[0]);
  });

  it("is true in scale: a hundredth of a degree of latitude is 1,113.2 m", () => {
    const up = frame.to([113.89, 22.77])[1] - frame.to([113.89, 22.78])[1];
    expect(up / frame.scale).toBeCloseTo(1113.2, 6);
  });

  it("closes areas and leaves lines open, with every ring of several parts", () => {
    expect(pathOf(SQUARE, frame)).toMatch(/^M[^M]+Z$/);
    const both = { type: "MultiPolygon", coordinates: [SQUARE.coordinates, SQUARE.coordinates] };
    expect(pathOf(both, frame).match(/Z/g)).toHaveLength(2);
    expect(pathOf({ type: "LineString", coordinates: SQUARE.coordinates[0] }, frame)).not.toContain("Z");
  });

  it("finds the middle and the size of an area", () => {
    const { at, side } = middleOf(SQUARE, frame);
    expect(at[0]).toBeCloseTo(200, 3);
    expect(at[1]).toBeCloseTo(150, 3);
    const wide = frame.to([113.891, 22.77])[0] - frame.to([113.89, 22.77])[0];
    expect(side).toBeCloseTo(Math.sqrt(wide * 276), 3);
  });

  it("has a scale bar of a round length that fits", () => {
    for (const scale of [0.01, 0.13, 0.9, 2.5, 40]) {
      const { metres, length } = scaleBar({ scale }, 110);
      expect(String(metres)).toMatch(/^(0\.0*)?[125]0*$/);
      expect(length).toBeLessThanOrEqual(110);
      expect(length).toBeGreaterThan(110 / 2.6);
    }
  });
});

const parcel = (code: string, more: Partial<Parcel>): Parcel =>
  ({ code, project: "X", stage: "signed", obstacle: null, beyond_days: null, ...more }) as Parcel;
const noted = (next_on: string) => ({ next_on }) as NonNullable<Parcel["obstacle"]>;

describe("a team's day", () => {
  it("presses where an action is due within a week, a stay is too long, or somebody negotiates", () => {
    const parcels = [
      parcel("due", { obstacle: noted("2025-01-08") }),
      parcel("later", { obstacle: noted("2025-01-09") }),
      parcel("slow", { beyond_days: 0.5 }),
      parcel("usual", { beyond_days: -3 }),
      parcel("talking", { stage: "negotiating" }),
    ];
    expect(pressing(parcels, "2025-01-01").map(({ code }) => code)).toEqual(["due", "slow", "talking"]);
    expect(isDue(parcel("none", {}), "2025-01-01")).toBe(false);
  });

  it("counts parcels by stage, finished ones too, of one project", () => {
    const day = {
      parcels: [parcel("a", {}), parcel("b", { stage: null }), parcel("c", { project: "Y" })],
      finished: [{ project: "X", stage: "stored" }],
    } as Pick<Day, "parcels" | "finished">;
    expect([...byStage(day, "X")]).toEqual([
      ["signed", 1],
      ["", 1],
      ["stored", 1],
    ]);
  });

  it("names the weekday of the date itself", () => {
    expect(weekday("2025-12-31", "zh-CN")).toBe("星期三");
    expect(weekday("2025-12-31", "en-GB")).toBe("Wednesday");
  });
});

describe("a red line", () => {
  it("is what the address says: its own before parcels before a project", () => {
    const of = (search: string) => subjectOf(parseAddress(search));
    expect(of("")).toBeNull();
    expect(of("?project=ZB01")).toEqual({ source: "project", project: "ZB01" });
    expect(of("?project=ZB01&parcels=A,B")).toEqual({ source: "parcels", parcels: ["A", "B"] });
    expect(of("?parcels=A&line=POLYGON&crs=4547")).toEqual({
      source: "sent",
      red_line: "POLYGON",
      crs: "4547",
    });
  });

  it("is GeoJSON where it reads as such, else handed on as text", () => {
    expect(readLine(' {"type": "Polygon"} ')).toEqual({ type: "Polygon" });
    expect(readLine("{broken")).toBe("{broken");
    expect(readLine(" POLYGON ((1 2)) ")).toBe("POLYGON ((1 2))");
  });

  it("closes what was drawn", () => {
    expect(
      polygonText([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    ).toBe("POLYGON ((1.0000000 2.0000000, 3.0000000 4.0000000, 5.0000000 6.0000000, 1.0000000 2.0000000))");
  });

  it("lists codes once, whatever stands between them", () => {
    expect(readCodes(" A-1,A-2，A-3\nA-1；A-4 ")).toEqual(["A-1", "A-2", "A-3", "A-4"]);
  });
});

const section = (name: string, areas: [string | null, number, boolean][]): Section =>
  ({
    name,
    overlaps: areas.map(([value, area_m2, outside]) => ({ value, area_m2, outside, share: area_m2 / 100 })),
  }) as Section;

describe("a compliance sheet", () => {
  it("adds up, tells what is left over, and where values overlap", () => {
    const whole = summed(
      section("lines", [
        ["a", 60, false],
        [null, 40, true],
      ]),
      100,
    );
    expect([whole.total_m2, whole.outside.area_m2, whole.covered, whole.overlapping]).toEqual([
      100,
      40,
      0.6,
      false,
    ]);
    const twice = summed(
      section("lines", [
        ["a", 80, false],
        ["b", 70, false],
        [null, 0, true],
      ]),
      100,
    );
    expect([twice.total_m2, twice.covered, twice.overlapping]).toEqual([150, 1, true]);
  });

  it("has three groups, and what is touched comes first", () => {
    const untouched = section("first", [
      ["a", 0.004, false],
      [null, 100, true],
    ]);
    const touched = section("second", [
      ["a", 5, false],
      [null, 95, true],
    ]);
    const groups = grouped([untouched, touched, section("tenure_x", []), section("present_use", [])], 100);
    expect(groups.map(([group, parts]) => [group, ...parts.map((part) => part.section.name)])).toEqual([
      ["controls", "second", "first"],
      ["titles", "tenure_x"],
      ["uses", "present_use"],
    ]);
    expect(groups[0]?.[1].map(isTouched)).toEqual([true, false]);
  });
});

describe("a scenario", () => {
  it("is what the address says, and ends with the year of the records unless a day is said", () => {
    const plain = scenarioOf(parseAddress("?parcels=A,B,A"), "2025-08-31");
    expect(plain).toEqual({ parcels: ["A", "B"], on: "2025-12-31", at: "2025-08-31" });
    const said = scenarioOf(
      parseAddress("?parcels=A&on=2026-03-01&at=2025-06-30&known=2025-07-15"),
      "2025-08-31",
    );
    expect(bodyOf(said)).toEqual({
      completed: [{ parcel: "A", on: "2026-03-01" }],
      year: 2026,
      at: "2025-06-30",
      known: "2025-07-15",
    });
  });

  it("takes a parcel in and out", () => {
    expect(toggled(["A"], "B")).toEqual(["A", "B"]);
    expect(toggled(["A", "B"], "A")).toEqual(["B"]);
  });

  it("takes the parcels that unlock most alone, or with their neighbours where none does", () => {
    const key = (code: string, unlocked_m2: number, with_neighbours_unlocked_m2: number) =>
      ({ code, unlocked_m2, with_neighbours_unlocked_m2 }) as KeyParcel;
    expect(topKeys([key("a", 9, 9), key("b", 5, 50), key("c", 0, 99)], 5)).toEqual(["a", "b"]);
    expect(topKeys([key("a", 0, 1), key("b", 0, 7), key("c", 0, 0)], 1)).toEqual(["b"]);
  });

  it("compares each measure with itself", () => {
    const outcome = (value: number) => ({
      completed_m2: value,
      released_m2: value + 1,
      blocks: { count: value + 2, area_m2: value + 3, largest_m2: value + 4 },
      forecast: { middle_m2: value + 5, probability: null },
    });
    const found = { before: outcome(10), after: outcome(20) } as unknown as WhatIf;
    const lines = Object.values(comparison(found)).flat();
    expect(lines).toHaveLength(7);
    for (const { before, after } of lines)
      expect(before === null ? after : (after ?? 0) - before).toBe(before === null ? null : 10);
  });
});

describe("the words of these pages", () => {
  it.each([TEAM_WORDS, COMPLIANCE_WORDS, WHAT_IF_WORDS] as Record<"zh" | "en", Record<string, string>>[])(
    "name the same values in both languages",
    ({ zh, en }) => {
      const named = (text: string | undefined) =>
        [...(text ?? "").matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
      expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
      for (const word of Object.keys(zh)) expect(named(en[word]), word).toEqual(named(zh[word]));
      for (const text of Object.values(en)) expect(text.replace("亩", "")).not.toMatch(/[\u4e00-\u9fff]/);
    },
  );
});
