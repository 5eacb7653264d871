/** A request for map sheets, as the address of the page says it, and back. Pure. */

import type { Address, Own } from "../address/address.ts";
import type { Label } from "../api/queries.ts";

export type Subject = "project" | "selection" | "each_feature" | "place";

/** A template as the server describes it. */
export interface Template {
  name: string;
  label: Label;
  about: Label;
  subjects: Subject[];
  dates: "at" | "since_at";
  papers: string[];
  scales: number[];
}

/** Where a sheet is asked to lie: its middle in degrees, and by how many degrees it is turned clockwise. */
export interface Placed {
  center: readonly [number, number];
  turn: number;
}

/** A sheet as it would lie. */
export interface Frame extends Placed {
  number: string | number;
  name: string;
  polygon: { type: "Polygon"; coordinates: [number, number][][] };
  neighbours: Record<string, string | number | null>;
}

export interface Sheets {
  scale: number;
  paper: string;
  frames: Frame[];
}

export const ORIENTATIONS = ["landscape", "portrait"] as const;
export const PRINTS = ["pdf", "png", "svg"] as const;
export const CLASSIFICATIONS = ["public", "internal", "restricted", "secret"] as const;

/** What is written on a sheet beside the map; not of the address, since it is the same for many sheets. */
export interface Imprint {
  author: string;
  checker: string;
  classification: string;
  review_number: string;
  purpose: string;
}

export interface SheetRequest extends Partial<Imprint> {
  template: string;
  project?: string;
  selection?: string;
  each_feature?: string;
  at?: string;
  since?: string;
  known?: string;
  scale?: number;
  paper?: string;
  orientation?: string;
  format?: string;
  frames?: readonly Placed[];
  overlap?: number;
  series?: boolean;
  set?: boolean;
  outline?: boolean;
  language?: string;
}

/** What the sheets are of: as the address says if the template has such sheets, else what it has. */
export function subjectOf(own: Address["own"], template: Template): Subject {
  const said = template.subjects.find((each) => each === own.subject);
  if (said) return said;
  if (own.selection && template.subjects.includes("selection")) return "selection";
  return template.subjects[0] ?? "project";
}

/** The request that an address makes; `null` while what the sheets are of isn't said. */
export function requestOf(address: Address, template: Template): SheetRequest | null {
  const { own, project, at, known, language } = address;
  const of = {
    project: project ? { project } : null,
    selection: own.selection ? { selection: own.selection } : null,
    each_feature: own.each ? { each_feature: own.each } : null,
    place: {},
  }[subjectOf(own, template)];
  if (!of) return null;
  if (template.dates === "since_at" && !own.since) return null;
  const frames = readFrames(own.frames);
  const scale = Number(own.scale);
  const overlap = Number(own.overlap);
  return {
    template: template.name,
    ...of,
    ...(at ? { at } : {}),
    ...(template.dates === "since_at" && own.since ? { since: own.since } : {}),
    ...(known ? { known } : {}),
    ...(scale > 0 ? { scale } : {}),
    ...(own.paper && template.papers.includes(own.paper) ? { paper: own.paper } : {}),
    ...(own.way ? { orientation: own.way } : {}),
    ...(own.print ? { format: own.print } : {}),
    ...(frames.length > 0 ? { frames } : {}),
    ...(overlap > 0 && overlap < 1 ? { overlap } : {}),
    ...Object.fromEntries((["series", "set", "outline"] as const).flatMap((part) => flag(own, part))),
    language,
  };
}

function flag(own: Address["own"], part: Own): [string, boolean][] {
  return own[part] === "yes" ? [[part, true]] : [];
}

/** The part of a request that decides where sheets lie: what is written on them doesn't. */
export function placingOf(request: SheetRequest): SheetRequest {
  const { format: _format, language: _language, set: _set, outline: _outline, ...placing } = request;
  return placing;
}

const DEGREE_DIGITS = 7; // a centimetre on the ground
const TURN_DIGITS = 2;

/** Write where sheets lie for an address: `lon,lat,turn;…`. */
export function writeFrames(frames: readonly Placed[]): string {
  return frames
    .map(({ center, turn }) =>
      [
        ...center.map((degree) => Number(degree.toFixed(DEGREE_DIGITS))),
        Number(turn.toFixed(TURN_DIGITS)),
      ].join(","),
    )
    .join(";");
}

/** Read where sheets lie; none unless all of them can be read. */
export function readFrames(text: string | undefined): Placed[] {
  if (!text) return [];
  const read = text
    .split(";")
    .map((part) => part.split(",").map((each) => (each === "" ? Number.NaN : Number(each))));
  const real = read.every(
    ([lon = Number.NaN, lat = Number.NaN, turn = Number.NaN, ...more]) =>
      Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && Math.abs(turn) <= 360 && more.length === 0,
  );
  if (!real) return [];
  return read.map(([lon = 0, lat = 0, turn = 0]) => ({ center: [lon, lat] as const, turn }));
}
