/** Frames of sheets on the ground: turned, and repeated beside each other. Pure; in degrees, small enough to be flat. */

import type { Frame, Placed } from "./sheet.ts";

type Vector = readonly [east: number, north: number];
export type Side = "east" | "north" | "west" | "south";
export const SIDES: readonly Side[] = ["west", "east", "north", "south"];

/** A turn between -180 and 180 degrees. */
export function normalTurn(turn: number): number {
  const rest = ((((turn + 180) % 360) + 360) % 360) - 180;
  return Object.is(rest, -0) ? 0 : rest;
}

/**
 * The place of the same frame once more on one of its sides, `overlap` (0–1) of it shared.
 *
 * Sides are the sheet's own: what is east on paper, however it is turned.
 */
export function repeated(frame: Frame, side: Side, overlap: number): Placed {
  const [right, up] = axesOf(frame);
  const along = side === "east" || side === "west" ? right : up;
  const sign = side === "east" || side === "north" ? 1 : -1;
  const step = sign * (1 - overlap);
  return {
    center: [frame.center[0] + step * along[0], frame.center[1] + step * along[1]],
    turn: frame.turn,
  };
}

/** The whole width and height of a sheet as steps in degrees, to its own east and north: corners run from the lower left. */
function axesOf({ polygon }: Frame): [Vector, Vector] {
  const corners = polygon.coordinates[0]?.slice(0, -1) ?? [];
  const [a, b, c] = corners;
  if (corners.length !== 4 || !a || !b || !c) return boxOf(corners); // more points than corners: its box stands for it
  return [
    [b[0] - a[0], b[1] - a[1]],
    [c[0] - b[0], c[1] - b[1]],
  ];
}

function boxOf(points: readonly (readonly [number, number])[]): [Vector, Vector] {
  const [xs, ys] = [points.map((point) => point[0]), points.map((point) => point[1])];
  return [
    [Math.max(...xs) - Math.min(...xs), 0],
    [0, Math.max(...ys) - Math.min(...ys)],
  ];
}

/** West, south, east, north of all frames; `null` where there is none. */
export function boundsOf(frames: readonly Frame[]): [number, number, number, number] | null {
  const points = frames.flatMap((frame) => frame.polygon.coordinates.flat());
  if (points.length === 0) return null;
  const [xs, ys] = [points.map((point) => point[0]), points.map((point) => point[1])];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
