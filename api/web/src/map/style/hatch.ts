/** Hatch patterns, computed pixel by pixel: no picture to fetch, no blob, no data: URL. */

const SIZE = 16;
const STRIPE = 0.22;
const PREFIX = "hatch-";

export interface Pattern {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** Name of the pattern of a colour (`#rrggbb`), under which a style asks for it. */
export function hatchName(colour: string): string {
  return `${PREFIX}${colour}`;
}

/** Draw the pattern that a style asks for by name, or `null` if the name is no hatch's. */
export function drawHatch(name: string): Pattern | null {
  const rgb = /^hatch-#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(name);
  if (!rgb) return null;
  const [red, green, blue] = rgb.slice(1).map((part) => Number.parseInt(part, 16)) as [
    number,
    number,
    number,
  ];
  const data = new Uint8ClampedArray(SIZE * SIZE * 4);
  for (let y = 0; y < SIZE; y += 1) {
    for (let x = 0; x < SIZE; x += 1) {
      data.set([red, green, blue, Math.round(255 * coverage(x, y))], (y * SIZE + x) * 4);
    }
  }
  return { width: SIZE, height: SIZE, data };
}

/** How much of a pixel the diagonal stripe covers, 0–1, softened over a pixel and seamless at the edges. */
function coverage(x: number, y: number): number {
  const along = ((x + y) % SIZE) / SIZE;
  const away = Math.min(along, 1 - along) * SIZE;
  return Math.min(1, Math.max(0, (STRIPE * SIZE) / 2 - away + 0.5));
}
