import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from "maplibre-gl";
import type { Layer } from "../../api/queries.ts";
import type { Tokens } from "../../app/tokens.ts";
import { colourBy, mix } from "./colour.ts";
import { hatchName } from "./hatch.ts";
import { metresWide, pixelsAt16 } from "./width.ts";

export type Part = "fill" | "hatch" | "casing" | "line" | "point" | "label";

/** What a layer is drawn with. */
export interface Drawing {
  layer: Layer;
  source: string;
  visible: boolean;
  tokens: Tokens;
  /** Whether something that matters more is drawn above it: then it is its quiet background. */
  behind: boolean;
  /** Latitude at which metres are turned into pixels, in degrees. */
  latitude: number;
}

/** Identifier of one part of a layer on the map; `layerOf` reads it back. */
export function partId(layer: string, part: Part): string {
  return `${layer}:${part}`;
}

export function layerOf(id: string): string {
  return id.slice(0, id.lastIndexOf(":"));
}

const HOVERED: ExpressionSpecification = ["boolean", ["feature-state", "hover"], false];

export function isPolygonal(layer: Layer): boolean {
  return layer.geometry.endsWith("Polygon");
}

export function isPoint(layer: Layer): boolean {
  return layer.geometry === "Point";
}

/** The body of a layer: areas, lines or points, without its labels. */
export function drawBody(drawing: Drawing): LayerSpecification[] {
  const { layer } = drawing;
  if (!layer.style) return [];
  if (isPoint(layer)) return [drawPoint(drawing)];
  if (isPolygonal(layer)) return [...drawFill(drawing), ...drawOutline(drawing)];
  return drawLine(drawing);
}

function base(drawing: Drawing, part: Part, from?: number) {
  const { layer, source, visible } = drawing;
  return {
    id: partId(layer.name, part),
    source,
    "source-layer": layer.name,
    minzoom: Math.max(layer.zooms[0], from ?? 0),
    maxzoom: 24,
    layout: { visibility: visible ? ("visible" as const) : ("none" as const) },
  };
}

function drawFill(drawing: Drawing): LayerSpecification[] {
  const { layer, tokens } = drawing;
  const style = layer.style;
  const colour = style ? colourBy(layer, style.fill) : null;
  if (!style || colour === null) return [];
  const strength = style.opacity * tokens.mapStrength * (drawing.behind ? tokens.mapBehind : 1);
  const opacity: ExpressionSpecification = ["case", HOVERED, Math.min(1, strength + 0.25), strength];
  if (style.hatch && typeof colour === "string") {
    return [
      {
        ...base(drawing, "hatch"),
        type: "fill",
        paint: { "fill-pattern": hatchName(colour), "fill-opacity": opacity },
      },
    ];
  }
  // Blocks are cut along cells: smoothing their edges would draw the cuts.
  const smooth: ExpressionSpecification = ["step", ["zoom"], !layer.dissolve_by, layer.single_from, true];
  return [
    {
      ...base(drawing, "fill"),
      type: "fill",
      paint: { "fill-color": colour, "fill-opacity": opacity, "fill-antialias": smooth },
    },
  ];
}

function drawOutline(drawing: Drawing): LayerSpecification[] {
  const { layer, tokens } = drawing;
  const style = layer.style;
  if (!style?.line) return [];
  const singly = layer.dissolve_by ? layer.single_from : undefined;
  return [
    {
      ...base(drawing, "line", singly),
      type: "line",
      layout: { ...base(drawing, "line").layout, "line-join": "round" },
      paint: {
        "line-color": style.line,
        "line-width": pixelsAt16(style.width),
        "line-opacity": style.dash.length > 0 ? 1 : tokens.mapOutline,
        ...dashes(style.dash),
      },
    },
  ];
}

function drawLine(drawing: Drawing): LayerSpecification[] {
  const { layer, latitude, tokens } = drawing;
  const style = layer.style;
  const toned = (one: string) => (style?.width_by ? mix(one, tokens.mapPaper, tokens.mapVeil) : one);
  const colour = style ? colourBy(layer, style.line, toned) : null;
  if (!style || colour === null) return [];
  const round = {
    "line-join": "round" as const,
    "line-cap": style.dash.length > 0 ? ("butt" as const) : ("round" as const),
  };
  const line: LayerSpecification = {
    ...base(drawing, "line"),
    type: "line",
    layout: { ...base(drawing, "line").layout, ...round },
    paint: {
      "line-color": colour,
      "line-width": style.width_by
        ? metresWide(style.width_by, latitude, style.width * 0.35)
        : pixelsAt16(style.width),
      ...dashes(style.dash),
    },
  };
  if (!style.width_by) return [line];
  const casing: LayerSpecification = {
    ...base(drawing, "casing", 13),
    type: "line",
    layout: { ...base(drawing, "casing").layout, ...round },
    paint: {
      "line-color": tokens.mapInk2,
      "line-opacity": 0.22,
      "line-width": metresWide(style.width_by, latitude, style.width * 0.35, 1.6),
    },
  };
  return [casing, line];
}

function drawPoint(drawing: Drawing): LayerSpecification {
  const { layer, tokens } = drawing;
  const style = layer.style;
  const radius = style?.radius ?? 5;
  return {
    ...base(drawing, "point"),
    type: "circle",
    paint: {
      "circle-color": (style && colourBy(layer, style.fill)) ?? tokens.mapInk2,
      "circle-radius": [
        "interpolate",
        ["linear"],
        ["zoom"],
        12,
        radius * 0.3,
        14,
        radius * 0.55,
        16,
        radius,
        20,
        radius * 1.6,
      ],
      "circle-stroke-color": ["case", HOVERED, tokens.mapPick, style?.line ?? tokens.mapPaper],
      "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 12, 0, 13.5, 0.6, 15, 1.2],
      "circle-opacity": ["interpolate", ["linear"], ["zoom"], 12, 0.7, 15, 0.95],
    },
  };
}

function dashes(dash: readonly number[]): { "line-dasharray"?: number[] } {
  return dash.length > 0 ? { "line-dasharray": [...dash] } : {};
}

/** Room around a label in pixels: the farther out, the fewer are written. */
export const THINNING: ExpressionSpecification = ["interpolate", ["linear"], ["zoom"], 12, 60, 14, 24, 16, 4];

/** The labels that are written from tiles: along lines, at points, and in areas too many to ask for one by one. */
export function drawLabels(drawing: Drawing): LayerSpecification[] {
  const { layer, tokens } = drawing;
  const style = layer.style;
  if (!style?.label) return [];
  const along = !isPoint(layer) && !isPolygonal(layer);
  const has: FilterSpecification = ["has", style.label];
  return [
    {
      ...base(drawing, "label", Math.max(style.label_from, layer.single_from)),
      type: "symbol",
      filter: has,
      layout: {
        ...base(drawing, "label").layout,
        "text-field": ["to-string", ["get", style.label]],
        "text-font": labelFont(tokens),
        "text-size": ["interpolate", ["linear"], ["zoom"], 12, 10.5, 18, 13],
        ...(along
          ? { "symbol-placement": "line" as const, "symbol-spacing": 420, "text-max-angle": 30 }
          : { "text-max-width": 9, "text-padding": THINNING }),
        ...(isPoint(layer)
          ? { "text-variable-anchor": ["top", "bottom", "right", "left"] as const, "text-radial-offset": 0.8 }
          : {}),
      } as never,
      paint: haloed(tokens, tokens.mapInk2),
    },
  ];
}

export function haloed(tokens: Tokens, colour: string) {
  return {
    "text-color": colour,
    "text-halo-color": tokens.mapHalo,
    "text-halo-width": 1.4,
    "text-halo-blur": 0.4,
  };
}

/** Fonts are the system's, drawn in the browser: there is no glyph server. */
export function labelFont(tokens: Tokens): string[] {
  return tokens.font.split(",").map((family) => family.trim().replaceAll('"', ""));
}
