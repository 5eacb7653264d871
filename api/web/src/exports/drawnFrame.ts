/** A frame as it is drawn over the map, also while it is moved and turned. Pure; pixels. */

import type { View } from "../address/address.ts";
import { type Pixel, type Size, toPixel } from "../map/mercator.ts";
import type { Frame, Placed } from "./sheet.ts";

interface Drawn {
  /** Path of the frame. */
  outline: string;
  middle: Pixel;
  /** The middle of its upper side, and the point beyond it by which it is turned. */
  top: Pixel;
  crown: Pixel;
  /** How wide it stands on the screen. */
  width: number;
}

const CROWN = 22;
/** Turns that are easily met, in degrees. */
const DETENT = 5;

/** Draw a frame where it is placed just now: as the server placed it, shifted and turned with the pointer. */
export function drawnFrame(frame: Frame, placed: Placed, view: View, size: Size): Drawn {
  const from = toPixel(frame.center, view, size);
  const middle = toPixel(placed.center, view, size);
  const angle = ((placed.turn - frame.turn) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const carried = ([x, y]: Pixel): Pixel => {
    const [dx, dy] = [x - from[0], y - from[1]];
    return [middle[0] + cos * dx - sin * dy, middle[1] + sin * dx + cos * dy];
  };
  const ring = (frame.polygon.coordinates[0] ?? []).map((point) => carried(toPixel(point, view, size)));
  const outline = `${ring.map(([x, y], at) => `${at === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("")}Z`;
  const up = (placed.turn * Math.PI) / 180;
  const [upX, upY] = [Math.sin(up), -Math.cos(up)];
  const reach = Math.max(...ring.map(([x, y]) => (x - middle[0]) * upX + (y - middle[1]) * upY), 0);
  const along = (far: number): Pixel => [middle[0] + far * upX, middle[1] + far * upY];
  const xs = ring.map(([x]) => x);
  const width = Math.max(...xs) - Math.min(...xs);
  return { outline, middle, top: along(reach), crown: along(reach + CROWN), width };
}

/** The turn (clockwise from north) that points from a frame's middle to a place; `steady` meets every five degrees. */
export function turnTowards(middle: Pixel, to: Pixel, steady: boolean): number {
  const turn = (Math.atan2(to[0] - middle[0], middle[1] - to[1]) * 180) / Math.PI;
  const rounded = steady ? Math.round(turn / DETENT) * DETENT : Math.round(turn * 10) / 10;
  return Object.is(rounded, -0) ? 0 : rounded;
}
