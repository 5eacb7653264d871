import { describe, expect, it } from "vitest";
import { parseAddress, USUAL } from "../src/address/address.ts";
import {
  atStage,
  evidenceOf,
  linkToEvidence,
  questionFor,
  readOpened,
  stageOf,
  writeOpened,
} from "../src/consolidation/evidence.ts";

describe("an opened number", () => {
  it("is written into an address and read back, whatever its codes hold", () => {
    for (const opened of [
      { what: "completed_area" },
      { what: "planned_area", first: "2024-03-01", last: "2024-03-31" },
      { what: "signing_rate_area", first: "2024-12-31", last: "2024-12-31", project: "整备/01 & 2" },
      { what: "completed_area", project: "ZB01" },
      atStage("signed"),
      atStage(null),
    ])
      expect(readOpened(writeOpened(opened))).toEqual(opened);
    expect(writeOpened({ what: "completed_area" })).toBe("completed_area");
    expect(readOpened(null)).toBeNull();
    expect(readOpened("completed_area/2024-03-01")).toEqual({ what: "completed_area" });
    expect(readOpened("%")).toEqual({ what: "%" });
  });

  it("tells a stage from a figure", () => {
    expect(stageOf(atStage(null))).toBe("-");
    expect(stageOf({ what: "completed_area" })).toBeNull();
  });

  it("is asked for the page's period and place, unless it has its own", () => {
    const page = { year: 2024, at: "2024-08-31", known: "2025-01-31", zone: "A" };
    expect(questionFor({ what: "x" }, page)).toEqual(page);
    expect(questionFor({ what: "x", first: "2024-03-01", last: "2024-03-31" }, page)).toEqual({
      first: "2024-03-01",
      last: "2024-03-31",
      known: "2025-01-31",
      zone: "A",
    });
    expect(questionFor({ what: "x", project: "P" }, page)).toEqual({
      year: 2024,
      at: "2024-08-31",
      known: "2025-01-31",
      project: "P",
    });
  });

  it("leads to the map with all that it depends on", () => {
    const here = parseAddress("?zone=A&at=2024-08-31&lang=en&day=2024-05-06&year=2023");
    const link = linkToEvidence({ what: "completed_area" }, here, {
      year: 2024,
      at: "2024-08-31",
      zone: "A",
    });
    expect(link).toBe("/?at=2024-08-31&year=2024&zone=A&evidence=completed_area&lang=en");
    const there = evidenceOf(parseAddress(link.slice(1)), 2025);
    expect(there?.question).toEqual({ year: 2024, at: "2024-08-31", zone: "A" });
    expect(evidenceOf(USUAL, 2025)).toBeNull();
  });
});
