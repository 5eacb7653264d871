/** Where things lie in a small drawing: degrees to picture units and back, paths, areas' middles, a scale bar. Pure. */

export type Point = readonly [number, number];
/** A GeoJSON shape in degrees; lines too, for what is only looked at. */
export interface Shape {
  type: string;
  coordinates: unknown;
}

export interface Size {
  width: number;
  height: number;
}

export interface Frame extends Size {
  /** Picture units a metre. */
  scale: number;
  to: (point: Point) => Point;
  from: (point: Point) => Point;
}

export type Box = readonly [west: number, south: number, east: number, north: number];

const METRES_A_DEGREE = 111_320;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** The lines and rings of a shape, outer and inner alike. */
export function rings({ type, coordinates }: Shape): Point[][] {
  if (type === "LineString") return [coordinates as Point[]];
  if (type === "Polygon" || type === "MultiLineString") return coordinates as Point[][];
  if (type === "MultiPolygon") return (coordinates as Point[][][]).flat();
  return [];
}

/** The box around shapes; `null` without any. */
export function boxOf(shapes: readonly Shape[]): Box | null {
  const points = shapes.flatMap((shape) => rings(shape).flat());
  if (points.length === 0) return null;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  return [west, south, east, north];
}

/** Fit a box into a picture, north up, as a plane about its middle: true to a millimetre or two at a district's size. */
export function frameOf([west, south, east, north]: Box, { width, height }: Size, pad = 12): Frame {
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  const across = METRES_A_DEGREE * Math.cos(radians(lat));
  const metres = [
    Math.max((east - west) * across, 20),
    Math.max((north - south) * METRES_A_DEGREE, 20),
  ] as const;
  const scale = Math.min((width - 2 * pad) / metres[0], (height - 2 * pad) / metres[1]);
  return {
    width,
    height,
    scale,
    to: ([x, y]) => [
      width / 2 + (x - lon) * across * scale,
      height / 2 - (y - lat) * METRES_A_DEGREE * scale,
    ],
    from: ([x, y]) => [
      lon + (x - width / 2) / (across * scale),
      lat - (y - height / 2) / (METRES_A_DEGREE * scale),
    ],
  };
}

/** The box that a whole picture shows, in degrees. */
export function shownBy(frame: Frame): Box {
  const [west, north] = frame.from([0, 0]);
  const [east, south] = frame.from([frame.width, frame.height]);
  return [west, south, east, north];
}

/** A shape as an SVG path. */
export function pathOf(shape: Shape, frame: Frame): string {
  const close = shape.type.endsWith("Polygon") ? "Z" : "";
  return rings(shape)
    .map((ring) => {
      const points = ring.map((point) =>
        frame
          .to(point)
          .map((value) => value.toFixed(1))
          .join(","),
      );
      return `M${points.join("L")}${close}`;
    })
    .join("");
}

/** The middle of a shape's largest ring in the picture, and the side of a square as large. */
export function middleOf(shape: Shape, frame: Frame): { at: Point; side: number } {
  let best = { at: [0, 0] as Point, side: 0 };
  for (const ring of rings(shape)) {
    let [twice, x, y] = [0, 0, 0];
    const points = ring.map(frame.to);
    points.forEach((point, index) => {
      const next = points[(index + 1) % points.length] ?? point;
      const cross = point[0] * next[1] - next[0] * point[1];
      twice += cross;
      x += (point[0] + next[0]) * cross;
      y += (point[1] + next[1]) * cross;
    });
    const side = Math.sqrt(Math.abs(twice / 2));
    if (side > best.side) best = { at: [x / (3 * twice), y / (3 * twice)], side };
  }
  return best;
}

const ROUND = [1, 2, 5];

/** A round length (m) of at most so many picture units. */
export function scaleBar(
  { scale }: Pick<Frame, "scale">,
  longest: number,
): { metres: number; length: number } {
  const most = longest / scale;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = power * Math.max(...ROUND.filter((one) => one * power <= most), 1);
  return { metres, length: metres * scale };
}
