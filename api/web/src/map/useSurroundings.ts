import { useQuery } from "@tanstack/react-query";
import type { Feature, FeatureCollection } from "geojson";
import { useMemo } from "react";
import { catalogueQuery, featuresQuery } from "../api/queries.ts";
import { collect, FEW, namesOf } from "./style/names.ts";
import type { Picture } from "./style/style.ts";

const COMMUNITIES = "communities";
const AROUND = ["subdistrict", COMMUNITIES, "roads", "water", "pocket_parks"];
/** Their names stand once, or not at all: tiles would write them in each. */
const NAMED = new Set(["subdistrict", COMMUNITIES]);
const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };

interface Surroundings extends Pick<Picture, "layers" | "shown" | "together" | "moment" | "names" | "named"> {
  communities: readonly Feature[];
}

/** What lies around the subject of a page's own map, and the communities by their shapes; `null` until it is known. */
export function useSurroundings(at: string | null, known: string | null): Surroundings | null {
  const layers = useQuery(catalogueQuery).data?.layers;
  const communities = useQuery(featuresQuery(COMMUNITIES, FEW, { at, known })).data?.features;
  return useMemo(() => {
    if (!layers) return null;
    const layer = layers.find((each) => each.name === COMMUNITIES);
    const features = (communities ?? []) as unknown as Feature[];
    const together = AROUND.filter((name) => layers.some((each) => each.name === name));
    return {
      layers,
      shown: new Set(together),
      together,
      moment: { at, known },
      names: layer ? collect(namesOf(layer, features)) : NOTHING,
      named: NAMED,
      communities: features,
    };
  }, [layers, communities, at, known]);
}
