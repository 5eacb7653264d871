import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useAddress } from "../address/useAddress.ts";
import { countsQuery } from "../api/queries.ts";
import type { MapCanvas } from "../map/canvas.ts";
import { drawn } from "../map/signals.ts";
import { useSignal } from "../map/useSignal.ts";

/**
 * Numbers of features in view by layer, as the records have them; `null` until they are known.
 *
 * Asked whenever the map rests somewhere else: what is drawn can't be counted, since blocks are many features and small
 * ones are left out of the tiles.
 */
export function useCounts(canvas: MapCanvas | null): Readonly<Record<string, number>> | null {
  const rest = useSignal(drawn);
  const at = useAddress((address) => address.at);
  const known = useAddress((address) => address.known);
  // `rest` counts the map's pauses, each of which may show another view.
  const box = useMemo(() => (canvas && rest > 0 ? canvas.bounds() : null), [canvas, rest]);
  const counted = useQuery({
    ...countsQuery(box?.map((edge) => edge.toFixed(5)).join(",") ?? "", { at, known }),
    placeholderData: (before) => before,
  });
  return counted.data?.counts ?? null;
}
