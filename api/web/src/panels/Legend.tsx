import { useMemo } from "react";
import type { Layer } from "../api/queries.ts";
import { useLanguage } from "../language/useLanguage.ts";
import type { MapCanvas } from "../map/canvas.ts";
import { drawn } from "../map/signals.ts";
import { useSignal } from "../map/useSignal.ts";
import { rowsInView } from "./legendRows.ts";

/** What the colours of a layer mean, as far as they are to be seen just now. */
export function Legend({ layer, canvas }: { layer: Layer; canvas: MapCanvas | null }) {
  const { name } = useLanguage();
  const rest = useSignal(drawn);
  const by = layer.style?.by ?? "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: `rest` counts the map's pauses, each of which may show other values
  const rows = useMemo(() => {
    const seen = rowsInView(layer.legend, canvas?.valuesInView(layer.name, by) ?? new Set());
    return seen.length > 0 ? seen : layer.legend;
  }, [layer, canvas, by, rest]);
  return (
    <ul className="legend">
      {rows.map((row) => (
        <li key={row.code}>
          <i style={{ background: row.colour ?? "transparent" }} />
          <span>{name(row.label)}</span>
        </li>
      ))}
    </ul>
  );
}
