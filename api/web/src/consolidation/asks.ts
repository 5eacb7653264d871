import { queryOptions } from "@tanstack/react-query";
import { type Answer, get } from "../api/client.ts";
import { type EvidenceQuestion, type Opened, stageOf } from "./evidence.ts";
import { lastDay, type Place, type Question } from "./question.ts";

export type Figures = Answer<"/api/consolidation/figures">;
export type Figure = Figures["figures"][number];
export type Evidence = Answer<"/api/consolidation/figures/{figure}/evidence">;
export type DrawnEvidence = Answer<"/api/consolidation/figures/{figure}/evidence.geojson">;
export type Monthly = Answer<"/api/consolidation/monthly">;
export type Forecast = Answer<"/api/consolidation/forecast">;
export type Funnel = Answer<"/api/consolidation/funnel">;
export type ProjectRow = Answer<"/api/consolidation/projects">["rows"][number];
export type Bottlenecks = Answer<"/api/consolidation/bottlenecks">;
export type KeyParcels = Answer<"/api/consolidation/key-parcels">;
export type Project = Answer<"/api/consolidation/projects/{code}">;
export type Parcel = Answer<"/api/consolidation/projects/{code}/parcels">["parcels"][number];
export type Frozen = Answer<"/api/consolidation/frozen">["frozen"][number];
export type Comparison = Answer<"/api/consolidation/frozen/{id}">;
export type States = Answer<"/api/consolidation/states">;
export type RecordedEvent = Answer<"/api/consolidation/events">["events"][number];

/** What every answer about land consolidation is kept under: whatever is recorded makes all of them old. */
export const CONSOLIDATION = "consolidation";

type Times = Partial<Record<"at" | "known", string>>;

/** The analyses are asked for a day; one that is still to come is none of theirs. */
function analysed({ year, at, ...asked }: Question, today: string) {
  const last = lastDay({ year, ...(at ? { at } : {}) });
  return { ...asked, at: last < today ? last : today };
}

export const figuresQuery = (question: Question) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "figures", question],
    queryFn: ({ signal }) => get("/api/consolidation/figures", { query: { ...question }, signal }),
  });

export const evidenceQuery = (opened: Opened, question: EvidenceQuestion) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "evidence", opened.what, question],
    queryFn: ({ signal }) => {
      const stage = stageOf(opened);
      const query = { ...question };
      return stage === null
        ? get("/api/consolidation/figures/{figure}/evidence", {
            path: { figure: opened.what },
            query,
            signal,
          })
        : get("/api/consolidation/stages/{stage}/evidence", { path: { stage }, query, signal });
    },
  });

/** The same, as shapes to draw. */
export const drawnQuery = (opened: Opened, question: EvidenceQuestion) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "drawn evidence", opened.what, question],
    queryFn: ({ signal }) => {
      const stage = stageOf(opened);
      const query = { ...question };
      return stage === null
        ? get("/api/consolidation/figures/{figure}/evidence.geojson", {
            path: { figure: opened.what },
            query,
            signal,
          })
        : get("/api/consolidation/stages/{stage}/evidence.geojson", { path: { stage }, query, signal });
    },
  });

/** The stages of the parcels at the end of a day; with `since`, what differs from the end of that day. */
export const statesQuery = (place: Place & { known?: string }, at: string, since?: string) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "states", place, at, since],
    queryFn: ({ signal }) =>
      get("/api/consolidation/states", { query: { ...place, at, ...(since ? { since } : {}) }, signal }),
  });

export const monthlyQuery = ({ at: _, ...question }: Question) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "monthly", question],
    queryFn: ({ signal }) => get("/api/consolidation/monthly", { query: { ...question }, signal }),
  });

export const forecastQuery = (question: Question, today: string) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "forecast", question, today],
    queryFn: ({ signal }) =>
      get("/api/consolidation/forecast", {
        query: { year: question.year, ...analysed(question, today) },
        signal,
      }),
  });

export const funnelQuery = (question: Question) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "funnel", question],
    queryFn: ({ signal }) => get("/api/consolidation/funnel", { query: { ...question }, signal }),
  });

export const projectsQuery = (question: Question) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "projects", question],
    queryFn: ({ signal }) => get("/api/consolidation/projects", { query: { ...question }, signal }),
  });

export const bottlenecksQuery = (question: Question, today: string) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "bottlenecks", question, today],
    queryFn: ({ signal }) =>
      get("/api/consolidation/bottlenecks", { query: analysed(question, today), signal }),
  });

export const keyParcelsQuery = (question: Question, today: string) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "key parcels", question, today],
    queryFn: ({ signal }) =>
      get("/api/consolidation/key-parcels", { query: analysed(question, today), signal }),
  });

export const projectQuery = (code: string, times: Times) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "project", code, times],
    queryFn: ({ signal }) =>
      get("/api/consolidation/projects/{code}", { path: { code }, query: times, signal }),
  });

export const parcelsQuery = (code: string, times: Times) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "parcels", code, times],
    queryFn: ({ signal }) =>
      get("/api/consolidation/projects/{code}/parcels", { path: { code }, query: times, signal }),
  });

const EVENTS_A_PAGE = 60;

/** What was recorded of a project or parcel, the newest first: the page after the one whose `next` was `after`. */
export const eventsQuery = (of: { project: string } | { parcel: string }, { known }: Times, after?: string) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "events", of, known, after],
    queryFn: ({ signal }) =>
      get("/api/consolidation/events", {
        query: {
          ...of,
          newest: true,
          limit: EVENTS_A_PAGE,
          ...(known ? { known } : {}),
          ...(after ? { after } : {}),
        },
        signal,
      }),
  });

export const frozenQuery = queryOptions({
  queryKey: [CONSOLIDATION, "frozen"],
  queryFn: ({ signal }) => get("/api/consolidation/frozen", { signal }),
});

export const comparisonQuery = (id: number) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "frozen", id],
    queryFn: ({ signal }) => get("/api/consolidation/frozen/{id}", { path: { id }, signal }),
  });

/** A row of a code table as pages use it. */
export interface CodeRow {
  code: string;
  label_zh: string;
  label_en: string;
  [more: string]: unknown;
}

export const codesQuery = (list: string) =>
  queryOptions({
    queryKey: ["codes", list],
    queryFn: async ({ signal }) => {
      const answer = await get("/api/consolidation/codes/{name}", { path: { name: list }, signal });
      return answer.codes as unknown as CodeRow[];
    },
  });
