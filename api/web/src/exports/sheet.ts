/** A request for map sheets, as the address of the page says it, and back. Pure. */

import type { Address } from "../address/address.ts";
import type { Answer } from "../api/client.ts";

/** A template as the server describes it. */
export type Template = Answer<"/api/exports/templates">[number];
export type Subject = Template["subjects"][number];

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
/** What is said of sheets by yes or no; a set is a project's. */
export const SWITCHES = ["series", "set", "outline"] as const;
export const PRINTS = ["pdf", "png", "svg"] as const;
export const CLASSIFICATIONS = ["public", "internal", "restricted", "secret"] as const;

/** Languages that sheets can be made in; set when the page is built, from what the server says of its routes. */
declare const SHEET_LANGUAGES: readonly string[];
export const LANGUAGES = SHEET_LANGUAGES;
/** Beyond so many sheets one is asked whether that many are meant. */
export const MANY_SHEETS = 50;

/** What is written on a sheet beside the map; not of the address, since it is the same for many sheets. */
export interface Imprint {
  author: string;
  checker: string;
  classification: string;
  review_number: string;
  purpose: string;
  /** In which language the sheet speaks; empty: the server's usual one. */
  language: string;
}

export interface SheetRequest extends Partial<Imprint> {
  template: string;
  project?: string;
  selection?: string;
  each_feature?: string;
  run?: number;
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
  const { own, project, at, known } = address;
  const subjects: Record<Subject, Partial<SheetRequest> | null> = {
    project: project ? { project } : null,
    selection: own.selection ? { selection: own.selection } : null,
    each_feature: own.each ? { each_feature: own.each } : null,
    place: {},
  };
  const of = subjects[subjectOf(own, template)];
  if (!of) return null;
  if (template.dates === "since_at" && !own.since) return null;
  const run = Number(own.run);
  if (template.needs_run && !(run > 0)) return null;
  const frames = readFrames(own.frames);
  const scale = Number(own.scale);
  const overlap = Number(own.overlap);
  return {
    template: template.name,
    ...of,
    ...(template.needs_run ? { run } : {}),
    ...(at ? { at } : {}),
    ...(template.dates === "since_at" && own.since ? { since: own.since } : {}),
    ...(known ? { known } : {}),
    ...(scale > 0 ? { scale } : {}),
    ...(own.paper && template.papers.includes(own.paper) ? { paper: own.paper } : {}),
    ...(own.way ? { orientation: own.way } : {}),
    ...(own.print ? { format: own.print } : {}),
    ...(frames.length > 0 ? { frames } : {}),
    ...(overlap > 0 ? { overlap } : {}),
    ...Object.fromEntries(
      SWITCHES.filter((part) => own[part] === "yes" && (part !== "set" || of.project)).map((part) => [
        part,
        true,
      ]),
    ),
  };
}

/** The part of a request that decides where sheets lie: what is written on them doesn't. */
export function placingOf(request: SheetRequest): SheetRequest {
  const { format: _format, set: _set, outline: _outline, ...placing } = request;
  return placing;
}

const DEGREE_DIGITS = 7; // a centimetre on the ground
const TURN_DIGITS = 2;

/** Write where sheets lie for an address: `lon,lat,turn_…`. */
export function writeFrames(frames: readonly Placed[]): string {
  return frames
    .map(({ center, turn }) =>
      [
        ...center.map((degree) => Number(degree.toFixed(DEGREE_DIGITS))),
        Number(turn.toFixed(TURN_DIGITS)),
      ].join(","),
    )
    .join("_");
}

/** Read where sheets lie; none unless all of them can be read. */
export function readFrames(text: string | undefined): Placed[] {
  if (!text) return [];
  const read = text
    .split("_")
    .map((part) => part.split(",").map((each) => (each === "" ? Number.NaN : Number(each))));
  const real = read.every(
    ([lon = Number.NaN, lat = Number.NaN, turn = Number.NaN, ...more]) =>
      Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && Math.abs(turn) <= 360 && more.length === 0,
  );
  if (!real) return [];
  return read.map(([lon = 0, lat = 0, turn = 0]) => ({ center: [lon, lat] as const, turn }));
}
