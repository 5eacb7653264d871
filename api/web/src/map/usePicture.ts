import { useQueries, useQuery } from "@tanstack/react-query";
import type { Feature, Geometry } from "geojson";
import { useMemo, useState } from "react";
import { useAddress } from "../address/useAddress.ts";
import { type Catalogue, featureQuery, featuresQuery, type Place } from "../api/queries.ts";
import { namedWhole } from "./picture.ts";
import { shownLayers } from "./shown.ts";
import { outlined } from "./signals.ts";
import { collect, FEW, namesOf } from "./style/names.ts";
import type { Picture } from "./style/style.ts";
import { useFirstDrawn } from "./useFirstDrawn.ts";
import { useSignal } from "./useSignal.ts";

/** Gather what the map is to show from the address and the server's answers. */
export function usePicture(place: Place, { layers }: Catalogue): Omit<Picture, "tokens"> {
  const asked = useAddress((address) => address.layers);
  const at = useAddress((address) => address.at);
  const known = useAddress((address) => address.known);
  const selected = useAddress((address) => address.selected);

  const shown = useMemo(() => shownLayers(layers, asked), [layers, asked]);
  const [together] = useState(() => [...shown].sort());
  const moment = useMemo(() => ({ at, known }), [at, known]);

  const named = useMemo(() => {
    const names = namedWhole(layers, shown);
    return layers.filter((layer) => names.has(layer.name));
  }, [layers, shown]);
  const stands = useFirstDrawn();
  const names = useQueries({
    queries: named.map((layer) => ({ ...featuresQuery(layer.name, FEW, moment), enabled: stands })),
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
  const evidence = useSignal(outlined);
  const selection = useMemo(
    () => ({
      type: "FeatureCollection" as const,
      features: [
        ...(evidence?.features ?? []),
        ...(outline
          ? [{ type: "Feature" as const, geometry: outline.geometry as Geometry, properties: {} }]
          : []),
      ],
    }),
    [outline, evidence],
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
