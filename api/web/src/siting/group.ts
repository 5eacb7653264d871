/** Comparisons in pairs by several people: their sheets, what they say together, and the document that carries them. Pure. */

import { type Judged, judgementsOf, nearest } from "./ahp.ts";

/** One member's judgements of the same criteria. */
export interface Sheet {
  member: string;
  judged: Judged;
}

interface Comparison {
  a: string;
  b: string;
  value: number;
}

/** The part of a scenario's document that says how weights come about by pairs. */
export type Weighting =
  | { kind: "ahp"; comparisons: Comparison[] }
  | { kind: "group_ahp"; sheets: Record<string, Comparison[]> };

/** The sheets that a document holds; else one, nearest to the weights as they are. */
export function sheetsOf(
  weighting: unknown,
  names: readonly string[],
  weights: Readonly<Record<string, number>>,
  first: string,
): Sheet[] {
  const said = weighting as Partial<Weighting> | undefined;
  if (said?.kind === "ahp" && "comparisons" in said && said.comparisons)
    return [{ member: first, judged: readSheet(said.comparisons, names) }];
  if (said?.kind === "group_ahp" && "sheets" in said && said.sheets)
    return Object.entries(said.sheets).map(([member, sheet]) => ({
      member,
      judged: readSheet(sheet, names),
    }));
  return [{ member: first, judged: judgementsOf(names.map((name) => weights[name] ?? 0)) }];
}

function readSheet(comparisons: readonly Comparison[], names: readonly string[]): number[][] {
  const said = new Map(
    comparisons.flatMap(({ a, b, value }) => [
      [`${a}\n${b}`, value],
      [`${b}\n${a}`, 1 / value],
    ]),
  );
  return names.map((row) => names.map((column) => nearest(said.get(`${row}\n${column}`) ?? 1)));
}

/** What the members say together: the geometric mean of their judgements (Aczél and Saaty, 1983). */
export function together(sheets: readonly Sheet[]): number[][] {
  const size = sheets[0]?.judged.length ?? 0;
  const at = (row: number, column: number) =>
    Math.exp(
      sheets.reduce((sum, { judged }) => sum + Math.log(judged[row]?.[column] ?? 1), 0) / sheets.length,
    );
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => at(row, column)),
  );
}

/** How the document carries the sheets: one person's comparisons, or a group's, each under its member's name. */
export function weightingOf(sheets: readonly Sheet[], names: readonly string[]): Weighting {
  const written = ({ judged }: Sheet) =>
    names.flatMap((a, row) =>
      names.slice(row + 1).map((b, past) => ({ a, b, value: judged[row]?.[row + 1 + past] ?? 1 })),
    );
  const [only, ...others] = sheets;
  if (only && others.length === 0) return { kind: "ahp", comparisons: written(only) };
  return {
    kind: "group_ahp",
    sheets: Object.fromEntries(sheets.map((sheet) => [sheet.member, written(sheet)])),
  };
}

/** Whether a name can be another member's: said, and nobody else's. */
export function isNewMember(name: string, sheets: readonly Sheet[]): boolean {
  return name.trim() !== "" && sheets.every(({ member }) => member !== name.trim());
}
