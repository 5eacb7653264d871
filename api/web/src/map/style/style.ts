import type { FeatureCollection } from "geojson";
import type { StyleSpecification } from "maplibre-gl";
import type { Layer, Moment } from "../../api/queries.ts";
import type { Tokens } from "../../app/tokens.ts";
import { drawBody, drawLabels } from "./draw.ts";
import { drawPlaceNames } from "./names.ts";
import { drawSelection } from "./selection.ts";

/** Tiles finer than this add nothing that a millimetre of screen could show; beyond it they are enlarged. */
export const FINEST_TILES = 16;
export const NAMES = "names";
export const SELECTION = "selection";

/** Everything that the picture depends on. */
export interface Picture {
  layers: readonly Layer[];
  /** Names of the layers shown. */
  shown: ReadonlySet<string>;
  /** Names of the layers that the page began with: they come together in one tile. */
  together: readonly string[];
  moment: Moment;
  latitude: number;
  tokens: Tokens;
  /** Where the names of few and large things stand (zones, communities). */
  names: FeatureCollection;
  selection: FeatureCollection;
  /** Layers whose labels stand in `names`, so that tiles don't write them once more. */
  named: ReadonlySet<string>;
  /** What a page's own map changes in the style. */
  finish?: (style: StyleSpecification) => StyleSpecification;
}

const DISTRICT = "district";

/** The source that a layer's tiles come from. */
export function sourceOf(layer: string, together: readonly string[]): string {
  return together.includes(layer) ? DISTRICT : `one:${layer}`;
}

/** Path of the tiles of some layers at a moment. */
export function tilesPath(layers: readonly string[], { at, known }: Moment): string {
  const query = new URLSearchParams();
  if (at) query.set("at", at);
  if (known) query.set("known", known);
  const times = query.size > 0 ? `&${query}` : "";
  return `/tiles/{z}/{x}/{y}.mvt?layers=${layers.map(encodeURIComponent).join(",")}${times}`;
}

/** Groups whose areas are what a map is about, when they are shown. */
const SUBJECTS = new Set(["consolidation", "industry"]);

/** Whether a layer that covers the land lies under areas that the map is about. */
function isBehind(layer: Layer, shown: readonly Layer[]): boolean {
  const subject = (other: Layer) => SUBJECTS.has(other.group) && other.style?.by && other.order > layer.order;
  return layer.dissolve_by !== null && shown.some(subject);
}

/** The whole style, from data alone: the same picture always gives the same style. */
export function styleOf(picture: Picture, origin: string): StyleSpecification {
  const { layers, shown, together, moment, tokens, latitude } = picture;
  const drawn = layers.filter((layer) => layer.style).sort((a, b) => a.order - b.order);
  const asked = drawn.filter((layer) => together.includes(layer.name) || shown.has(layer.name));
  const drawings = asked.map((layer) => ({
    layer,
    source: sourceOf(layer.name, together),
    visible: shown.has(layer.name),
    behind: isBehind(
      layer,
      asked.filter((other) => shown.has(other.name)),
    ),
    tokens,
    latitude,
  }));

  const sources: StyleSpecification["sources"] = {
    [NAMES]: { type: "geojson", data: picture.names },
    [SELECTION]: { type: "geojson", data: picture.selection, tolerance: 0 },
  };
  for (const source of new Set(drawings.map((drawing) => drawing.source))) {
    const names = drawings
      .filter((drawing) => drawing.source === source)
      .map((drawing) => drawing.layer.name);
    sources[source] = { type: "vector", tiles: [origin + tilesPath(names, moment)], maxzoom: FINEST_TILES };
  }

  const fromTiles = drawings.filter((drawing) => !picture.named.has(drawing.layer.name));
  return {
    version: 8,
    name: "matian",
    sources,
    layers: [
      { id: "paper", type: "background", paint: { "background-color": tokens.mapPaper } },
      ...drawings.flatMap(drawBody),
      ...drawSelection(SELECTION, tokens),
      ...fromTiles.flatMap(drawLabels),
      ...drawPlaceNames(NAMES, tokens),
    ],
  };
}
