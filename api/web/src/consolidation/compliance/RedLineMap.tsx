import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { catalogueQuery } from "../../api/queries.ts";
import { insideQuery } from "../shapes/asks.ts";
import { boxOf, type Shape } from "../shapes/frame.ts";
import type { Patch } from "../shapes/Ground.tsx";
import { ShapeMap } from "../shapes/ShapeMap.tsx";
import { useOwnWords } from "../useOwn.ts";
import type { Compliance } from "./asks.ts";
import { COMPLIANCE_WORDS } from "./words.ts";

const MOST_PARCELS = 3000;
const SIZE = { width: 520, height: 400 };
const LAYER = "parcels";
const NONE: never[] = [];

/** The red line on the parcels around it, in the colours of their present use. */
export function RedLineMap({ found }: { found: Compliance }) {
  const say = useOwnWords(COMPLIANCE_WORDS);
  const line = found.red_line;
  const box = useMemo(() => boxOf([line]), [line]);
  const parcels = useQuery(insideQuery(LAYER, box, found.at, MOST_PARCELS)).data;
  const codes = useQuery(catalogueQuery)
    .data?.layers.find((layer) => layer.name === LAYER)
    ?.fields.find((field) => field.name === "land_use")?.codes;
  const patches = useMemo<Patch[]>(() => {
    // A code that has no row of its own is its nearest ancestor's: 1001 is under 10.
    const codeOf = (use: string) =>
      [use, use.slice(0, 4), use.slice(0, 2)]
        .map((one) => codes?.find(({ code }) => code === one))
        .find(Boolean);
    const found = new Map<string, Shape[]>();
    for (const { geometry, properties } of parcels?.features ?? []) {
      const colour = codeOf(String(properties.land_use ?? ""))?.colour ?? "none";
      const same = found.get(colour);
      if (same) same.push(geometry as Shape);
      else found.set(colour, [geometry as Shape]);
    }
    return [...found].map(([fill, shapes]) => ({ fill, shapes }));
  }, [parcels, codes]);
  const outlines = useMemo<Shape[]>(() => [line], [line]);
  return (
    <ShapeMap
      label={say("map")}
      areas={NONE}
      patches={patches}
      outlines={outlines}
      size={SIZE}
      at={found.at}
    />
  );
}
