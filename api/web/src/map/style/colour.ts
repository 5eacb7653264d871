import type { ExpressionSpecification } from "maplibre-gl";
import type { Layer } from "../../api/queries.ts";

type Colour = string | ExpressionSpecification;

/**
 * The colour of a layer's features: by code where the style says so, else one for all.
 *
 * Code lists may be trees whose codes begin with their parent's (land use 1001 under 10): a code that the legend
 * doesn't have is drawn as its nearest ancestor, as `CodeList.find` does on the server.
 */
export function colourBy(
  layer: Layer,
  plain: string | null,
  toned: (colour: string) => string = (colour) => colour,
): Colour | null {
  const by = layer.style?.by;
  const tonedPlain = plain && toned(plain);
  if (!by) return tonedPlain;
  const colours = new Map<string, string>();
  for (const { code, colour } of layer.legend) if (code !== null && colour) colours.set(code, toned(colour));
  if (colours.size === 0) return tonedPlain;

  const code: ExpressionSpecification = ["to-string", ["get", by]];
  const codes = [...colours.keys()];
  const parents = codes.filter((one) => codes.some((other) => other !== one && other.startsWith(one)));
  const lengths = [...new Set(parents.map((parent) => parent.length))].sort((a, b) => a - b);

  let found: Colour = tonedPlain ?? "rgba(0, 0, 0, 0)";
  for (const length of lengths) {
    const ofLength = codes.filter((one) => one.length === length);
    found = match(["slice", code, 0, length], ofLength, colours, found);
  }
  return match(code, codes, colours, found);
}

function match(
  input: ExpressionSpecification,
  codes: string[],
  colours: Map<string, string>,
  otherwise: Colour,
): ExpressionSpecification {
  const pairs = codes.flatMap((code) => [code, colours.get(code) ?? otherwise]);
  return ["match", input, ...pairs, otherwise] as unknown as ExpressionSpecification;
}

/** Mix two colours (`#rrggbb`): none of `other` at 0, nothing but it at 1. */
export function mix(colour: string, other: string, share: number): string {
  const [a, b] = [channels(colour), channels(other)];
  const mixed = a.map((channel, index) => Math.round(channel * (1 - share) + (b[index] ?? channel) * share));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}
