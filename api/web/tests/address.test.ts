import { describe, expect, it } from "vitest";
import { type Address, formatAddress, linkToThing, parseAddress, USUAL } from "../src/address/address.ts";
import { dayOfKnown, minuteOfKnown, sayKnown } from "../src/address/known.ts";

describe("by when it was recorded", () => {
  it("is a day or a minute, and nothing else", () => {
    expect(parseAddress("?known=2025-01-31T14:30").known).toBe("2025-01-31T14:30");
    expect(formatAddress(parseAddress("?known=2025-01-31T14:30"))).toBe("?known=2025-01-31T14%3A30");
    for (const wrong of ["2025-01-31T14", "2025-01-31T25:00", "2025-13-01", "14:30", "2025-01-31 14:30"])
      expect(parseAddress(`?known=${encodeURIComponent(wrong)}`).known).toBeNull();
  });

  it("is said as people write it, and fills fields of days and of minutes", () => {
    expect(sayKnown("2025-01-31T14:30")).toBe("2025-01-31 14:30");
    expect([dayOfKnown("2025-01-31T14:30"), dayOfKnown("2025-01-31")]).toEqual(["2025-01-31", "2025-01-31"]);
    expect([minuteOfKnown("2025-01-31T14:30"), minuteOfKnown("2025-01-31")]).toEqual([
      "2025-01-31T14:30",
      "2025-01-31T23:59",
    ]);
  });
});

describe("the address", () => {
  it("is empty when everything is as usual", () => {
    expect(formatAddress(USUAL)).toBe("");
    expect(parseAddress("")).toEqual(USUAL);
  });

  it("gives back everything that was put in, whatever a code holds", () => {
    const full: Address = {
      view: { zoom: 15.25, lat: 22.7675, lon: 113.8925 },
      layers: ["parcels", "roads"],
      selected: { layer: "parcels", code: "马田/01 & 薯田埔#3,4" },
      at: "2024-08-31",
      known: "2025-01-31",
      year: 2024,
      project: "XM-01",
      zone: "-",
      community: "马山头",
      type: "urban_renewal",
      evidence: "completed_area/2024-03-01/2024-03-31",
      day: "2024-05-06",
      language: "en",
      own: { team: "谈判一组", parcels: "P-1,P-2", line: "POLYGON ((1 2, 3 4, 5 6, 1 2))" },
    };
    expect(parseAddress(formatAddress(full))).toEqual(full);
  });

  it("leads to a thing on the map at the page's times, without the page's own filters", () => {
    const here = parseAddress("?project=XM-01&zone=Z&at=2024-08-31&known=2025-01-31&lang=en");
    expect(linkToThing({ layer: "consolidation_parcels", code: "P 1" }, here)).toBe(
      "/?select=consolidation_parcels/P+1&at=2024-08-31&known=2025-01-31&lang=en",
    );
  });

  it("tells no layers from the usual layers", () => {
    expect(parseAddress(formatAddress({ ...USUAL, layers: [] })).layers).toEqual([]);
  });

  it("takes what it can't read as not said", () => {
    const broken = "?view=far/away&select=parcels&at=2024-13-45&known=yesterday&year=soon&lang=fr";
    expect(parseAddress(broken)).toEqual(USUAL);
    expect(parseAddress("?view=15/95/113").view).toBeNull();
  });
});
