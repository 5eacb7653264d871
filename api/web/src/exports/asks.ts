import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type Answer, get, post } from "../api/client.ts";
import type { Job } from "../api/jobs.ts";
import type { Label } from "../api/queries.ts";
import type { components } from "../api/schema.d.ts";
import type { SheetRequest, Sheets, Template } from "./sheet.ts";

export type Selection = Answer<"/api/selections/{selection}">;
export type Format = Answer<"/api/exports/formats">[number];
export type Export = Answer<"/api/exports">["exports"][number];
export type State = Export["state"];
export type DataRequest = components["schemas"]["AskedData"];
/** What was asked for: queued, or waiting for an approval and why. */
export interface Asked {
  export: number;
  state: State;
  why: Label | null;
  job: Job | null;
}

export const EXPORTS = "exports";
/** Most exports in one piece of the list. */
const A_PAGE = 30;

export const templatesQuery = queryOptions({
  queryKey: [EXPORTS, "templates"],
  queryFn: ({ signal }): Promise<readonly Template[]> => get("/api/exports/templates", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export const formatsQuery = queryOptions({
  queryKey: [EXPORTS, "formats"],
  queryFn: ({ signal }) => get("/api/exports/formats", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export const selectionQuery = (id: string | null) =>
  queryOptions({
    queryKey: ["selection", id],
    queryFn: ({ signal }) => get("/api/selections/{selection}", { path: { selection: id ?? "" }, signal }),
    enabled: id !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The shapes of a selection; none of a large one. */
export const outlinesQuery = (id: string | null) =>
  queryOptions({
    queryKey: ["selection", id, "outlines"],
    queryFn: ({ signal }) =>
      get("/api/selections/{selection}/outlines", { path: { selection: id ?? "" }, signal }),
    enabled: id !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Where the sheets of a request would lie; records nothing. */
export const framesQuery = (request: SheetRequest | null) =>
  queryOptions({
    queryKey: [EXPORTS, "frames", request],
    queryFn: async ({ signal }) =>
      (await post("/api/exports/sheets/frames", {}, {}, request ?? {}, signal)) as Sheets,
    enabled: request !== null,
    staleTime: 5 * 60_000,
  });

/**
 * Exports, the newest first, in pieces. Each piece begins where the one before it ends, as that is read anew: what
 * comes in at the top pushes nothing out between two pieces.
 */
export const exportsQuery = (state: State | null) =>
  infiniteQueryOptions({
    queryKey: [EXPORTS, "list", state],
    queryFn: ({ signal, pageParam: before }) =>
      get("/api/exports", {
        query: { limit: A_PAGE, ...(state ? { state } : {}), ...(before ? { before } : {}) },
        signal,
      }),
    initialPageParam: null as number | null,
    getNextPageParam: ({ exports }) => (exports.length < A_PAGE ? null : (exports.at(-1)?.id ?? null)),
    staleTime: 0,
  });

export async function askForSheets(request: SheetRequest): Promise<Asked> {
  return (await post("/api/exports/sheets", {}, {}, request)) as Asked;
}

export async function askForData(request: DataRequest): Promise<Asked> {
  return (await post("/api/exports/data", {}, {}, request)) as Asked;
}

export async function decide(number: number, approve: boolean, reason: string | null): Promise<Export> {
  const decision = { approve, ...(reason ? { reason } : {}) };
  return (await post("/api/exports/{number}/decision", { number }, {}, decision)) as Export;
}

/** What is selected on the map; all that is said must hold. */
export interface Wanted {
  layer: string;
  filter?: string;
  bbox?: readonly number[];
  polygon?: { type: "Polygon"; coordinates: readonly (readonly (readonly number[])[])[] };
  codes?: readonly string[];
  at?: string;
  known?: string;
}

export async function select(wanted: Wanted): Promise<Selection> {
  return (await post("/api/selections", {}, {}, wanted)) as Selection;
}
