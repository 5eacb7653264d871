import { describe, expect, it } from "vitest";
import { monthMarks, spanOf, step, within } from "../src/consolidation/map/player.ts";
import { countStages, stepStages } from "../src/consolidation/map/stages.ts";

const YEAR = { first: "2024-01-01", last: "2024-12-31" };

describe("time on the dashboard's map", () => {
  it("spans the year up to the question's last day, or to today while the year runs", () => {
    expect(spanOf(2024, "2024-12-31", "2026-11-25")).toEqual(YEAR);
    expect(spanOf(2024, "2024-08-31", "2026-11-25").last).toBe("2024-08-31");
    expect(spanOf(2026, "2026-12-31", "2026-11-25").last).toBe("2026-11-25");
    expect(spanOf(2027, "2027-12-31", "2026-11-25")).toEqual({ first: "2027-01-01", last: "2027-01-01" });
  });

  it("steps by days, weeks and ends of months, and stays in the span", () => {
    expect(step("2024-02-28", "day", 1, YEAR)).toBe("2024-02-29");
    expect(step("2024-03-04", "week", -1, YEAR)).toBe("2024-02-26");
    expect(step("2024-01-31", "month", 1, YEAR)).toBe("2024-02-29");
    expect(step("2024-02-15", "month", 1, YEAR)).toBe("2024-02-29");
    expect(step("2024-12-30", "week", 1, YEAR)).toBe("2024-12-31");
    expect(step("2024-01-01", "day", -1, YEAR)).toBe("2024-01-01");
    expect(within("2023-06-01", YEAR)).toBe("2024-01-01");
  });

  it("marks the ends of the months between", () => {
    expect(monthMarks(YEAR)).toHaveLength(11);
    expect(monthMarks({ first: "2024-01-01", last: "2024-02-29" })).toEqual(["2024-01-31"]);
  });
});

describe("a step of time", () => {
  const before = new Map([
    ["A", "signed"],
    ["B", null],
    ["C", "paid"],
  ]);

  it("puts what differs over what was shown and tells only what changed", () => {
    const { stages, changes } = stepStages(before, {
      states: [
        { code: "A", stage: "paid" },
        { code: "B", stage: null },
        { code: "D", stage: null },
      ],
      gone: ["C", "E"],
    });
    expect([...stages]).toEqual([
      ["A", "paid"],
      ["B", null],
      ["D", null],
    ]);
    expect([...changes]).toEqual([
      ["A", "paid"],
      ["D", null],
      ["C", undefined],
    ]);
    expect(before.get("A")).toBe("signed");
  });

  it("counts the parcels at each stage", () => {
    expect([...countStages(before)]).toEqual([
      ["signed", 1],
      ["-", 1],
      ["paid", 1],
    ]);
  });
});
