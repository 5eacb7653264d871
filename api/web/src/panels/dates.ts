/** Dates as `YYYY-MM-DD`, counted in days; no time of day and no time zone comes in. */

const DAY_MS = 86_400_000;

export function toDays(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
}

export function fromDays(days: number): string {
  return new Date(days * DAY_MS).toISOString().slice(0, 10);
}

/** Today where the reader is. */
export function today(now = new Date()): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** The last day of a month, `months` away from the month that a date lies in. */
export function monthEnd(date: string, months: number): string {
  const [year, month] = date.split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, month + months, 0)).toISOString().slice(0, 10);
}

/** The month's end before or after a date. */
export function stepMonth(date: string, direction: 1 | -1): string {
  if (direction === -1) return monthEnd(date, -1);
  const end = monthEnd(date, 0);
  return end === date ? monthEnd(date, 1) : end;
}
