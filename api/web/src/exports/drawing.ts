/** Shapes drawn on the map to select by. Pure; degrees. */

import type { LonLat } from "../map/mercator.ts";

export type Way = "rectangle" | "polygon" | "picked" | "byFilter";
export const WAYS: readonly Way[] = ["rectangle", "polygon", "picked", "byFilter"];

export interface Drawn {
  points: readonly LonLat[];
  /** Whether it is a whole shape. */
  closed: boolean;
}

export const NOTHING_DRAWN: Drawn = { points: [], closed: false };

/** The rectangle between two opposite corners, as west, south, east, north. */
export function boxBetween(
  [lon, lat]: LonLat,
  [otherLon, otherLat]: LonLat,
): [number, number, number, number] {
  return [Math.min(lon, otherLon), Math.min(lat, otherLat), Math.max(lon, otherLon), Math.max(lat, otherLat)];
}

/** The corners of a box, counter-clockwise from the lower left. */
export function cornersOf([west, south, east, north]: readonly [number, number, number, number]): LonLat[] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ];
}

/** A polygon of what was drawn, its ring closed; `null` while it has no area. */
export function polygonOf({ points }: Drawn) {
  const [first] = points;
  if (!first || points.length < 3) return null;
  return { type: "Polygon" as const, coordinates: [[...points, first].map(([lon, lat]) => [lon, lat])] };
}

/** Take a code into a choice, or out of it. */
export function toggled(codes: readonly string[], code: string): string[] {
  return codes.includes(code) ? codes.filter((each) => each !== code) : [...codes, code];
}
