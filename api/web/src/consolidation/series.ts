/** The lines of the chart of plan and actual, in hectares at the ends of twelve months. Pure. */

import type { Forecast, Monthly } from "./asks.ts";

const M2_A_HA = 10_000;
type Line = (number | null)[];

export interface Series {
  target: Line;
  actual: Line;
  stored: Line;
  /** From the month of the question on: the 10, 50 and 90 % quantiles. */
  low: Line;
  middle: Line;
  high: Line;
}

/**
 * Make the lines.
 *
 * What happened ends with the month in which `last` lies, the forecast begins there (with what is done, so that the
 * band grows out of the line). Without a forecast its lines are empty.
 */
export function seriesOf(monthly: Monthly, forecast: Forecast | undefined, last: string): Series {
  const ends = monthly.year < Number(last.slice(0, 4)) ? 12 : Number(last.slice(5, 7));
  const ahead = new Map(forecast?.months.map((month) => [month.month, month]));
  const line = (value: (month: Monthly["months"][number]) => number | null | undefined): Line =>
    monthly.months.map((month) => {
      const found = value(month);
      return found === null || found === undefined ? null : found / M2_A_HA;
    });
  const done = (month: Monthly["months"][number]) =>
    ahead.get(month.month)?.done_m2 ?? month.cumulative_completed_m2;
  const happened = (value: (month: Monthly["months"][number]) => number) =>
    line((month) => (month.month <= ends ? value(month) : null));
  const coming = (name: "low_m2" | "middle_m2" | "high_m2") =>
    line((month) => {
      if (!forecast || ends === 12 || month.month < ends) return null;
      return month.month === ends ? done(month) : ahead.get(month.month)?.[name];
    });
  return {
    target: line((month) => month.cumulative_target_m2),
    actual: happened(done),
    stored: happened((month) => month.cumulative_stored_m2),
    low: coming("low_m2"),
    middle: coming("middle_m2"),
    high: coming("high_m2"),
  };
}

/** What the band adds to its lower edge: charts stack the two. */
export function bandOf({ low, high }: Pick<Series, "low" | "high">): Line {
  return low.map((value, index) => {
    const upper = high[index];
    return value === null || upper === null || upper === undefined ? null : upper - value;
  });
}
