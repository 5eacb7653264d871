/** How time goes on the dashboard's map: by days, weeks or months within a span. Pure. */

import { fromDays, monthEnd, stepMonth, toDays } from "../../panels/dates.ts";

export const UNITS = ["day", "week", "month"] as const;
export type Unit = (typeof UNITS)[number];

/** The days that the slider spans, both included. */
export interface Span {
  first: string;
  last: string;
}

const DAYS: Record<"day" | "week", number> = { day: 1, week: 7 };

/** The day one step on (or back), kept within the span. */
export function step(day: string, unit: Unit, direction: 1 | -1, span: Span): string {
  const next = unit === "month" ? stepMonth(day, direction) : fromDays(toDays(day) + direction * DAYS[unit]);
  return within(next, span);
}

export function within(day: string, { first, last }: Span): string {
  return day < first ? first : day > last ? last : day;
}

/** The span of a year up to its last day, or to today while it runs. */
export function spanOf(year: number, last: string, today: string): Span {
  const first = `${year}-01-01`;
  return { first, last: within(last, { first, last: today < first ? first : today }) };
}

/** The ends of the months of a span, for the slider's marks. */
export function monthMarks({ first, last }: Span): string[] {
  const marks: string[] = [];
  for (let mark = monthEnd(first, 0); mark < last; mark = monthEnd(mark, 1)) marks.push(mark);
  return marks;
}
