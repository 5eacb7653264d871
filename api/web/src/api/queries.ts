import { QueryCache, QueryClient, queryOptions } from "@tanstack/react-query";
import type { Thing } from "../address/address.ts";
import { type Answer, get } from "./client.ts";
import { isSignedOut, ProblemError } from "./problem.ts";

export type Session = Answer<"/api/session">;
export type Place = Answer<"/api/place">;
export type Catalogue = Answer<"/api/layers">;
export type Layer = Catalogue["layers"][number];
export type Field = Layer["fields"][number];
export type Label = Place["name"];
export type Feature = Answer<"/api/layers/{layer}/features/{code}">;
export type Revision = Feature["history"][number];
export type SearchResult = Answer<"/api/search">["results"][number];
export type YearFigures = Answer<"/api/figures/year">;

/** The two times of a question, as dates; `null` means today and now. */
export interface Moment {
  at: string | null;
  known: string | null;
}

const MINUTE = 60_000;

/** Refusals are answers: only what may pass by itself (a network gone, a server starting) is asked again. */
function asksAgain(failures: number, error: Error): boolean {
  const passing = !(error instanceof ProblemError) || error.status >= 500;
  return passing && failures < 2;
}

/** A client that asks for the session again when any answer says that it is over. */
export function makeQueryClient(): QueryClient {
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, { queryKey }) => {
        if (isSignedOut(error) && queryKey[0] !== "session") void queries.invalidateQueries(sessionQuery);
      },
    }),
    defaultOptions: { queries: { retry: asksAgain, staleTime: MINUTE, refetchOnWindowFocus: false } },
  });
  return queries;
}

/** Leave out what isn't said: the server's defaults are today and now. */
export function momentQuery({ at, known }: Moment): { at?: string; known?: string } {
  return { ...(at ? { at } : {}), ...(known ? { known } : {}) };
}

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => get("/api/session", { signal }),
});

export const placeQuery = queryOptions({
  queryKey: ["place"],
  queryFn: ({ signal }) => get("/api/place", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export const catalogueQuery = queryOptions({
  queryKey: ["layers"],
  queryFn: ({ signal }) => get("/api/layers", { signal }),
});

export const featureQuery = (thing: Thing, moment: Moment) =>
  queryOptions({
    queryKey: ["feature", thing.layer, thing.code, moment.at, moment.known],
    queryFn: ({ signal }) =>
      get("/api/layers/{layer}/features/{code}", {
        path: { layer: thing.layer, code: thing.code },
        query: momentQuery(moment),
        signal,
      }),
  });

export const featuresQuery = (layer: string, limit: number, moment: Moment) =>
  queryOptions({
    queryKey: ["features", layer, limit, moment.at, moment.known],
    queryFn: ({ signal }) =>
      get("/api/layers/{layer}/features", {
        path: { layer },
        query: { limit, ...momentQuery(moment) },
        signal,
      }),
    staleTime: 5 * MINUTE,
  });

/** `box` is west,south,east,north; empty while there is none. */
export const countsQuery = (box: string, moment: Moment) =>
  queryOptions({
    queryKey: ["counts", box, moment.at, moment.known],
    queryFn: ({ signal }) => get("/api/counts", { query: { bbox: box, ...momentQuery(moment) }, signal }),
    enabled: box !== "",
  });

export const searchQuery = (words: string, limit: number) =>
  queryOptions({
    queryKey: ["search", words, limit],
    queryFn: ({ signal }) => get("/api/search", { query: { q: words, limit }, signal }),
    enabled: words !== "",
  });

export const yearQuery = (year: number, known: string | null) =>
  queryOptions({
    queryKey: ["figures", "year", year, known],
    queryFn: ({ signal }) =>
      get("/api/figures/year", { query: { year, ...momentQuery({ at: null, known }) }, signal }),
  });
