/** Whose red line is measured, from what the address or a text says. Pure. */

import type { Address } from "../../address/address.ts";
import type { Point } from "../shapes/frame.ts";

export type Source = "project" | "parcels" | "sent";

/** The body or the query of the question. */
export type Subject =
  | { source: "project"; project: string }
  | { source: "parcels"; parcels: string[] }
  | { source: "sent"; red_line: string | object; crs?: string };

/** Longer red lines don't go into the address: servers and mail programs cut it. */
export const LONGEST_LINE = 4000;

/** The codes that a text lists. */
export function readCodes(text: string): string[] {
  return [...new Set(text.split(/[\s,，、;；]+/).filter((code) => code !== ""))];
}

/** GeoJSON as an object, anything else as the well-known text that it may be: the server tells what is wrong with it. */
export function readLine(text: string): string | object {
  const trimmed = text.trim();
  if (!trimmed.startsWith("{")) return trimmed;
  try {
    return JSON.parse(trimmed) as object;
  } catch {
    return trimmed;
  }
}

/** What an address asks to be measured: a red line of its own before parcels before a project. */
export function subjectOf({ project, own }: Pick<Address, "project" | "own">): Subject | null {
  if (own.line) return { source: "sent", red_line: readLine(own.line), ...(own.crs ? { crs: own.crs } : {}) };
  if (own.parcels) return { source: "parcels", parcels: readCodes(own.parcels) };
  return project ? { source: "project", project } : null;
}

/** Points that were drawn, in degrees, as the text of a closed polygon. */
export function polygonText(points: readonly Point[]): string {
  const [first] = points;
  const ring = first ? [...points, first] : [];
  return `POLYGON ((${ring.map(([x, y]) => `${x.toFixed(7)} ${y.toFixed(7)}`).join(", ")}))`;
}
