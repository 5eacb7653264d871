/** The scenario that an address holds, and how two outcomes compare. Pure. */

import type { Address } from "../../address/address.ts";
import type { Answer, PostAnswer } from "../../api/client.ts";

export type WhatIf = PostAnswer<"/api/consolidation/what-if">;
export type KeyParcel = Answer<"/api/consolidation/key-parcels">["parcels"][number];
export type Outcome = WhatIf["before"];

export interface Scenario {
  parcels: readonly string[];
  on: string;
  at: string;
  known?: string;
}

/** Read a scenario; the day assumed is the end of the year of the records unless another is said. */
export function scenarioOf(
  { own, at, known }: Pick<Address, "own" | "at" | "known">,
  latest: string,
): Scenario {
  const day = at ?? latest;
  return {
    parcels: [...new Set((own.parcels ?? "").split(",").filter((code) => code !== ""))],
    on: own.on ?? `${day.slice(0, 4)}-12-31`,
    at: day,
    ...(known ? { known } : {}),
  };
}

/** What the server is asked: the year is that of the day assumed. */
export function bodyOf({ parcels, on, at, known }: Scenario): object {
  return {
    completed: parcels.map((parcel) => ({ parcel, on })),
    year: Number(on.slice(0, 4)),
    at,
    ...(known ? { known } : {}),
  };
}

/** Take a parcel in, or out where it was in. */
export function toggled(parcels: readonly string[], code: string): string[] {
  return parcels.includes(code) ? parcels.filter((one) => one !== code) : [...parcels, code];
}

/** The parcels that unlock most, alone where any does, else with their neighbours. */
export function topKeys(keys: readonly KeyParcel[], most: number): string[] {
  const alone = keys.filter((key) => key.unlocked_m2 > 0);
  const together = keys
    .filter((key) => key.with_neighbours_unlocked_m2 > 0)
    .sort((one, other) => other.with_neighbours_unlocked_m2 - one.with_neighbours_unlocked_m2);
  return (alone.length > 0 ? alone : together).slice(0, most).map((key) => key.code);
}

export type Kind = "ha" | "count" | "share";

export interface Line {
  measure: "completed" | "released" | "count" | "blocks" | "largest" | "middle" | "chance";
  kind: Kind;
  before: number | null;
  after: number | null;
}

const of = (
  measure: Line["measure"],
  kind: Kind,
  { before, after }: WhatIf,
  take: (one: Outcome) => number | null,
): Line => ({
  measure,
  kind,
  before: take(before),
  after: take(after),
});

/** The measures side by side, by group. */
export function comparison(found: WhatIf): Record<"figures" | "blocksGroup" | "forecast", Line[]> {
  return {
    figures: [
      of("completed", "ha", found, (one) => one.completed_m2),
      of("released", "ha", found, (one) => one.released_m2),
    ],
    blocksGroup: [
      of("count", "count", found, (one) => one.blocks.count),
      of("blocks", "ha", found, (one) => one.blocks.area_m2),
      of("largest", "ha", found, (one) => one.blocks.largest_m2),
    ],
    forecast: [
      of("middle", "ha", found, (one) => one.forecast.middle_m2),
      of("chance", "share", found, (one) => one.forecast.probability),
    ],
  };
}
