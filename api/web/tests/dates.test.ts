import { describe, expect, it } from "vitest";
import { fromDays, monthEnd, stepMonth, toDays, today } from "../src/panels/dates.ts";

describe("dates", () => {
  it("count days both ways, over leap days", () => {
    expect(toDays("2024-03-01") - toDays("2024-02-28")).toBe(2);
    for (const date of ["2022-01-01", "2024-02-29", "2025-12-31"]) expect(fromDays(toDays(date))).toBe(date);
  });

  it("step from month's end to month's end", () => {
    expect(stepMonth("2024-03-15", -1)).toBe("2024-02-29");
    expect(stepMonth("2024-03-31", -1)).toBe("2024-02-29");
    expect(stepMonth("2024-01-15", 1)).toBe("2024-01-31");
    expect(stepMonth("2024-01-31", 1)).toBe("2024-02-29");
    expect(monthEnd("2024-12-05", 1)).toBe("2025-01-31");
  });

  it("call today what the reader's calendar does", () => {
    expect(today(new Date(2024, 1, 3, 23, 59))).toBe("2024-02-03");
  });
});
