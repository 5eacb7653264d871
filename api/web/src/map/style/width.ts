import type { ExpressionSpecification } from "maplibre-gl";

/** Metres a pixel covers at zoom 0 on the equator, with MapLibre's tiles of 512 pixels. */
const METRES_A_PIXEL = 78_271.516964;
const FIRST_ZOOM = 8;
const LAST_ZOOM = 22;

/** Metres that a pixel covers. */
export function metresPerPixel(zoom: number, latitude: number): number {
  return (METRES_A_PIXEL * Math.cos((latitude * Math.PI) / 180)) / 2 ** zoom;
}

/** Pixels given for zoom 16, shrinking outwards and growing inwards. */
export function pixelsAt16(pixels: number): ExpressionSpecification {
  const stops = [10, pixels * 0.4, 13, pixels * 0.65, 16, pixels, 20, pixels * 1.8];
  return ["interpolate", ["linear"], ["zoom"], ...stops] as ExpressionSpecification;
}

/**
 * A width in pixels that is true on the ground, and never thinner than `least` pixels.
 *
 * Pixels a metre double with each zoom, so an exponential interpolation of base 2 is exact between its stops.
 */
export function metresWide(
  field: string,
  latitude: number,
  least: number,
  wider = 0,
): ExpressionSpecification {
  const metres: ExpressionSpecification = ["+", ["coalesce", ["to-number", ["get", field]], 0], wider];
  const stops: unknown[] = [];
  for (let zoom = FIRST_ZOOM; zoom <= LAST_ZOOM; zoom += 2) {
    stops.push(zoom, ["max", least, ["/", metres, metresPerPixel(zoom, latitude)]]);
  }
  return ["interpolate", ["exponential", 2], ["zoom"], ...stops] as unknown as ExpressionSpecification;
}
