/** What the page of a team's day makes of the answer. Pure. */

import type { Answer } from "../../api/client.ts";
import { toDays } from "../../panels/dates.ts";

export type Teams = Answer<"/api/consolidation/teams">["teams"];
export type Day = Answer<"/api/consolidation/teams/day">;
export type Project = Day["projects"][number];
export type Parcel = Day["parcels"][number];

const SOON_DAYS = 7;
const YUAN = 10_000;

export const isSlow = ({ beyond_days }: Pick<Parcel, "beyond_days">) => (beyond_days ?? 0) > 0;

/** Whether the next action that was noted is due within a week of a day, or past. */
export function isDue({ obstacle }: Pick<Parcel, "obstacle">, at: string): boolean {
  return obstacle !== null && toDays(obstacle.next_on) <= toDays(at) + SOON_DAYS;
}

/** The parcels that can't wait: due, slow or being negotiated. */
export function pressing(parcels: readonly Parcel[], at: string): Parcel[] {
  return parcels.filter((parcel) => isDue(parcel, at) || isSlow(parcel) || parcel.stage === "negotiating");
}

/** How many parcels (finished ones too) stand at each stage, by stage. */
export function byStage(day: Pick<Day, "parcels" | "finished">, project: string): Map<string, number> {
  const count = new Map<string, number>();
  for (const { project: of, stage } of [...day.parcels, ...day.finished])
    if (of === project) count.set(stage ?? "", (count.get(stage ?? "") ?? 0) + 1);
  return count;
}

/** Yuan in tens of thousands, as an office writes them. */
export const tenThousands = (yuan: number) => yuan / YUAN;

/** How many days a day lies behind another; negative for one to come. */
export const daysPast = (date: string, at: string) => toDays(at) - toDays(date);

/** Weekday of a date, in words. */
export function weekday(date: string, locale: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  return new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format(day);
}
