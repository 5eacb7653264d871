/** The order of a project's parcels. Pure. */

import type { Parcel } from "../asks.ts";

export type SortKey =
  | "code"
  | "stage"
  | "since"
  | "days"
  | "area_m2"
  | "land_kind"
  | "holders"
  | "tenants"
  | "team";

/** Sort parcels by a column; stages in the office's order, what isn't known last either way, equals by their code. */
export function sortParcels(
  parcels: readonly Parcel[],
  { key, down }: { key: SortKey; down: boolean },
  stages: readonly string[],
): Parcel[] {
  const shownIn = (parcel: Parcel): string | number | null => {
    if (key !== "stage") return parcel[key];
    return parcel.stage === null ? -1 : stages.indexOf(parcel.stage);
  };
  const compare = (one: string | number, other: string | number) =>
    typeof one === "number" && typeof other === "number"
      ? one - other
      : String(one).localeCompare(String(other), "zh", { numeric: true });
  return [...parcels].sort((one, other) => {
    const a = shownIn(one);
    const b = shownIn(other);
    if (a === null || b === null)
      return Number(a === null) - Number(b === null) || compare(one.code, other.code);
    return (down ? -1 : 1) * compare(a, b) || compare(one.code, other.code);
  });
}
