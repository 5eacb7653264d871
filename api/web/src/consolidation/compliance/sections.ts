/** How a compliance sheet reads: its parts in three groups, and what each comes to. Pure. */

import type { Section } from "./asks.ts";

/** Less than this doesn't show in m² with two decimals. */
const NOTHING_M2 = 0.005;
const ROUNDED_M2 = 0.01;
const GROUPS = ["controls", "titles", "uses"] as const;
export type Group = (typeof GROUPS)[number];

export interface Summed {
  section: Section;
  inside: Section["overlaps"];
  /** m² and share that no feature covers. */
  outside: { area_m2: number; share: number };
  /** m² of all values together; more than the red line where they overlap. */
  total_m2: number;
  covered: number;
  overlapping: boolean;
}

function groupOf({ name }: Section): Group {
  if (name === "present_use") return "uses";
  return name.startsWith("tenure_") ? "titles" : "controls";
}

/** Sum a section up. */
export function summed(section: Section, whole_m2: number): Summed {
  const inside = section.overlaps.filter((one) => !one.outside && shows(one.area_m2));
  const rest = section.overlaps.filter((one) => one.outside);
  const sum = (rows: Section["overlaps"]) => rows.reduce((total, one) => total + one.area_m2, 0);
  const left = sum(rest);
  const total_m2 = sum(section.overlaps);
  return {
    section,
    inside,
    outside: { area_m2: left, share: whole_m2 ? left / whole_m2 : 0 },
    total_m2,
    covered: whole_m2 ? Math.max(1 - left / whole_m2, 0) : 0,
    overlapping: total_m2 > whole_m2 + ROUNDED_M2,
  };
}

/** The parts of a sheet by group; of each group those that are touched first. */
export function grouped(sections: readonly Section[], whole_m2: number): [Group, Summed[]][] {
  return GROUPS.map((group) => {
    const parts = sections
      .filter((section) => groupOf(section) === group)
      .map((one) => summed(one, whole_m2));
    return [group, [...parts.filter(isTouched), ...parts.filter((one) => !isTouched(one))]];
  });
}

export function isTouched({ inside }: Pick<Summed, "inside">): boolean {
  return inside.length > 0;
}

/** Whether an area shows at all with two decimals. */
export function shows(area_m2: number): boolean {
  return area_m2 >= NOTHING_M2;
}
