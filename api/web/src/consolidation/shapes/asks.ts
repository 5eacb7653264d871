import { queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client.ts";
import type { Box } from "./frame.ts";

const MOST_ROADS = 1500;
const MINUTES = 60_000;

/** Features of a layer in a box, for the ground of small maps. */
export const insideQuery = (layer: string, box: Box | null, at: string, limit: number) =>
  queryOptions({
    queryKey: ["inside", layer, box, at, limit],
    queryFn: ({ signal }) =>
      get("/api/layers/{layer}/features", {
        path: { layer },
        query: { bbox: (box ?? []).map((value) => value.toFixed(6)).join(","), at, limit },
        signal,
      }),
    enabled: box !== null,
    staleTime: 10 * MINUTES,
  });

export const roadsQuery = (box: Box | null, at: string) => insideQuery("roads", box, at, MOST_ROADS);
