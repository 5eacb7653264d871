/** Stages of parcels on a day, and what a step of time changes in them. Pure. */

import type { States } from "../asks.ts";

/** Stage by parcel code; `null`: none yet. */
export type Stages = ReadonlyMap<string, string | null>;

/** What a step changed: the stage that a parcel has now, `undefined` where there is no such parcel any more. */
export type Changes = ReadonlyMap<string, string | null | undefined>;

/** Put what differs over what was shown. */
export function stepStages(
  before: Stages,
  { states, gone }: Pick<States, "states" | "gone">,
): { stages: Stages; changes: Changes } {
  const stages = new Map(before);
  const changes = new Map<string, string | null | undefined>();
  for (const { code, stage } of states) {
    if (!before.has(code) || before.get(code) !== stage) changes.set(code, stage);
    stages.set(code, stage);
  }
  for (const code of gone) {
    if (stages.delete(code)) changes.set(code, undefined);
  }
  return { stages, changes };
}

/** How many parcels are at each stage (`-`: none yet). */
export function countStages(stages: Stages): Map<string, number> {
  const counts = new Map<string, number>();
  for (const stage of stages.values()) counts.set(stage ?? "-", (counts.get(stage ?? "-") ?? 0) + 1);
  return counts;
}
