import type { Feature, FeatureCollection, Geometry, Point, Position } from "geojson";
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import polylabel from "polylabel";
import type { Layer } from "../../api/queries.ts";
import type { Tokens } from "../../app/tokens.ts";
import { haloed, isPolygonal, labelFont, THINNING } from "./draw.ts";

/** Up to so many areas a layer's names are asked for and placed once; more are written from tiles. */
export const FEW = 120;

/** How a name is set: the larger the thing, the larger its name. */
type Rank = "place" | "region" | "quarter" | "water" | "thing";

export interface NameProperties {
  text: string;
  rank: Rank;
  from: number;
  /** Colour of a thing that is only an outline: its name belongs to it. */
  colour: string | null;
}

/** Whether the names of a layer are placed once for each feature, by its whole shape rather than a tile's part of it. */
export function isNamedWhole(layer: Layer): boolean {
  return (
    Boolean(layer.style?.label) && layer.style?.label !== "code" && isPolygonal(layer) && layer.count <= FEW
  );
}

/** Place the names of a layer's features, each at its largest part's innermost point. */
export function namesOf(layer: Layer, features: readonly Feature[]): Feature<Point, NameProperties>[] {
  const field = layer.style?.label;
  if (!field) return [];
  const rank = rankOf(layer);
  const names: Feature<Point, NameProperties>[] = [];
  for (const { geometry, properties } of features) {
    const text = properties?.[field];
    const at = geometry && innermost(geometry);
    if (typeof text !== "string" || text === "" || !at) continue;
    names.push({
      type: "Feature",
      geometry: { type: "Point", coordinates: at },
      properties: { text, rank, from: layer.style?.label_from ?? 14, colour: outlineColour(layer) },
    });
  }
  return names;
}

export function collect(
  features: Feature<Point, NameProperties>[],
): FeatureCollection<Point, NameProperties> {
  return { type: "FeatureCollection", features };
}

function outlineColour(layer: Layer): string | null {
  const style = layer.style;
  return style && !style.fill && !style.by ? style.line : null;
}

function rankOf(layer: Layer): Rank {
  if (layer.group === "boundaries" && layer.count === 1) return "place";
  if (layer.group === "boundaries") return (layer.style?.label_from ?? 14) <= 11 ? "region" : "quarter";
  return layer.name === "water" ? "water" : "thing";
}

function innermost(geometry: Geometry): Position | null {
  if (geometry.type === "Polygon") return centreOf(geometry.coordinates);
  if (geometry.type !== "MultiPolygon") return null;
  const largest = geometry.coordinates.reduce<Position[][] | null>(
    (best, part) => (best && extentOf(best) >= extentOf(part) ? best : part),
    null,
  );
  return largest && centreOf(largest);
}

/** A share of the shape's extent is precise enough for a name; an empty shape has no place for one. */
function centreOf(rings: Position[][]): Position | null {
  if (!rings[0] || rings[0].length < 4) return null;
  const [lon, lat] = polylabel(rings as [number, number][][], Math.sqrt(extentOf(rings)) / 50);
  return [lon ?? 0, lat ?? 0];
}

function extentOf(rings: Position[][]): number {
  const ring = rings[0] ?? [];
  const xs = ring.map((point) => point[0] ?? 0);
  const ys = ring.map((point) => point[1] ?? 0);
  return (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys));
}

const SIZES: Record<Rank, [number, number]> = {
  place: [18, 18],
  region: [16, 20],
  quarter: [12.5, 15],
  water: [12, 13.5],
  thing: [11.5, 13],
};

/** From here on the map shows parts of the place, and its name would only be in their way. */
const PLACE_UNTIL = 11.5;

/** Style of the names, region above quarter above thing. */
export function drawPlaceNames(source: string, tokens: Tokens): LayerSpecification[] {
  const own: ExpressionSpecification = ["to-color", ["get", "colour"], tokens.mapInk2];
  // A little of the ink, so that a dark line's colour can be read on dark paper too.
  const readable: ExpressionSpecification = ["interpolate", ["linear"], 0.35, 0, own, 1, tokens.mapInk];
  const colours = {
    place: tokens.mapInk,
    region: tokens.mapInk,
    quarter: tokens.mapInk2,
    water: tokens.mapWater,
  };
  const ranks: Rank[] = ["thing", "water", "quarter", "region", "place"];
  return ranks.map((rank) => ({
    id: `${source}:${rank}`,
    type: "symbol",
    source,
    maxzoom: rank === "place" ? PLACE_UNTIL : 24,
    filter: ["all", ["==", ["get", "rank"], rank], [">=", ["zoom"], ["get", "from"]]],
    layout: {
      "text-field": ["get", "text"],
      "text-font": labelFont(tokens),
      "text-size": ["interpolate", ["linear"], ["zoom"], 12, SIZES[rank][0], 16, SIZES[rank][1]],
      "text-max-width": 10,
      "text-padding": rank === "thing" || rank === "water" ? THINNING : 2,
      "text-allow-overlap": rank === "region",
    },
    paint: {
      ...haloed(tokens, tokens.mapInk),
      "text-color": rank === "thing" ? readable : colours[rank],
    },
  }));
}
