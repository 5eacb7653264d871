/** How the map of a run draws the candidates: points coloured by score, the best ones numbered. Pure. */

import type { Feature, FeatureCollection, Geometry, Point } from "geojson";
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from "maplibre-gl";
import type { Tokens } from "../app/tokens.ts";
import { labelFont } from "../map/style/draw.ts";
import type { Ranking } from "./ranking.ts";
import type { Candidates } from "./run.ts";

/** What the map calls the candidates when one is picked. */
export const CANDIDATES = "candidates";

export interface Spot {
  code: string;
  score: number;
  /** The number on its pin; 0 for none. */
  pin: number;
}

/** The lowest and the highest score that are drawn. */
export interface Scale {
  low: number;
  high: number;
}

export function scaleOf({ order, scores }: Ranking): Scale {
  const [first, last] = [order[0], order.at(-1)];
  if (first === undefined || last === undefined) return { low: 0, high: 1 };
  const ends = [scores[last] ?? 0, scores[first] ?? 1]; // of some methods less is better
  return { low: Math.min(...ends), high: Math.max(...ends) };
}

/** The ranked candidates as points, the best last so that they lie on top; `pinned` get their numbers. */
export function spotsOf(
  candidates: Candidates,
  { order, scores }: Ranking,
  pinned: readonly number[],
): FeatureCollection<Point, Spot> {
  const pins = new Map(pinned.map((index, at) => [index, at + 1]));
  const features = [...order].reverse().map(
    (index): Feature<Point, Spot> => ({
      type: "Feature",
      geometry: {
        type: "Point",
        coordinates: [candidates.lon[index] ?? 0, candidates.lat[index] ?? 0],
      },
      properties: {
        code: candidates.codes[index] ?? "",
        score: scores[index] ?? 0,
        pin: pins.get(index) ?? 0,
      },
    }),
  );
  return { type: "FeatureCollection", features };
}

/** What a candidate's shape is drawn with; shapes of which no score is known stay away. */
export function shapesOf(
  outlines: readonly { id: string; geometry: object }[],
  candidates: Candidates,
  { scores, order }: Ranking,
): FeatureCollection<Geometry, { code: string; score: number }> {
  const at = new Map(candidates.codes.map((code, index) => [code, index]));
  const ranked = new Set(order);
  const features = outlines.flatMap(
    ({ id, geometry }): Feature<Geometry, { code: string; score: number }>[] => {
      const index = at.get(id);
      if (index === undefined || !ranked.has(index)) return [];
      const properties = { code: id, score: scores[index] ?? 0 };
      return [{ type: "Feature", geometry: geometry as Geometry, properties }];
    },
  );
  return { type: "FeatureCollection", features };
}

const SHAPES = "candidate-shapes";
/** From here on a candidate is large enough to be drawn as its shape. */
const SHAPES_FROM = 13.5;

/** Put the candidates over the usual map: their shapes where one is near enough, and points. */
export function withCandidates(
  style: StyleSpecification,
  spots: FeatureCollection<Point, Spot>,
  shapes: FeatureCollection,
  scale: Scale,
  tokens: Tokens,
): StyleSpecification {
  const reach = Math.max(scale.high - scale.low, 1e-6);
  const stops = tokens.scores.flatMap((colour, at) => [
    scale.low + (reach * at) / (tokens.scores.length - 1),
    colour,
  ]);
  const colour = [
    "interpolate",
    ["linear"],
    ["get", "score"],
    ...stops,
  ] as unknown as ExpressionSpecification;
  const pinned: ExpressionSpecification = [">", ["get", "pin"], 0];
  const areas: FilterSpecification = ["==", ["geometry-type"], "Polygon"];
  const bodies: LayerSpecification[] = [
    {
      id: `${CANDIDATES}:fill`,
      type: "fill",
      source: SHAPES,
      minzoom: SHAPES_FROM,
      filter: areas,
      paint: { "fill-color": colour, "fill-opacity": 0.55 },
    },
    {
      id: `${CANDIDATES}:line`,
      type: "line",
      source: SHAPES,
      minzoom: SHAPES_FROM,
      filter: areas,
      layout: { "line-join": "round" },
      paint: { "line-color": tokens.mapInk2, "line-width": 1 },
    },
  ];
  const layers: LayerSpecification[] = [
    {
      id: `${CANDIDATES}:point`,
      type: "circle",
      source: CANDIDATES,
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 11, 2.2, 14, 4.5, 17, 9],
        "circle-color": colour,
        "circle-stroke-color": tokens.mapInk2,
        "circle-stroke-width": 0.6,
      },
    },
    {
      id: `${CANDIDATES}:pin`,
      type: "circle",
      source: CANDIDATES,
      filter: pinned,
      layout: { "circle-sort-key": ["-", 0, ["get", "pin"]] },
      paint: {
        "circle-radius": 11,
        "circle-color": tokens.brand,
        "circle-stroke-color": tokens.paper,
        "circle-stroke-width": 2,
      },
    },
    {
      id: `${CANDIDATES}:label`,
      type: "symbol",
      source: CANDIDATES,
      filter: pinned,
      layout: {
        "text-field": ["to-string", ["get", "pin"]],
        "text-font": labelFont(tokens),
        "text-size": 12,
        "text-padding": 4, // a number under a better one's pin isn't written
        "symbol-sort-key": ["get", "pin"],
      },
      paint: { "text-color": tokens.onBrand },
    },
  ];
  const symbol = style.layers.findIndex((layer) => layer.type === "symbol");
  const names = symbol < 0 ? style.layers.length : symbol; // shapes lie below the names
  return {
    ...style,
    sources: {
      ...style.sources,
      [SHAPES]: { type: "geojson", data: shapes },
      [CANDIDATES]: { type: "geojson", data: spots },
    },
    layers: [...style.layers.slice(0, names), ...bodies, ...style.layers.slice(names), ...layers],
  };
}
