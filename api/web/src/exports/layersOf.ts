/** Names of the layers that an export is of, as its log tells them: one, several, or such as were worked out. */
export function layersOf(what: Record<string, unknown>): string[] {
  const { layers, worked_out: workedOut } = what;
  if (Array.isArray(layers)) {
    return layers.map((each: { layer?: unknown }) => each?.layer).filter(isText);
  }
  if (Array.isArray(workedOut)) {
    return workedOut.filter(isText);
  }
  return [what.layer, what.each_feature].filter(isText).slice(0, 1);
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
