import { useLayoutEffect, useRef } from "react";
import type { MapCanvas } from "../map/canvas.ts";
import type { Run } from "./asks.ts";
import type { Ranking } from "./ranking.ts";
import { CANDIDATES, changedShades, type Scale, SHAPES, type Shade, shadesOf } from "./sitingStyle.ts";

interface Told {
  canvas: MapCanvas;
  run: number;
  shades: ReadonlyMap<string, Shade>;
}

/** Tell the map how good each candidate is: all of them at first, then those whose colour changes. */
export function useShades(
  canvas: MapCanvas | null,
  run: Run | null,
  ranking: Ranking | null,
  scale: Scale | null,
): void {
  const told = useRef<Told | null>(null);
  useLayoutEffect(() => {
    if (!canvas || !run || !ranking || !scale) return;
    const shades = shadesOf(run.candidates, ranking, scale);
    const before = told.current;
    const same = before?.canvas === canvas && before.run === run.id;
    for (const layer of [CANDIDATES, SHAPES]) {
      if (!same) canvas.tell(layer, null);
      canvas.tell(layer, same ? changedShades(before.shades, shades) : shades);
    }
    told.current = { canvas, run: run.id, shades };
  }, [canvas, run, ranking, scale]);
}
