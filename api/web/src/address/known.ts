/** By when things were recorded, as an address has it: a day, to its end, or a minute of one, both where the place is. Pure. */

const KNOWN = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$/;

/** Read what an address or a field says; `null` where that is no day and no minute. */
export function parseKnown(text: string | null): string | null {
  return text && KNOWN.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

/** As people write it. */
export function sayKnown(known: string): string {
  return known.replace("T", " ");
}

/** Its day, for a field that holds days. */
export function dayOfKnown(known: string): string {
  return known.slice(0, "2024-12-31".length);
}

/** Its minute, for a field that holds minutes: of a day the last one. */
export function minuteOfKnown(known: string): string {
  return known.includes("T") ? known : `${known}T23:59`;
}
