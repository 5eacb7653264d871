import { createExpression, validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";
import { describe, expect, it } from "vitest";
import type { Layer } from "../src/api/queries.ts";
import { colourBy, mix } from "../src/map/style/colour.ts";
import { drawHatch, hatchName } from "../src/map/style/hatch.ts";
import { collect } from "../src/map/style/names.ts";
import { type Picture, sourceOf, styleOf, tilesPath } from "../src/map/style/style.ts";
import { metresPerPixel, metresWide } from "../src/map/style/width.ts";
import { layerOf, legendRow, TOKENS } from "./layer.ts";

const NOW = { at: null, known: null };
const LAND_USE = layerOf({
  style: { by: "land_use", line: "#b9b2a6" },
  legend: [legendRow("10", "#c49a78"), legendRow("1001", "#c79f7f"), legendRow("16", "#ffffff")],
  single_from: 14,
  dissolve_by: "land_use",
});
const ROADS = layerOf({
  name: "roads",
  geometry: "LineString",
  order: 20,
  style: { line: "#ffffff", width: 2, width_by: "width_m", label: "name" },
});
const STATIONS = layerOf({
  name: "stations",
  geometry: "Point",
  order: 30,
  style: { fill: "#2f6db5", line: "#ffffff", label: "name" },
});
const CONTROLS = layerOf({
  name: "controls",
  order: 25,
  style: { fill: "#4f9a58", line: "#2f7d4f", hatch: true, dash: [4, 2] },
});
const ALL = [STATIONS, LAND_USE, CONTROLS, ROADS];

function pictureOf(layers: Layer[], shown: string[], together = shown): Picture {
  return {
    layers,
    shown: new Set(shown),
    together,
    moment: NOW,
    latitude: 22.77,
    tokens: TOKENS,
    names: collect([]),
    selection: { type: "FeatureCollection", features: [] },
    named: new Set(),
  };
}

function evaluate(expression: unknown, properties: Record<string, unknown>, zoom = 16): unknown {
  const made = createExpression(expression as ExpressionSpecification, "expression");
  if (made.result === "error") throw new Error(JSON.stringify(made.value));
  return made.value.evaluate({ zoom }, { type: "Polygon", properties } as never);
}

function style(picture: Picture): StyleSpecification {
  return styleOf(picture, "http://here");
}

describe("the style", () => {
  it("is one that MapLibre accepts, for areas, hatches, lines and points", () => {
    const made = style(pictureOf(ALL, ["parcels", "roads", "stations", "controls"]));
    expect(made.layers.length).toBeGreaterThan(8);
    expect(validateStyleMin(made)).toEqual([]);
  });

  it("draws by order, whatever the catalogue's order, and labels last", () => {
    const ids = style(pictureOf(ALL, ["parcels", "roads", "stations", "controls"])).layers.map(
      ({ id }) => id,
    );
    const at = (id: string) => ids.indexOf(id);
    expect(at("parcels:fill")).toBeGreaterThan(at("paper"));
    expect(at("roads:line")).toBeGreaterThan(at("parcels:line"));
    expect(at("controls:hatch")).toBeGreaterThan(at("roads:line"));
    expect(at("roads:label")).toBeGreaterThan(at("stations:point"));
  });

  it("asks for the first layers in one tile and for a later one by itself", () => {
    const made = style(pictureOf(ALL, ["parcels", "roads", "stations"], ["parcels", "roads"]));
    const tiles = Object.values(made.sources).flatMap((source) =>
      source.type === "vector" ? [source.tiles?.[0]] : [],
    );
    expect(tiles).toEqual([
      "http://here/tiles/{z}/{x}/{y}.mvt?layers=parcels,roads",
      "http://here/tiles/{z}/{x}/{y}.mvt?layers=stations",
    ]);
    expect(sourceOf("parcels", ["parcels"])).not.toBe(sourceOf("roads", ["parcels"]));
  });

  it("keeps a hidden layer of the first tile hidden, so that showing it again asks for nothing", () => {
    const made = style(pictureOf(ALL, ["roads"], ["parcels", "roads"]));
    const fill = made.layers.find(({ id }) => id === "parcels:fill");
    expect(fill?.layout).toMatchObject({ visibility: "none" });
  });

  it("draws no outlines of blocks, which would show where cells were cut", () => {
    const made = style(pictureOf([LAND_USE], ["parcels"]));
    expect(made.layers.find(({ id }) => id === "parcels:line")?.minzoom).toBe(14);
    expect(made.layers.find(({ id }) => id === "parcels:fill")?.minzoom).toBe(9);
  });

  it("says both times in the tiles' address, and neither when they are now", () => {
    expect(tilesPath(["parcels"], NOW)).toBe("/tiles/{z}/{x}/{y}.mvt?layers=parcels");
    expect(tilesPath(["parcels"], { at: "2024-08-31", known: "2025-01-31" })).toBe(
      "/tiles/{z}/{x}/{y}.mvt?layers=parcels&at=2024-08-31&known=2025-01-31",
    );
  });
});

describe("colours", () => {
  it("are the code's, else its nearest ancestor's, else none", () => {
    const colour = colourBy(LAND_USE, null);
    const seen = (land_use: string | null) => String(evaluate(["to-string", colour], { land_use }));
    expect(seen("1001")).toBe("#c79f7f");
    expect(seen("1009")).toBe("#c49a78");
    expect(seen("99")).toBe("rgba(0, 0, 0, 0)");
    expect(seen(null)).toBe("rgba(0, 0, 0, 0)");
  });

  it("are plain where the style goes by no field", () => {
    expect(colourBy(layerOf({}), "#123456")).toBe("#123456");
  });

  it("mix channel by channel", () => {
    expect(mix("#ffffff", "#000000", 0)).toBe("#ffffff");
    expect(mix("#ffffff", "#000000", 1)).toBe("#000000");
    expect(mix("#ff0000", "#0000ff", 0.5)).toBe("#800080");
  });
});

describe("widths in metres", () => {
  it("are true on the ground at every zoom once they are wider than the least", () => {
    for (const zoom of [12, 15.5, 16, 17.3, 20]) {
      const pixels = Number(evaluate(metresWide("width_m", 22.77, 0.1), { width_m: 30 }, zoom));
      expect(pixels * metresPerPixel(zoom, 22.77)).toBeCloseTo(30, 6);
    }
  });

  it("never vanish", () => {
    expect(evaluate(metresWide("width_m", 22.77, 0.7), { width_m: 3 }, 10)).toBe(0.7);
    expect(evaluate(metresWide("width_m", 22.77, 0.7), {}, 16)).toBe(0.7);
  });
});

describe("hatches", () => {
  it("are drawn in the colour of their name, and repeat without a seam", () => {
    const pattern = drawHatch(hatchName("#4f9a58"));
    expect(pattern?.data.slice(0, 4)).toEqual(new Uint8ClampedArray([0x4f, 0x9a, 0x58, 255]));
    const alpha = (x: number, y: number) => pattern?.data[(((y + 16) % 16) * 16 + ((x + 16) % 16)) * 4 + 3];
    for (let y = 0; y < 16; y += 1) expect(alpha(0, y)).toBe(alpha(-1, y + 1));
  });

  it("are none for another name", () => {
    expect(drawHatch("arrow")).toBeNull();
  });
});
