import { useQueries, useQuery } from "@tanstack/react-query";
import type { Feature, Geometry } from "geojson";
import { useMemo, useState } from "react";
import { useAddress } from "../address/store.ts";
import { type Catalogue, featureQuery, featuresQuery, type Layer, type Place } from "../api/queries.ts";
import { collect, FEW, isNamedWhole, namesOf } from "./style/names.ts";
import type { Picture } from "./style/style.ts";

/** Names of the layers shown: those of the address, else those that the server shows first. */
export function shownLayers(layers: readonly Layer[], asked: readonly string[] | null): Set<string> {
  if (asked === null) return new Set(layers.filter((layer) => layer.visible).map((layer) => layer.name));
  const known = new Set(layers.map((layer) => layer.name));
  return new Set(asked.filter((name) => known.has(name)));
}

/** Gather what the map is to show from the address and the server's answers. */
export function usePicture(place: Place, { layers }: Catalogue): Omit<Picture, "tokens"> {
  const asked = useAddress((address) => address.layers);
  const at = useAddress((address) => address.at);
  const known = useAddress((address) => address.known);
  const selected = useAddress((address) => address.selected);

  const shown = useMemo(() => shownLayers(layers, asked), [layers, asked]);
  const [together] = useState(() => [...shown].sort());
  const moment = useMemo(() => ({ at, known }), [at, known]);

  const named = useMemo(
    () => layers.filter((layer) => shown.has(layer.name) && isNamedWhole(layer)),
    [layers, shown],
  );
  const names = useQueries({
    queries: named.map((layer) => featuresQuery(layer.name, FEW, moment)),
    combine: (answers) => answers.map((answer) => (answer.data?.features ?? []) as unknown as Feature[]),
  });
  const placed = useMemo(
    () => collect(named.flatMap((layer, index) => namesOf(layer, names[index] ?? []))),
    [named, names],
  );

  const thing = useQuery({
    ...featureQuery(selected ?? { layer: "", code: "" }, moment),
    enabled: selected !== null,
  });
  const outline = selected && thing.data ? thing.data : null;
  const selection = useMemo(
    () => ({
      type: "FeatureCollection" as const,
      features: outline
        ? [{ type: "Feature" as const, geometry: outline.geometry as Geometry, properties: {} }]
        : [],
    }),
    [outline],
  );

  return useMemo(
    () => ({
      layers,
      shown,
      together,
      moment,
      latitude: place.center[1],
      names: placed,
      selection,
      named: new Set(named.map((layer) => layer.name)),
    }),
    [layers, shown, together, moment, place.center, placed, selection, named],
  );
}
