import { useQuery } from "@tanstack/react-query";
import type { FeatureCollection, Geometry, Polygon } from "geojson";
import { useMemo } from "react";
import { useAddress } from "../address/useAddress.ts";
import { featureQuery } from "../api/queries.ts";
import { PROJECTS } from "../consolidation/layers.ts";
import type { Bounds } from "../map/canvas.ts";
import { outlinesQuery, selectionQuery } from "./asks.ts";
import { cornersOf } from "./drawing.ts";
import { subjectOf, type Template } from "./sheet.ts";

/** What is exported, as it is outlined on the map. */
export interface Outlined {
  shapes: FeatureCollection;
  bounds: Bounds;
  /** A box stands for shapes that are too many to be drawn one by one. */
  boxed: boolean;
}

/** Follow what the address exports: a project's red line, or the shapes of a selection. */
export function useSubject(make: "sheets" | "data", template: Template | null): Outlined | null {
  const { own, project, at, known } = useAddress((whole) => whole);
  const kind = make === "data" ? (own.subject ?? "selection") : template && subjectOf(own, template);
  const red = useQuery({
    ...featureQuery({ layer: PROJECTS, code: project ?? "" }, { at, known }),
    enabled: kind === "project" && project !== null,
  }).data;
  const selection = kind === "selection" ? (own.selection ?? null) : null;
  const selected = useQuery(selectionQuery(selection)).data;
  const outlines = useQuery(outlinesQuery(selected ? selection : null)).data;
  return useMemo(() => {
    if (kind === "project" && project && red)
      return { shapes: collectionOf(red.geometry as Geometry), bounds: red.bbox as Bounds, boxed: false };
    if (!selection || !selected?.bbox || !outlines) return null;
    const bounds = selected.bbox as Bounds;
    return outlines.features.length > 0
      ? { shapes: outlines as unknown as FeatureCollection, bounds, boxed: false }
      : { shapes: collectionOf(boxOf(bounds)), bounds, boxed: true };
  }, [kind, project, red, selection, selected, outlines]);
}

function collectionOf(geometry: Geometry): FeatureCollection {
  return { type: "FeatureCollection", features: [{ type: "Feature", geometry, properties: {} }] };
}

function boxOf(bounds: Bounds): Polygon {
  const corners = cornersOf(bounds);
  return {
    type: "Polygon",
    coordinates: [[...corners, ...corners.slice(0, 1)].map(([lon, lat]) => [lon, lat])],
  };
}
