import type { LayerSpecification } from "maplibre-gl";
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
    id: `${source}:outline`,
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
