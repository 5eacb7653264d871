import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { catalogueQuery } from "../../api/queries.ts";
import { insideQuery } from "../shapes/asks.ts";
import { boxOf, type Shape } from "../shapes/frame.ts";
import { type Area, ShapeMap } from "../shapes/ShapeMap.tsx";
import { useOwnWords } from "../useOwn.ts";
import { useWords } from "../useWords.ts";
import type { Compliance } from "./asks.ts";
import { COMPLIANCE_WORDS } from "./words.ts";

const MOST_PARCELS = 3000;
const SIZE = { width: 520, height: 400 };
const LAYER = "parcels";

/** The red line on the parcels around it, in the colours of their present use. */
export function RedLineMap({ found }: { found: Compliance }) {
  const say = useOwnWords(COMPLIANCE_WORDS);
  const { name } = useWords();
  const line = found.red_line;
  const box = useMemo(() => boxOf([line]), [line]);
  const parcels = useQuery(insideQuery(LAYER, box, found.at, MOST_PARCELS)).data;
  const codes = useQuery(catalogueQuery)
    .data?.layers.find((layer) => layer.name === LAYER)
    ?.fields.find((field) => field.name === "land_use")?.codes;
  const areas = useMemo<Area[]>(() => {
    // A code that has no row of its own is its nearest ancestor's: 1001 is under 10.
    const codeOf = (use: string) =>
      [use, use.slice(0, 4), use.slice(0, 2)]
        .map((one) => codes?.find(({ code }) => code === one))
        .find(Boolean);
    return (parcels?.features ?? []).map(({ id, geometry, properties }) => {
      const use = codeOf(String(properties.land_use ?? ""));
      return {
        key: id,
        shape: geometry as Shape,
        title: `${id} ${use ? name(use.label) : ""}`,
        className: "background",
        ...(use?.colour ? { fill: use.colour } : {}),
      };
    });
  }, [parcels, codes, name]);
  const outlines = useMemo<Shape[]>(() => [line], [line]);
  return <ShapeMap label={say("map")} areas={areas} outlines={outlines} size={SIZE} at={found.at} />;
}
