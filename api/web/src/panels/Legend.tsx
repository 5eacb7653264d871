import { useMemo } from "react";
import type { Layer } from "../api/queries.ts";
import { useLanguage } from "../language/useLanguage.ts";
import type { MapCanvas } from "../map/canvas.ts";
import { drawn, useSignal } from "../map/signals.ts";

type Row = Layer["legend"][number];

/** The rows whose codes are in view: a code also stands for the finer ones that begin with it and have no row. */
export function rowsInView(rows: readonly Row[], values: ReadonlySet<string>): Row[] {
  const codes = rows.map((row) => row.code ?? "");
  const explained = new Set([...values].map((value) => longestPrefix(codes, value)));
  return rows.filter((row) => explained.has(row.code ?? ""));
}

function longestPrefix(codes: readonly string[], value: string): string | undefined {
  return codes
    .filter((code) => code !== "" && value.startsWith(code))
    .reduce<string | undefined>(
      (best, code) => (best && best.length >= code.length ? best : code),
      undefined,
    );
}

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
