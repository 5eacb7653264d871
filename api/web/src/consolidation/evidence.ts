/** Which number's evidence is looked at, as the address says it: `what/first/last/project`, later parts left out. Pure. */

import { type Address, formatAddress, USUAL } from "../address/address.ts";
import { type Place, placeOf, type Question, questionOf } from "./question.ts";

/** A number that can be opened. */
export interface Opened {
  /** Name of a figure, or `stage:` and the code of a stage (`stage:-`: none yet). */
  what: string;
  /** Days of a period of its own; else that of the page. */
  first?: string;
  last?: string;
  /** Code of the project that it is of, all of which counts; else what the page's filters say. */
  project?: string;
}

/** What the evidence is asked for. */
export interface EvidenceQuestion extends Place {
  year?: number;
  at?: string;
  first?: string;
  last?: string;
  known?: string;
}

const STAGE = "stage:";

/** The stage whose parcels are asked for, `null` for a figure. */
export function stageOf({ what }: Opened): string | null {
  return what.startsWith(STAGE) ? what.slice(STAGE.length) : null;
}

export function atStage(stage: string | null): Opened {
  return { what: `${STAGE}${stage ?? "-"}` };
}

export function writeOpened({ what, first = "", last = "", project = "" }: Opened): string {
  const written = [what, first, last, project].map((part) => encodeURIComponent(part).replaceAll("%3A", ":"));
  return written.join("/").replace(/\/+$/, "");
}

export function readOpened(text: string | null): Opened | null {
  const [what, first, last, project] = (text ?? "").split("/").map(decoded);
  if (!what) return null;
  return { what, ...(first && last ? { first, last } : {}), ...(project ? { project } : {}) };
}

/** What to ask for a number that was opened on a page with this question. */
export function questionFor(opened: Opened, page: Question): EvidenceQuestion {
  const { first, last, project } = opened;
  const { known, year, at, ...place } = page;
  return {
    ...(first && last ? { first, last } : { year, ...(at ? { at } : {}) }),
    ...(known ? { known } : {}),
    ...(project ? { project } : place),
  };
}

/** Where the map shows what a number is made of, with the page's filters and times. */
export function linkToEvidence(opened: Opened, address: Address, page: Question): string {
  const { language, at, known } = address;
  const asked = { ...USUAL, ...placeOf(address), language, at, known, year: page.year };
  return `/${formatAddress({ ...asked, evidence: writeOpened(opened) })}`;
}

/** The number that an address opens, with what to ask for it. */
export function evidenceOf(address: Address, latest: number) {
  const opened = readOpened(address.evidence);
  return opened && { opened, question: questionFor(opened, questionOf(address, latest)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
