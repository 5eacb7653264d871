import { describe, expect, it } from "vitest";
import { dayOf, formatDegrees, formatUnit, squareMetresToMu } from "../src/language/numbers.ts";
import { fill, WORDS } from "../src/language/words.ts";
import { scaleBar } from "../src/map/scale.ts";
import { shownLayers } from "../src/map/shown.ts";
import { isNamedWhole, namesOf } from "../src/map/style/names.ts";
import { surveyOf } from "../src/map/survey.ts";
import { parseDegrees } from "../src/panels/coordinates.ts";
import { rowsInView } from "../src/panels/legendRows.ts";
import { showValue } from "../src/panels/value.ts";
import { layerOf, legendRow } from "./layer.ts";

const EXTENT = [113.86, 22.735, 113.925, 22.8];
const CM114 = "+proj=tmerc +lat_0=0 +lon_0=114 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs";

describe("words", () => {
  it("have the same values to fill in, in both languages", () => {
    const holes = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
    const words = Object.keys(WORDS.zh) as (keyof typeof WORDS.zh)[];
    expect(words.length).toBeGreaterThan(50);
    for (const word of words) expect(holes(WORDS.en[word]), word).toEqual(holes(WORDS.zh[word]));
  });

  it("keep a hole that has no value", () => {
    expect(fill("{a} of {b}", { a: 1 })).toBe("1 of {b}");
  });
});

describe("numbers", () => {
  it("turn square metres into mu", () => {
    expect(squareMetresToMu(2184.36)).toBeCloseTo(3.27654, 9);
  });

  it("say the hemisphere", () => {
    expect(formatDegrees(113.8925, "E", "W")).toBe("113.89250°E");
    expect(formatDegrees(-22.5, "N", "S")).toBe("22.50000°S");
  });

  it("date an instant by the place's day, not the reader's", () => {
    expect(dayOf("2024-03-21T17:30:00Z", "Asia/Shanghai")).toBe("2024-03-22");
    expect(dayOf("2024-03-21T17:30:00Z", "America/Los_Angeles")).toBe("2024-03-21");
  });

  it("leave symbols of units alone", () => {
    expect(formatUnit("m²", "en")).toBe("m²");
    expect(formatUnit("泊位", "en")).toBe("spaces");
    expect(formatUnit(null, "zh")).toBe("");
  });
});

describe("the survey CRS", () => {
  it("puts a known point where PROJ puts it, easting before northing", async () => {
    const { easting, northing } = (await surveyOf(CM114))(113.8925, 22.7675);
    expect(easting).toBeCloseTo(488960.04, 1);
    expect(northing).toBeCloseTo(2518793.98, 1);
  });
});

describe("the scale bar", () => {
  it("is round, fits, and is true", () => {
    for (const zoom of [9, 12.3, 15, 18.7]) {
      const bar = scaleBar(zoom, 22.77, 96);
      expect(String(bar.metres)).toMatch(/^[125]0*$/);
      expect(bar.pixels).toBeLessThanOrEqual(96);
      expect(bar.pixels).toBeGreaterThan(96 / 2.6);
    }
  });
});

describe("values", () => {
  const field = { name: "f", label: { zh: "", en: "" }, kind: "text" as const, unit: null, codes: null };
  const uses = [
    { code: "10", label: { zh: "工矿用地", en: "Industry and mining" }, colour: null },
    { code: "1001", label: { zh: "工业用地", en: "Industry" }, colour: null },
  ];

  it("show a code by its label or its nearest ancestor's", () => {
    expect(showValue("1001", { ...field, codes: uses }, "zh").text).toBe("1001 工业用地");
    expect(showValue("1002", { ...field, codes: uses }, "en").text).toBe("1002 Industry and mining");
    expect(showValue("77", { ...field, codes: uses }, "zh").text).toBe("77");
  });

  it("show areas of decimal text, with their unit apart", () => {
    const area = { ...field, kind: "area" as const, unit: "m²" };
    expect(showValue("12345.678900", area, "zh")).toEqual({ text: "12,345.68", unit: "m²" });
  });

  it("show nothing as a dash, and no as no", () => {
    expect(showValue(null, field, "zh").text).toBe("—");
    expect(showValue(false, { ...field, kind: "boolean" }, "zh").text).toBe("否");
    expect(showValue(0, { ...field, kind: "integer" }, "zh").text).toBe("0");
  });
});

describe("searching for coordinates", () => {
  it("takes degrees in either order", () => {
    expect(parseDegrees("113.89, 22.76", EXTENT)).toEqual([113.89, 22.76]);
    expect(parseDegrees("22.76N 113.89E", EXTENT)).toEqual([113.89, 22.76]);
  });

  it("takes no code, name or far place for coordinates", () => {
    for (const text of ["MT-0471-012", "松白路 12", "22.76", "12 55", ""])
      expect(parseDegrees(text, EXTENT)).toBeNull();
  });
});

describe("the legend", () => {
  it("shows the rows that explain what is in view", () => {
    const rows = [legendRow("10", "#000000"), legendRow("1001", "#111111"), legendRow("16", "#222222")];
    const codes = (values: string[]) => rowsInView(rows, new Set(values)).map((row) => row.code);
    expect(codes(["1001"])).toEqual(["1001"]);
    expect(codes(["1002", "16"])).toEqual(["10", "16"]);
    expect(codes([])).toEqual([]);
  });
});

describe("layers shown", () => {
  const layers = [layerOf({ name: "a", visible: true }), layerOf({ name: "b", visible: false })];

  it("are the server's first choice until the address says otherwise", () => {
    expect([...shownLayers(layers, null)]).toEqual(["a"]);
    expect([...shownLayers(layers, ["b", "gone"])]).toEqual(["b"]);
    expect([...shownLayers(layers, [])]).toEqual([]);
  });
});

describe("names of areas", () => {
  const zones = layerOf({ group: "boundaries", style: { label: "name", label_from: 10 }, count: 4 });
  const ring = [
    [0, 0],
    [4, 0],
    [4, 1],
    [1, 1],
    [1, 4],
    [0, 4],
    [0, 0],
  ];

  it("stand inside the largest part", () => {
    const far = [ring.map(([x = 0, y = 0]) => [x / 10 + 50, y / 10])];
    const geometry = { type: "MultiPolygon" as const, coordinates: [far, [ring]] };
    const [name] = namesOf(zones, [{ type: "Feature", geometry, properties: { name: "北核" } }]);
    const [x = 0, y = 0] = name?.geometry.coordinates ?? [];
    expect(name?.properties.text).toBe("北核");
    expect((x > 0 && x < 4 && y > 0 && y < 1) || (x > 0 && x < 1 && y > 0 && y < 4)).toBe(true);
  });

  it("are left out where there is no name or no shape", () => {
    const empty = { type: "Polygon" as const, coordinates: [] };
    const shape = { type: "Polygon" as const, coordinates: [ring] };
    expect(namesOf(zones, [{ type: "Feature", geometry: empty, properties: { name: "东岸" } }])).toEqual([]);
    expect(namesOf(zones, [{ type: "Feature", geometry: shape, properties: { name: null } }])).toEqual([]);
  });

  it("are asked for whole only while they are few and no codes", () => {
    expect(isNamedWhole(zones)).toBe(true);
    expect(isNamedWhole({ ...zones, count: 10_000 })).toBe(false);
    expect(isNamedWhole(layerOf({ style: { label: "code" } }))).toBe(false);
  });
});
