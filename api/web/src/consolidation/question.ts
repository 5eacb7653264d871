/** What the dashboard asks about, from what its address says. Pure. */

import { type Address, SCOPE } from "../address/address.ts";

/** The part of land consolidation that counts; what isn't said isn't there. */
export type Place = Partial<Record<(typeof SCOPE)[number], string>>;

export interface Question extends Place {
  year: number;
  /** Day of the year on which the question ends; the whole year without it. */
  at?: string;
  known?: string;
}

/**
 * Read the question of an address.
 *
 * A day rules over a year that it doesn't lie in. Without either it is the year before `latest`, the year in which the
 * records end: the last one that was over.
 */
export function questionOf(address: Address, latest: number): Question {
  const { at, known } = address;
  return {
    year: at ? Number(at.slice(0, 4)) : (address.year ?? latest - 1),
    ...(at ? { at } : {}),
    ...(known ? { known } : {}),
    ...placeOf(address),
  };
}

/** The part of an address that says what counts. */
export function placeOf(address: Address): Place {
  return Object.fromEntries(SCOPE.flatMap((part) => (address[part] ? [[part, address[part]]] : [])));
}

/** The part of a question that says what counts and by when it was recorded, without its period. */
export function placeOfQuestion({ year: _year, at: _at, ...rest }: Question): Place & { known?: string } {
  return rest;
}

/** The last day that a question speaks of. */
export function lastDay({ year, at }: Question): string {
  return at ?? `${year}-12-31`;
}
