import { describe, expect, it } from "vitest";
import { parseAddress } from "../src/address/address.ts";
import { bandsOf, type Circle, presetFor, questionOf, type Reach } from "../src/circle/asks.ts";
import { bandColours, drawnOf, withCircle } from "../src/circle/circleStyle.ts";
import { curve } from "../src/circle/curve.ts";
import { CIRCLE_WORDS } from "../src/circle/words.ts";
import type { Preset } from "../src/siting/asks.ts";
import { TOKENS } from "./layer.ts";

const SQUARE = { type: "Polygon" as const, coordinates: [] };
const CIRCLE = {
  asked: { whom: "residents_over_60" },
  isochrones: [{ shape: SQUARE }, { shape: null }, { shape: SQUARE }],
  facilities: [{ at: [113.9, 22.7], code: "F1" }],
  gaps: { codes: ["B9"], lon: [113.8], lat: [22.6], residents: [50], residents_over_60: [10] },
} as unknown as Circle;

describe("a circle's question", () => {
  it("is read from the address, and what can't be asked counts as not said", () => {
    const usual = questionOf(parseAddress("?lang=en"), "2025-06-30");
    expect(usual).toEqual({
      kinds: ["elderly_station"],
      minutes: 15,
      age: "elderly",
      decay: false,
      at: "2025-06-30",
      known: null,
    });
    const asked = questionOf(
      parseAddress("?kinds=clinic,school&minutes=10&age=adult&decay=gaussian&at=2024-01-01"),
      "2025-06-30",
    );
    expect(asked).toMatchObject({ kinds: ["clinic", "school"], minutes: 10, age: "adult", decay: true });
    expect(asked.at).toBe("2024-01-01");
    const strange = questionOf(parseAddress("?minutes=99&age=giant&kinds=,,"), "2025-06-30");
    expect(strange).toMatchObject({ kinds: ["elderly_station"], minutes: 15, age: "elderly" });
  });

  it("has a band each five minutes and one to its end", () => {
    expect(bandsOf(15)).toEqual([5, 10, 15]);
    expect(bandsOf(12)).toEqual([5, 10, 12]);
    expect(bandsOf(3)).toEqual([3]);
    expect(bandsOf(30)).toEqual([5, 10, 15, 20, 25, 30]);
  });

  it("finds the preset that adds to facilities of all its kinds", () => {
    const preset = (name: string, values: string[]) =>
      ({
        name,
        document: { allocation: { existing: { layer: "facilities", values } } },
      }) as unknown as Preset;
    const presets = [
      { name: "park", document: { allocation: null } } as unknown as Preset,
      preset("station", ["elderly_station"]),
      preset("aed", ["aed"]),
    ];
    expect(presetFor(["aed"], presets)?.name).toBe("aed");
    expect(presetFor(["aed", "elderly_station"], presets)).toBeNull();
    expect(presetFor(["school"], presets)).toBeNull();
  });
});

describe("a circle's map", () => {
  it("colours the nearest band strongest, each band another", () => {
    const colours = bandColours(3, TOKENS);
    expect(colours[0]).toBe(TOKENS.scores.at(-1));
    expect(new Set(colours).size).toBe(3);
    expect(bandColours(1, TOKENS)).toEqual([TOKENS.scores.at(-1)]);
  });

  it("draws bands that have ground, homes by the people who count, and the start where one was chosen", () => {
    const drawn = drawnOf(CIRCLE, null, TOKENS);
    expect(drawn.bands.features).toHaveLength(2);
    expect(drawn.gaps.features[0]?.properties).toEqual({ people: 10 });
    expect(drawn.stations.features).toHaveLength(1);
    expect(drawn.start.features).toEqual([]);
    const reach = { start: [113.85, 22.65], isochrones: [{ shape: SQUARE }] } as unknown as Reach;
    const fromThere = drawnOf(CIRCLE, reach, TOKENS);
    expect(fromThere.bands.features).toHaveLength(1);
    expect(fromThere.start.features[0]?.geometry.coordinates).toEqual([113.85, 22.65]);
  });

  it("lays ground below the names and homes above", () => {
    const style = withCircle(
      {
        version: 8,
        sources: {},
        layers: [
          { id: "roads:line", type: "line", source: "district" },
          { id: "roads:label", type: "symbol", source: "district" },
        ],
      },
      drawnOf(CIRCLE, null, TOKENS),
      TOKENS,
    );
    const order = style.layers.map((layer) => layer.id);
    expect(order.indexOf("bands:ground")).toBeLessThan(order.indexOf("roads:label"));
    expect(order.indexOf("gaps:home")).toBeGreaterThan(order.indexOf("roads:label"));
  });
});

describe("a Lorenz curve", () => {
  it("goes from nothing at the bottom left to all at the top right", () => {
    expect(curve([0, 0, 1])).toBe("M0.0 100.0L50.0 100.0L100.0 0.0");
  });
});

describe("words", () => {
  it("say the same in both languages", () => {
    const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const [word, text] of Object.entries(CIRCLE_WORDS.zh))
      expect(blanks(CIRCLE_WORDS.en[word as keyof typeof CIRCLE_WORDS.en])).toEqual(blanks(text));
  });
});
