import type { FeatureCollection } from "geojson";
import type { Address } from "../address/address.ts";
import type { Catalogue, Place } from "../api/queries.ts";
import { shownLayers } from "./shown.ts";
import { isNamedWhole } from "./style/names.ts";
import type { Picture } from "./style/style.ts";

const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };

/** The picture of an address before anything was asked for it: no names placed yet, nothing outlined. */
export function pictureOf(place: Place, { layers }: Catalogue, address: Address): Omit<Picture, "tokens"> {
  const shown = shownLayers(layers, address.layers);
  return {
    layers,
    shown,
    together: [...shown].sort(),
    moment: { at: address.at, known: address.known },
    latitude: place.center[1],
    names: NOTHING,
    selection: NOTHING,
    named: namedWhole(layers, shown),
  };
}

/** The layers of those shown whose names are placed once for each feature. */
export function namedWhole(layers: Catalogue["layers"], shown: ReadonlySet<string>): Set<string> {
  return new Set(
    layers.filter((layer) => shown.has(layer.name) && isNamedWhole(layer)).map((layer) => layer.name),
  );
}
