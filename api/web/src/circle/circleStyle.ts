/** How the map of a circle draws what is reached, the facilities and the homes outside. Pure. */

import type { Feature, FeatureCollection, Geometry, Point } from "geojson";
import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Tokens } from "../app/tokens.ts";
import type { Circle, Reach } from "./asks.ts";

const BANDS = "bands";
const GAPS = "gaps";
const STATIONS = "stations";
const START = "start";
/** How strongly bands are drawn, on the map and in its legend. */
export const STRENGTH = 0.5;

export interface Drawn {
  bands: FeatureCollection<Geometry, { colour: string }>;
  gaps: FeatureCollection<Point, { people: number }>;
  stations: FeatureCollection<Point>;
  start: FeatureCollection<Point>;
}

/** Colours of so many bands, the nearest the strongest. */
export function bandColours(count: number, tokens: Tokens): string[] {
  const [, ...ramp] = tokens.scores;
  const strongest = ramp.length - 1;
  return Array.from({ length: count }, (_, band) => {
    const step = count === 1 ? strongest : strongest - Math.round((strongest * band) / (count - 1));
    return ramp[step] ?? tokens.brand;
  });
}

/** What is drawn of a circle; the bands of one place instead of those of the facilities, where one is looked at. */
export function drawnOf(circle: Circle, reach: Reach | null, tokens: Tokens): Drawn {
  const isochrones = (reach ?? circle).isochrones;
  const colours = bandColours(isochrones.length, tokens);
  const bands = isochrones.flatMap(({ shape }, band): Feature<Geometry, { colour: string }>[] =>
    shape
      ? [
          {
            type: "Feature",
            geometry: shape as unknown as Geometry,
            properties: { colour: colours[band] ?? tokens.brand },
          },
        ]
      : [],
  );
  const { gaps } = circle;
  const people = gaps[circle.asked.whom];
  return {
    bands: { type: "FeatureCollection", features: bands },
    gaps: {
      type: "FeatureCollection",
      features: gaps.codes.map((_, home) =>
        spot([gaps.lon[home] ?? 0, gaps.lat[home] ?? 0], { people: people[home] ?? 0 }),
      ),
    },
    stations: {
      type: "FeatureCollection",
      features: circle.facilities.map(({ at, code }) => spot(at, { code })),
    },
    start: { type: "FeatureCollection", features: reach ? [spot(reach.start, {})] : [] },
  };
}

function spot<P>(at: readonly number[], properties: P): Feature<Point, P> {
  return { type: "Feature", geometry: { type: "Point", coordinates: [...at] }, properties };
}

/** Put them over the usual map: bands below the streets' names, homes and facilities above. */
export function withCircle(style: StyleSpecification, drawn: Drawn, tokens: Tokens): StyleSpecification {
  const below: LayerSpecification[] = [
    {
      id: `${BANDS}:ground`,
      type: "fill",
      source: BANDS,
      paint: { "fill-color": ["get", "colour"], "fill-opacity": STRENGTH, "fill-antialias": false },
    },
  ];
  const above: LayerSpecification[] = [
    {
      id: `${GAPS}:home`,
      type: "circle",
      source: GAPS,
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["sqrt", ["get", "people"]], 0, 2, 5, 5, 20, 12],
        "circle-color": tokens.redLine,
        "circle-opacity": 0.7,
        "circle-stroke-color": tokens.paper,
        "circle-stroke-width": 0.6,
      },
    },
    {
      id: `${STATIONS}:spot`,
      type: "circle",
      source: STATIONS,
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 11, 3, 15, 7],
        "circle-color": tokens.brand,
        "circle-stroke-color": tokens.paper,
        "circle-stroke-width": 1.5,
      },
    },
    {
      id: `${START}:spot`,
      type: "circle",
      source: START,
      paint: {
        "circle-radius": 7,
        "circle-color": tokens.paper,
        "circle-stroke-color": tokens.mapInk,
        "circle-stroke-width": 3,
      },
    },
  ];
  const symbol = style.layers.findIndex((layer) => layer.type === "symbol");
  const names = symbol < 0 ? style.layers.length : symbol;
  return {
    ...style,
    sources: {
      ...style.sources,
      [BANDS]: { type: "geojson", data: drawn.bands },
      [GAPS]: { type: "geojson", data: drawn.gaps },
      [STATIONS]: { type: "geojson", data: drawn.stations },
      [START]: { type: "geojson", data: drawn.start },
    },
    layers: [...style.layers.slice(0, names), ...below, ...style.layers.slice(names), ...above],
  };
}
