/** Side of the square that a Lorenz curve is drawn in. */
export const SIDE = 100;

/** The path of shares of access at evenly spaced shares of people. */
export function curve(shares: readonly number[]): string {
  const last = Math.max(shares.length - 1, 1);
  return shares
    .map(
      (share, at) =>
        `${at === 0 ? "M" : "L"}${((SIDE * at) / last).toFixed(1)} ${(SIDE * (1 - share)).toFixed(1)}`,
    )
    .join("");
}
