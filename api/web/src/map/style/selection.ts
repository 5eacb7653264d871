import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Tokens } from "../../app/tokens.ts";

/** The chosen thing by its exact outline: an outline never fights the colours beneath, and shows at every zoom. */
export function drawSelection(source: string, tokens: Tokens): LayerSpecification[] {
  const around: LayerSpecification = {
    id: `${source}:around`,
    type: "line",
    source,
    filter: ["!=", ["geometry-type"], "Point"],
    layout: { "line-join": "round", "line-cap": "round" },
    paint: { "line-color": tokens.mapHalo, "line-width": 6 },
  };
  const outline: LayerSpecification = {
    id: outlineOf(source),
    type: "line",
    source,
    filter: ["!=", ["geometry-type"], "Point"],
    layout: { "line-join": "round", "line-cap": "round" },
    paint: { "line-color": tokens.mapPick, "line-width": 2.5 },
  };
  const point: LayerSpecification = {
    id: `${source}:point`,
    type: "circle",
    source,
    filter: ["==", ["geometry-type"], "Point"],
    paint: {
      "circle-radius": 10,
      "circle-color": "rgba(0, 0, 0, 0)",
      "circle-stroke-color": tokens.mapPick,
      "circle-stroke-width": 2.5,
    },
  };
  return [around, outline, point];
}

/** The same for many chosen things: fine lines around a light veil of their colour, small rings. */
export function finely(style: StyleSpecification, source: string, tokens: Tokens): StyleSpecification {
  const layers = style.layers.flatMap((layer): LayerSpecification[] => {
    if (!("source" in layer) || layer.source !== source) return [layer];
    if (layer.type === "circle") return [{ ...layer, paint: { ...layer.paint, "circle-radius": 4 } }];
    if (layer.type !== "line" || layer.id !== outlineOf(source)) return [];
    const veil: LayerSpecification = {
      id: `${source}:veil`,
      type: "fill",
      source,
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": tokens.mapPick, "fill-opacity": 0.14 },
    };
    return [veil, { ...layer, paint: { ...layer.paint, "line-width": 1 } }];
  });
  return { ...style, layers };
}

const outlineOf = (source: string) => `${source}:outline`;
