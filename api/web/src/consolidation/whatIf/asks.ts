import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client.ts";
import { CONSOLIDATION } from "../asks.ts";
import { bodyOf, type Scenario, type WhatIf } from "./scenario.ts";

const MOST_PARCELS = 5000;

export const whatIfQuery = (scenario: Scenario) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "what-if", scenario],
    queryFn: async ({ signal }) =>
      (await post("/api/consolidation/what-if", {}, {}, bodyOf(scenario), signal)) as WhatIf,
    enabled: scenario.parcels.length > 0,
  });

type Times = Pick<Scenario, "at" | "known">;

/** The parcels of a project with their shapes. */
export const shapesQuery = (project: string, { at, known }: Times) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "shapes", project, at, known],
    queryFn: ({ signal }) =>
      get("/api/layers/{layer}/features", {
        path: { layer: "consolidation_parcels" },
        query: { project, at, ...(known ? { known } : {}), limit: MOST_PARCELS } as Record<
          string,
          string | number
        >,
        signal,
      }),
  });

export const redLineQuery = (project: string, { at, known }: Times) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "red-line", project, at, known],
    queryFn: ({ signal }) =>
      get("/api/layers/{layer}/features/{code}", {
        path: { layer: "consolidation_projects", code: project },
        query: { at, ...(known ? { known } : {}) },
        signal,
      }),
  });

export const keysQuery = (project: string, { at, known }: Times) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "keys", project, at, known],
    queryFn: ({ signal }) =>
      get("/api/consolidation/key-parcels", { query: { project, at, ...(known ? { known } : {}) }, signal }),
  });
