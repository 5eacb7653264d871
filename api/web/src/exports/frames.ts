/** Frames of sheets on the ground: turned, and repeated beside each other. Pure; in degrees, small enough to be flat. */

import type { Frame, Placed } from "./sheet.ts";

type Vector = readonly [east: number, north: number];
export type Side = "east" | "north" | "west" | "south";
export const SIDES: readonly Side[] = ["west", "east", "north", "south"];

/** Frames beyond this are not put by hand: they are a series, cut by the server, or one for each feature. */
export const MOST_HANDLED = 60;

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

/** Closer than this (a centimetre) two places are one. */
const SAME_DEGREES = 2e-7;
const SAME_TURN = 0.01;

/** A frame as it lies once it is placed elsewhere, until the server has placed it exactly. */
export function carried(frame: Frame, { center, turn }: Placed): Frame {
  const [lon, lat] = frame.center;
  const isThere =
    Math.abs(center[0] - lon) < SAME_DEGREES &&
    Math.abs(center[1] - lat) < SAME_DEGREES &&
    Math.abs(normalTurn(turn - frame.turn)) < SAME_TURN;
  if (isThere) return frame;
  const angle = ((frame.turn - turn) * Math.PI) / 180;
  const [cos, sin, shrink] = [Math.cos(angle), Math.sin(angle), Math.cos((lat * Math.PI) / 180)];
  const point = ([x, y]: readonly [number, number]): [number, number] => {
    const [east, north] = [(x - lon) * shrink, y - lat];
    return [center[0] + (east * cos - north * sin) / shrink, center[1] + east * sin + north * cos];
  };
  const coordinates = frame.polygon.coordinates.map((ring) => ring.map(point));
  return { ...frame, center, turn, polygon: { type: "Polygon", coordinates } };
}

/** Frames as they were put by hand, in their order; those of the server where nothing was. */
export function framesOf(placed: readonly Placed[], frames: readonly Frame[]): readonly Frame[] {
  if (placed.length === 0) return frames;
  return placed.flatMap((each, index) => {
    const of = frames[index] ?? frames.at(-1);
    return of ? [carried(index < frames.length ? of : { ...of, number: "" }, each)] : [];
  });
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

/** Pixels of a badge around its text, and of a figure in it. */
const AROUND = 12;
const FIGURE = 8;
const LEAST_BADGE = 24;

export function badgeWidth(text: string): number {
  return Math.max(LEAST_BADGE, AROUND + FIGURE * text.length);
}

/** The number that fits on a frame so many pixels wide: its own, else its place among the frames. */
export function badgeOf(frame: Frame, index: number, pixels: number): string {
  const number = numberOf(frame, index);
  return badgeWidth(number) < pixels ? number : String(index + 1);
}
