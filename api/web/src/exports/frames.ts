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

/** Metres of a degree of latitude, on a sphere: good to half a per cent, for where the next frame begins. */
const DEGREE_M = 111_195;

/**
 * The place of the same frame once more on one of its sides, `overlap` millimetres of paper shared at 1:`scale`.
 *
 * Sides are the sheet's own: what is east on paper, however it is turned.
 */
export function repeated(frame: Frame, side: Side, overlap: number, scale: number): Placed {
  const [right, up] = axesOf(frame);
  const along = side === "east" || side === "west" ? right : up;
  const sign = side === "east" || side === "north" ? 1 : -1;
  const east = along[0] * DEGREE_M * Math.cos((frame.center[1] * Math.PI) / 180);
  const length = Math.hypot(east, along[1] * DEGREE_M);
  const step = sign * (1 - (overlap * scale) / 1000 / length);
  return {
    center: [frame.center[0] + step * along[0], frame.center[1] + step * along[1]],
    turn: frame.turn,
  };
}

/** The whole width and height of a sheet as steps in degrees, to its own east and north: corners run from the lower left. */
function axesOf({ polygon }: Frame): [Vector, Vector] {
  const ring = polygon.coordinates[0] ?? [];
  const [a, b, c, ...more] = cornersOf(ring);
  if (!a || !b || !c || more.length !== 1) return boxOf(ring); // no rectangle: its box stands for it
  return [
    [b[0] - a[0], b[1] - a[1]],
    [c[0] - b[0], c[1] - b[1]],
  ];
}

/** Long sides have points of their own, since they are curved in degrees: corners are where the way turns. */
function cornersOf(ring: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const points = ring.slice(0, -1);
  const around = (at: number) => points[(at + points.length) % points.length] ?? [0, 0];
  return points.filter((point, at) => {
    const [before, after] = [around(at - 1), around(at + 1)];
    const come: Vector = [point[0] - before[0], point[1] - before[1]];
    const go: Vector = [after[0] - point[0], after[1] - point[1]];
    const across = come[0] * go[1] - come[1] * go[0];
    return Math.abs(across) > TURNS * Math.hypot(...come) * Math.hypot(...go);
  });
}

/** Sine of the least angle that is a corner. */
const TURNS = 0.3;

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

/** What a frame is called by: its number in a series, else its place among the frames. */
export function numberOf({ number }: Frame, index: number): string {
  return String(number) || String(index + 1);
}
