import type { Padding } from "./canvas.ts";

/** Below these widths the layers stand in a drawer, and then the cards below one another (`narrow.css` says the same). */
export const NARROW = 1100;
export const SMALL = 800;
const EDGE = 24;

/** Pixels that the cards cover, to be left free when something is to be seen whole. */
export function coveredByCards(): Padding {
  if (innerWidth < SMALL) return { top: 84, right: EDGE, bottom: 140, left: EDGE };
  const left = innerWidth < NARROW ? EDGE : 328;
  return { top: EDGE, right: 376, bottom: 116, left };
}
