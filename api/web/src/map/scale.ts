import { metresPerPixel } from "./style/width.ts";

/** Millimetres of a CSS pixel (1/96 inch). */
const PIXEL_MM = 25.4 / 96;

export interface ScaleBar {
  /** Round length on the ground, in metres. */
  metres: number;
  /** Length of the bar, in CSS pixels. */
  pixels: number;
  /** Denominator of the scale on an ordinary screen, rounded as scales are said. */
  denominator: number;
}

/** A scale bar of at most `widest` pixels whose length is 1, 2 or 5 times a power of ten metres. */
export function scaleBar(zoom: number, latitude: number, widest: number): ScaleBar {
  const perPixel = metresPerPixel(zoom, latitude);
  const most = perPixel * widest;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = ([5, 2, 1].find((step) => step * power <= most) ?? 1) * power;
  return { metres, pixels: metres / perPixel, denominator: roundScale((perPixel * 1000) / PIXEL_MM) };
}

function roundScale(denominator: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(denominator)) - 1);
  return Math.round(denominator / power) * power;
}

export function formatDistance(metres: number): string {
  return metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
}
