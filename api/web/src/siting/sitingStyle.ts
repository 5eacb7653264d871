/** How the map of a run draws the candidates: points and shapes that stay, coloured by what is told of each. Pure. */

import type { Feature, FeatureCollection, Geometry, Point } from "geojson";
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from "maplibre-gl";
import type { Tokens } from "../app/tokens.ts";
import type { Ranking } from "./ranking.ts";
import type { Candidates } from "./run.ts";

/** What the map calls the candidates when one is picked. */
export const CANDIDATES = "candidates";
export const SHAPES = "candidate-shapes";
/** From here on a candidate is large enough to be drawn as its shape. */
const SHAPES_FROM = 13.5;

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

/** What the map is told of a candidate: its place on the ramp of colours, 0 the lowest score. */
export interface Shade {
  shade: number;
}

/** Finer steps of colour than these nobody sees. */
const LAST_SHADE = 31;

/** The shade of each ranked candidate, by code. */
export function shadesOf(
  { codes }: Pick<Candidates, "codes">,
  { order, scores }: Ranking,
  { low, high }: Scale,
): Map<string, Shade> {
  const reach = Math.max(high - low, 1e-6);
  const shade = (score: number) => Math.round((LAST_SHADE * (score - low)) / reach);
  return new Map([...order].map((index) => [codes[index] ?? "", { shade: shade(scores[index] ?? low) }]));
}

/** The shades that aren't what they were. */
export function changedShades(
  before: ReadonlyMap<string, Shade>,
  now: ReadonlyMap<string, Shade>,
): Map<string, Shade> {
  return new Map([...now].filter(([code, { shade }]) => before.get(code)?.shade !== shade));
}

/** The ranked candidates of a run as points, its best last so that they lie on top. */
export function spotsOf(
  { codes, lon, lat }: Candidates,
  ranked: readonly { code: string }[],
): FeatureCollection<Point, { code: string }> {
  const at = new Map(codes.map((code, index) => [code, index]));
  const features = [...ranked].reverse().map(({ code }): Feature<Point, { code: string }> => {
    const index = at.get(code) ?? 0;
    const geometry = { type: "Point" as const, coordinates: [lon[index] ?? 0, lat[index] ?? 0] };
    return { type: "Feature", geometry, properties: { code } };
  });
  return { type: "FeatureCollection", features };
}

/** The shapes that are known of candidates. */
export function shapesOf(
  outlines: readonly { id: string; geometry: object }[],
): FeatureCollection<Geometry, { code: string }> {
  const features = outlines.map(
    ({ id, geometry }): Feature<Geometry, { code: string }> => ({
      type: "Feature",
      geometry: geometry as Geometry,
      properties: { code: id },
    }),
  );
  return { type: "FeatureCollection", features };
}

/** Put the candidates over the usual map: their shapes where one is near enough, and points. */
export function withCandidates(
  style: StyleSpecification,
  spots: FeatureCollection,
  shapes: FeatureCollection,
  tokens: Tokens,
): StyleSpecification {
  const steps = tokens.scores.length - 1;
  const stops = tokens.scores.flatMap((colour, at) => [(LAST_SHADE * at) / steps, colour]);
  const shade: ExpressionSpecification = ["coalesce", ["feature-state", "shade"], 0];
  const colour = ["interpolate", ["linear"], shade, ...stops] as unknown as ExpressionSpecification;
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
  const points: LayerSpecification = {
    id: `${CANDIDATES}:point`,
    type: "circle",
    source: CANDIDATES,
    paint: {
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 11, 2.2, 14, 4.5, 17, 9],
      "circle-color": colour,
      "circle-stroke-color": tokens.mapInk2,
      "circle-stroke-width": 0.6,
    },
  };
  const symbol = style.layers.findIndex((layer) => layer.type === "symbol");
  const names = symbol < 0 ? style.layers.length : symbol; // shapes lie below the names
  return {
    ...style,
    sources: {
      ...style.sources,
      [SHAPES]: { type: "geojson", data: shapes, promoteId: "code" },
      [CANDIDATES]: { type: "geojson", data: spots, promoteId: "code" },
    },
    layers: [...style.layers.slice(0, names), ...bodies, ...style.layers.slice(names), points],
  };
}
