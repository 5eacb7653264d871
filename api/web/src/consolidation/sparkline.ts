/** The small line of a row: what was completed, month by month, as it adds up. Pure. */

export interface Box {
  width: number;
  height: number;
}

/** Add up a series from its beginning. */
export function cumulate(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

/** The path of a line through `values` over the width of a box, its foot at 0 and its top at the greatest; one pixel stays free for the stroke. */
export function linePath(values: readonly number[], { width, height }: Box): string {
  if (values.length === 0) return "";
  const top = Math.max(...values, 0) || 1;
  const step = values.length > 1 ? (width - 2) / (values.length - 1) : 0;
  const points = values.map((value, index) => {
    const x = 1 + index * step;
    const y = height - 1 - ((height - 2) * Math.max(value, 0)) / top;
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return `M${points.join("L")}`;
}
