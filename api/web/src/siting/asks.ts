import { queryOptions } from "@tanstack/react-query";
import { type Answer, get, type PostAnswer, post } from "../api/client.ts";
import type { Label } from "../api/queries.ts";
import type { Allocation, Candidates, Criterion, Sifted, Step } from "./run.ts";

export type Job = Answer<"/api/jobs/{number}">;
export type Preset = Answer<"/api/siting/presets">["presets"][number];
export type Document = Preset["document"];
export type Draft = Answer<"/api/consolidation/drafts">["drafts"][number];
export type Listed = Answer<"/api/siting/runs">["runs"][number];
type Told = Answer<"/api/siting/runs/{number}">;

/** A run: what it stood on, and the parts of its answer. */
export type Run = Told["run"] & {
  document: Document;
  funnel: Step[];
  sifted: Sifted;
  criteria: Criterion[];
  weights: Weighed;
  candidates: Candidates;
  left_out: string[];
  ranked: { code: string; score: number; rank: number }[];
  robustness: Robustness | null;
  allocation: Allocation | null;
};

/** How the weights came about, where they were compared in pairs; sheets are a member's weights and their `ratio`. */
interface Weighed {
  consistency_ratio?: number;
  worst_pair?: WorstPair | null;
  /** Goepel's consensus, 0–1. */
  consensus?: number;
  sheets?: Record<string, Record<string, number>>;
}

/** The pair whose replacement by `suggested` would lower the ratio most, to `ratio`. */
interface WorstPair {
  first: string;
  second: string;
  given: number;
  suggested: number;
  ratio: number;
}

/** What a run asks, in both languages. */
export const questionOf = (run: Run) => (run.document as unknown as { question: Label }).question;

export const SUM = "weighted_sum";

/** The method by which a run ranked. */
export const methodOf = (run: Run) => (run.document as { method?: { kind?: string } }).method?.kind ?? SUM;

/** What shaking weights and values gave: how often each comes first, and which neighbours can't be told apart. */
export interface Robustness {
  draws: number;
  seed: number;
  acceptability: {
    code: string;
    first: number;
    ranks: number[];
    central_weights: Record<string, number> | null;
  }[];
  /** Places next to each other that can't be told apart, best first. */
  groups: string[][];
}

export const SITING = "siting";
export const KIND = "siting";
/** Roles that may start runs and hand sites over; the server decides, this only spares others the offer. */
const MAY_RUN = new Set(["planner", "analyst", "administrator"]);
export const mayRun = (role: string | undefined) => role !== undefined && MAY_RUN.has(role);

export const presetsQuery = queryOptions({
  queryKey: [SITING, "presets"],
  queryFn: ({ signal }) => get("/api/siting/presets", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export const runsQuery = queryOptions({
  queryKey: [SITING, "runs"],
  queryFn: ({ signal }) => get("/api/siting/runs", { signal }),
});

/** A run never changes once it is kept. */
export const runQuery = (number: string | null) =>
  queryOptions({
    queryKey: [SITING, "run", number],
    queryFn: async ({ signal }) => {
      const path = { number: Number(number) };
      const { run, ...parts } = await get("/api/siting/runs/{number}", { path, signal });
      return { ...run, ...parts } as unknown as Run;
    },
    enabled: number !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Two runs side by side. */
export interface Compared {
  runs: [number, number];
  document: { field: string; values: [unknown, unknown] }[];
  common: number;
  only_one: number;
  only_other: number;
  correlation: number | null;
  first: { code: string; ranks: (number | null)[] }[];
}

export const comparedQuery = (one: string, other: string | null) =>
  queryOptions({
    queryKey: [SITING, "compared", one, other],
    queryFn: async ({ signal }) =>
      (await get("/api/siting/comparison", {
        query: { one: Number(one), other: Number(other) },
        signal,
      })) as unknown as Compared,
    enabled: other !== null,
  });

export type Why = Answer<"/api/siting/runs/{number}/why">;

export const whyQuery = (number: number, code: string | null) =>
  queryOptions({
    queryKey: [SITING, "why", number, code],
    queryFn: ({ signal }) =>
      get("/api/siting/runs/{number}/why", { path: { number }, query: { code: code ?? "" }, signal }),
    enabled: code !== null,
  });

/** Whether a run would still come out the same. */
export const changedQuery = (number: number, wanted: boolean) =>
  queryOptions({
    queryKey: [SITING, "changed", number],
    queryFn: ({ signal }) => get("/api/siting/runs/{number}/changed", { path: { number }, signal }),
    enabled: wanted,
    staleTime: 0,
  });

export const methodsQuery = (run: string, weights: Readonly<Record<string, number>>, wanted: boolean) =>
  queryOptions({
    queryKey: [SITING, "methods", run, weights],
    queryFn: async ({ signal }) =>
      (await post(
        "/api/siting/runs/{number}/methods",
        { number: run },
        {},
        { weights },
        signal,
      )) as PostAnswer<"/api/siting/runs/{number}/methods">,
    enabled: wanted,
  });

/** Most shapes that the map asks for: beyond them places are points. */
export const MOST_SHAPES = 1000;

/** The shapes of candidates, in degrees; those of a run never change. */
export const shapesQuery = (run: number | undefined, codes: readonly string[]) =>
  queryOptions({
    queryKey: [SITING, "shapes", run, codes],
    queryFn: async ({ signal }) =>
      (await post(
        "/api/siting/runs/{number}/shapes",
        { number: run },
        {},
        { codes },
        signal,
      )) as PostAnswer<"/api/siting/runs/{number}/shapes">,
    enabled: run !== undefined && codes.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Sites that shall become a project; the team decides. */
export interface HandOver {
  codes: readonly string[];
  name: string;
  project_type: string | null;
  note: string | null;
}

export async function handOver(run: number, sites: HandOver): Promise<Draft> {
  return (await post("/api/siting/runs/{number}/handover", { number: run }, {}, sites)) as Draft;
}

/** One's own jobs of this kind, those under way among them. */
export const jobsQuery = queryOptions({
  queryKey: [SITING, "jobs"],
  queryFn: ({ signal }) => get("/api/jobs", { query: { kind: KIND, limit: 20 }, signal }),
});

export async function startRun(document: Document): Promise<Job> {
  return (await post("/api/siting/runs", {}, {}, { document })) as Job;
}

export async function runAgain(rerun: number): Promise<Job> {
  return (await post("/api/siting/runs", {}, {}, { rerun })) as Job;
}

export async function cancelJob(number: number): Promise<Job> {
  return (await post("/api/jobs/{number}/cancel", { number }, {}, {})) as Job;
}
