/** What the page shows, as written in its address: the permanent link of a view. Pure; `store.ts` keeps it. */

import { parseKnown } from "./known.ts";

export type Language = "zh" | "en";

export interface View {
  zoom: number;
  lat: number;
  lon: number;
}

/** One thing on the map: a layer's table name and the office's code. */
export interface Thing {
  layer: string;
  code: string;
}

export interface Address {
  /** `null`: the whole place. */
  view: View | null;
  /** Names of the layers shown; `null`: those the server shows first. */
  layers: readonly string[] | null;
  selected: Thing | null;
  /** Date (`YYYY-MM-DD`) for which things are true; `null`: today. */
  at: string | null;
  /** By when they were recorded (`known.ts`); `null`: now. */
  known: string | null;
  /** Year of the figures; `null`: the server's choice. */
  year: number | null;
  /** Which part of land consolidation is looked at; `null`: all of it. */
  project: string | null;
  zone: string | null;
  community: string | null;
  type: string | null;
  /** The number whose evidence is looked at (`consolidation/evidence.ts` reads it); `null`: none. */
  evidence: string | null;
  /** Day that the dashboard's map shows; `null`: the last one of the question. */
  day: string | null;
  language: Language;
  /** What only one page understands, as it stands there. */
  own: Readonly<Partial<Record<Own, string>>>;
}

/**
 * The parts that belong to single pages: a team, chosen parcels, an assumed day, a red line and its CRS, what is listed;
 * a run of site selection, the step that is looked at, weights that were moved, a site, a run to compare with;
 * a circle's facilities, minutes, pace and start, a preset;
 * a draft of a project; a selection on the server; what is made of it: template, subject, paper, frames, format and the like.
 */
export const OWN = [
  "team",
  "parcels",
  "on",
  "line",
  "crs",
  "show",
  "run",
  "step",
  "weights",
  "site",
  "with",
  "draft",
  "selection",
  "make",
  "template",
  "subject",
  "each",
  "since",
  "scale",
  "paper",
  "way",
  "print",
  "frames",
  "overlap",
  "series",
  "set",
  "outline",
  "layer",
  "filter",
  "format",
  "state",
  "kinds",
  "minutes",
  "age",
  "decay",
  "from",
  "preset",
] as const;
export type Own = (typeof OWN)[number];

/** The parts that say which things count, in the order in which an address has them. */
export const SCOPE = ["project", "zone", "community", "type"] as const;

/** An address in which nothing is said. */
export const USUAL: Address = {
  view: null,
  layers: null,
  selected: null,
  at: null,
  known: null,
  year: null,
  project: null,
  zone: null,
  community: null,
  type: null,
  evidence: null,
  day: null,
  language: "zh",
  own: {},
};

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Read an address; what can't be read counts as not said. */
export function parseAddress(search: string): Address {
  const query = new URLSearchParams(search);
  return {
    view: parseView(query.get("view")),
    layers: parseLayers(query.get("layers")),
    selected: parseThing(query.get("select")),
    at: parseDate(query.get("at")),
    known: parseKnown(query.get("known")),
    year: parseYear(query.get("year")),
    project: query.get("project") || null,
    zone: query.get("zone") || null,
    community: query.get("community") || null,
    type: query.get("type") || null,
    evidence: query.get("evidence") || null,
    day: parseDate(query.get("day")),
    language: query.get("lang") === "en" ? "en" : "zh",
    own: Object.fromEntries(OWN.flatMap((part) => (query.get(part) ? [[part, query.get(part)]] : []))),
  };
}

/** Write an address as a query string with its `?`, or an empty string when everything is as usual. */
export function formatAddress(address: Address): string {
  const query = new URLSearchParams();
  const { view, layers, selected, at, known, year, language } = address;
  if (view) query.set("view", `${view.zoom.toFixed(2)}/${view.lat.toFixed(5)}/${view.lon.toFixed(5)}`);
  if (layers) query.set("layers", layers.join(","));
  if (selected) query.set("select", `${selected.layer}/${selected.code}`);
  if (at) query.set("at", at);
  if (known) query.set("known", known);
  if (year !== null) query.set("year", String(year));
  for (const part of [...SCOPE, "evidence", "day"] as const)
    if (address[part]) query.set(part, address[part]);
  for (const part of OWN) if (address.own[part]) query.set(part, address.own[part]);
  if (language !== "zh") query.set("lang", language);
  // Slashes and commas are allowed in a query and keep the link readable.
  const text = query.toString().replaceAll("%2F", "/").replaceAll("%2C", ",");
  return text === "" ? "" : `?${text}`;
}

/** Where the map shows a thing, at the times of another page. */
export function linkToThing(selected: Thing, { at, known, language }: Address): string {
  return `/${formatAddress({ ...USUAL, selected, at, known, language })}`;
}

function parseView(text: string | null): View | null {
  if (!text) return null;
  const [zoom, lat, lon] = text.split("/").map(Number);
  if (zoom === undefined || lat === undefined || lon === undefined) return null;
  const real = zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
  return real ? { zoom, lat, lon } : null;
}

function parseLayers(text: string | null): string[] | null {
  return text === null ? null : text.split(",").filter((name) => name !== "");
}

function parseThing(text: string | null): Thing | null {
  const cut = text?.indexOf("/") ?? -1;
  if (!text || cut <= 0 || cut === text.length - 1) return null;
  return { layer: text.slice(0, cut), code: text.slice(cut + 1) };
}

function parseDate(text: string | null): string | null {
  return text && DATE.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

function parseYear(text: string | null): number | null {
  const year = Number(text);
  return text && Number.isInteger(year) && year >= 1900 && year <= 2200 ? year : null;
}
