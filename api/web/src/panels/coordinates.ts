const NUMBER = /-?\d+(?:\.\d+)?/g;

/** Read a pair of degrees in either order (`113.8925, 22.7675` or `22.7675 113.8925`), or `null`. */
export function parseDegrees(text: string, extent: readonly number[]): [lon: number, lat: number] | null {
  if (/[a-z\u4e00-\u9fff]/i.test(text.replace(/[NESW度东北纬经]/gi, ""))) return null;
  const numbers = text.match(NUMBER)?.map(Number) ?? [];
  const [a, b] = numbers;
  if (numbers.length !== 2 || a === undefined || b === undefined) return null;
  const [west = 0, south = 0, east = 0, north = 0] = extent;
  const near = (lon: number, lat: number) =>
    lon > west - 1 && lon < east + 1 && lat > south - 1 && lat < north + 1;
  if (near(a, b)) return [a, b];
  return near(b, a) ? [b, a] : null;
}
