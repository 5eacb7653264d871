import { createExpression, validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { describe, expect, it } from "vitest";
import { byStage } from "../src/consolidation/map/stageStyle.ts";
import { styleOf } from "../src/map/style/style.ts";
import { layerOf, TOKENS } from "./layer.ts";

const NOTHING = { type: "FeatureCollection" as const, features: [] };
const layer = layerOf({
  name: "consolidation_parcels",
  single_from: 12,
  style: { fill: "#ffffff", line: "#000000" },
});

function styled() {
  const usual = styleOf(
    {
      layers: [layer],
      shown: new Set([layer.name]),
      together: [],
      moment: { at: "2024-12-31", known: null },
      latitude: 22.7,
      tokens: TOKENS,
      names: NOTHING,
      selection: NOTHING,
      named: new Set(),
    },
    "http://here",
  );
  const colours = new Map([
    ["signed", "#73c8bd"],
    ["completed", "#234da0"],
  ]);
  const moment = { at: "2024-06-30", known: "2025-01-31" };
  return byStage(usual, { colours, tokens: TOKENS, moment, origin: "http://here" });
}

function fillOf(property: "fill-color" | "fill-opacity", stage: string | undefined, properties: object) {
  const fill = styled().layers.find((one) => one.id === "consolidation_parcels:fill");
  if (!fill) throw new Error("the parcels are not filled");
  const value = (fill.paint as Record<string, unknown>)[property];
  const made = createExpression(value, {
    type: property === "fill-color" ? "color" : "number",
    "property-type": "data-driven",
    expression: { interpolated: true, parameters: ["zoom", "feature", "feature-state"] },
    transition: false,
  } as never);
  if (made.result !== "success") throw new Error(JSON.stringify(made.value));
  const feature = { type: 3 as const, properties: properties as Record<string, unknown> };
  return made.value.evaluate({ zoom: 13 }, feature as never, stage === undefined ? {} : { stage });
}

describe("the dashboard's map", () => {
  it("is a valid style that tells parcels by their code, on the ground of a day", () => {
    expect(validateStyleMin(styled())).toEqual([]);
    expect(styled().sources["one:consolidation_parcels"]).toMatchObject({
      promoteId: { consolidation_parcels: "code" },
      tiles: [
        "http://here/tiles/{z}/{x}/{y}.mvt?layers=consolidation_parcels&at=2024-06-30&known=2025-01-31",
      ],
    });
  });

  it("draws the stage that is told of a parcel and hides those of which none is", () => {
    const parcel = { code: "Z1", stage: "signed" };
    const told = String(fillOf("fill-color", "completed", parcel));
    expect(told).toBe(String(fillOf("fill-color", undefined, { stage: "completed" })));
    expect(told).not.toBe(String(fillOf("fill-color", "signed", parcel)));
    expect(fillOf("fill-opacity", "completed", parcel)).toBeGreaterThan(0.5);
    expect(fillOf("fill-opacity", undefined, parcel)).toBe(0);
  });

  it("draws blocks, which have no code, by what their tile holds", () => {
    expect(fillOf("fill-opacity", undefined, { stage: "signed" })).toBeGreaterThan(0.5);
  });
});
