import { useQuery } from "@tanstack/react-query";
import type { FeatureCollection, Geometry, Polygon } from "geojson";
import { useMemo } from "react";
import { useAddress } from "../address/useAddress.ts";
import { featureQuery } from "../api/queries.ts";
import { PROJECTS } from "../consolidation/layers.ts";
import type { Bounds } from "../map/canvas.ts";
import { selectionQuery } from "./asks.ts";
import { subjectOf, type Template } from "./sheet.ts";

/** What is exported, as it is outlined on the map. */
export interface Outlined {
  shapes: FeatureCollection;
  bounds: Bounds;
}

/** Follow what the address exports: a project's red line, or the box of a selection. */
export function useSubject(make: "sheets" | "data", template: Template | null): Outlined | null {
  const { own, project, at, known } = useAddress((whole) => whole);
  const kind = make === "data" ? (own.subject ?? "selection") : template && subjectOf(own, template);
  const red = useQuery({
    ...featureQuery({ layer: PROJECTS, code: project ?? "" }, { at, known }),
    enabled: kind === "project" && project !== null,
  }).data;
  const selected = useQuery({
    ...selectionQuery(own.selection ?? null),
    enabled: kind === "selection" && own.selection !== undefined,
  }).data;
  return useMemo(() => {
    if (kind === "project" && project && red)
      return { shapes: collectionOf(red.geometry as Geometry), bounds: red.bbox as Bounds };
    if (kind === "selection" && own.selection && selected?.bbox) {
      const bounds = selected.bbox as Bounds;
      return { shapes: collectionOf(boxOf(bounds)), bounds };
    }
    return null;
  }, [kind, project, red, own.selection, selected]);
}

function collectionOf(geometry: Geometry): FeatureCollection {
  return { type: "FeatureCollection", features: [{ type: "Feature", geometry, properties: {} }] };
}

function boxOf([west, south, east, north]: Bounds): Polygon {
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { type: "Polygon", coordinates: [ring] };
}
