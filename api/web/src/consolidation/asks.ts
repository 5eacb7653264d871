import { queryOptions } from "@tanstack/react-query";
import { type Answer, get } from "../api/client.ts";
import { lastDay, type Question } from "./question.ts";

export type Figures = Answer<"/api/consolidation/figures">;
export type Figure = Figures["figures"][number];
export type Evidence = Answer<"/api/consolidation/figures/{figure}/evidence">;
export type Monthly = Answer<"/api/consolidation/monthly">;
export type Forecast = Answer<"/api/consolidation/forecast">;
export type Funnel = Answer<"/api/consolidation/funnel">;
export type ProjectRow = Answer<"/api/consolidation/projects">["rows"][number];
export type Bottlenecks = Answer<"/api/consolidation/bottlenecks">;
export type KeyParcels = Answer<"/api/consolidation/key-parcels">;
export type Project = Answer<"/api/consolidation/projects/{code}">;
export type Parcel = Answer<"/api/consolidation/projects/{code}/parcels">["parcels"][number];
export type RecordedEvent = Answer<"/api/consolidation/events">["events"][number];

/** What every answer about land consolidation is kept under: whatever is recorded makes all of them old. */
export const CONSOLIDATION = "consolidation";

type Times = Partial<Record<"at" | "known", string>>;

/** The analyses are asked by project and for a day; a day that is still to come is none of theirs. */
function analysed(question: Question, today: string) {
  const last = lastDay(question);
  return {
    at: last < today ? last : today,
    ...(question.known ? { known: question.known } : {}),
    ...(question.project ? { project: question.project } : {}),
  };
}

export const figuresQuery = (question: Question) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "figures", question],
    queryFn: ({ signal }) => get("/api/consolidation/figures", { query: { ...question }, signal }),
  });

export const evidenceQuery = (figure: string, question: Question) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "evidence", figure, question],
    queryFn: ({ signal }) =>
      get("/api/consolidation/figures/{figure}/evidence", {
        path: { figure },
        query: { ...question },
        signal,
      }),
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

export const eventsQuery = (project: string, { known }: Times) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "events", project, known],
    queryFn: ({ signal }) =>
      get("/api/consolidation/events", {
        query: { project, limit: 2000, ...(known ? { known } : {}) },
        signal,
      }),
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
