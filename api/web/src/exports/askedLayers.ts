/** The server takes no more layers at once. */
const MOST_LAYERS = 100;
const BETWEEN = ",";

/** Names of the layers that the address asks for: those that the catalogue has, each once, in its order. */
export function readLayers(said: string | undefined, known: readonly string[]): string[] {
  const names = new Set((said ?? "").split(BETWEEN));
  return [...names].filter((name) => known.includes(name)).slice(0, MOST_LAYERS);
}

/** The names as the address says them. */
export function writeLayers(names: readonly string[]): string {
  return [...new Set(names)].slice(0, MOST_LAYERS).join(BETWEEN);
}
