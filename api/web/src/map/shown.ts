import type { Layer } from "../api/queries.ts";

/** Names of the layers shown: those of the address, else those that the server shows first. */
export function shownLayers(layers: readonly Layer[], asked: readonly string[] | null): Set<string> {
  if (asked === null) return new Set(layers.filter((layer) => layer.visible).map((layer) => layer.name));
  const known = new Set(layers.map((layer) => layer.name));
  return new Set(asked.filter((name) => known.has(name)));
}
