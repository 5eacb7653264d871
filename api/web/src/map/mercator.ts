/** Where degrees stand on the screen: the map is never turned or tilted, so that a page can draw over it by itself. Pure. */

import type { View } from "../address/address.ts";

export type LonLat = readonly [lon: number, lat: number];
export type Pixel = readonly [x: number, y: number];

export interface Size {
  width: number;
  height: number;
}

/** Width of the world at zoom 0, in CSS pixels, as MapLibre counts. */
const WORLD = 512;

function unit([lon, lat]: LonLat): Pixel {
  const north = Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
  return [0.5 + lon / 360, 0.5 - north / (2 * Math.PI)];
}

/** The pixel at which a place is drawn, from the map's upper left corner. */
export function toPixel(at: LonLat, view: View, { width, height }: Size): Pixel {
  const world = WORLD * 2 ** view.zoom;
  const [x, y] = unit(at);
  const [middleX, middleY] = unit([view.lon, view.lat]);
  return [width / 2 + (x - middleX) * world, height / 2 + (y - middleY) * world];
}

/** The place that is drawn at a pixel. */
export function toLonLat([x, y]: Pixel, view: View, { width, height }: Size): LonLat {
  const world = WORLD * 2 ** view.zoom;
  const [middleX, middleY] = unit([view.lon, view.lat]);
  const unitX = middleX + (x - width / 2) / world;
  const unitY = middleY + (y - height / 2) / world;
  const north = (0.5 - unitY) * 2 * Math.PI;
  return [(unitX - 0.5) * 360, (Math.atan(Math.exp(north)) * 360) / Math.PI - 90];
}
