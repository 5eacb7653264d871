import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Address } from "../address/address.ts";
import { type Answer, get } from "../api/client.ts";
import type { Preset } from "../siting/asks.ts";

export type Circle = Answer<"/api/siting/circle">;
export type Community = Circle["total"];
export type Reach = Answer<"/api/siting/reach">;
export type Age = Circle["asked"]["age"];

export const AGES: readonly Age[] = ["elderly", "frail", "adult", "child", "circle"];
export const MINUTES: readonly number[] = [5, 10, 15, 20, 30];
const USUAL_KIND = "elderly_station";
const USUAL_MINUTES = 15;

/** What the page asks, as the address says it. */
export interface Question {
  kinds: readonly string[];
  minutes: number;
  age: Age;
  decay: boolean;
  at: string;
  known: string | null;
}

/** Read the question of an address; what can't be asked counts as not said. `today` is the day that is usual. */
export function questionOf({ own, at, known }: Address, today: string): Question {
  const kinds = (own.kinds ?? "").split(",").filter(Boolean);
  const minutes = Number(own.minutes);
  return {
    kinds: kinds.length > 0 ? kinds : [USUAL_KIND],
    minutes: minutes > 0 && minutes <= 30 ? minutes : USUAL_MINUTES,
    age: AGES.find((age) => age === own.age) ?? "elderly",
    decay: own.decay === "gaussian",
    at: at ?? today,
    known,
  };
}

/** Times below the one that is asked, and itself, as the server bands them: for one place the same as for all. */
export function bandsOf(minutes: number): number[] {
  const below = Array.from({ length: 5 }, (_, step) => 5 * (step + 1)).filter((time) => time < minutes);
  return [...below, minutes];
}

const times = ({ at, known }: Question) => ({ at, ...(known ? { known } : {}) });

export const circleQuery = (asked: Question) =>
  queryOptions({
    queryKey: ["circle", asked],
    queryFn: ({ signal }) =>
      get("/api/siting/circle", {
        query: {
          kind: asked.kinds.join(","),
          minutes: asked.minutes,
          age: asked.age,
          ...(asked.decay ? { decay: "gaussian" as const } : {}),
          ...times(asked),
        },
        signal,
      }),
    placeholderData: keepPreviousData,
  });

export const reachQuery = (from: string | null, asked: Question) =>
  queryOptions({
    queryKey: ["reach", from, asked.minutes, asked.age, asked.at, asked.known],
    queryFn: ({ signal }) =>
      get("/api/siting/reach", {
        query: {
          from: from ?? "",
          minutes: bandsOf(asked.minutes).join(","),
          age: asked.age,
          ...times(asked),
        },
        signal,
      }),
    enabled: from !== null,
  });

/** The preset of site selection that adds facilities of a kind to those there are, if any. */
export function presetFor(kinds: readonly string[], presets: readonly Preset[]): Preset | null {
  const adds = ({ document }: Preset) => {
    const allocation = document.allocation as { existing?: { layer: string; values: string[] } } | null;
    const existing = allocation?.existing;
    return existing?.layer === "facilities" && kinds.every((kind) => existing.values.includes(kind));
  };
  return presets.find(adds) ?? null;
}
