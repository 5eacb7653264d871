/** Weights that sum to 1, and how the others make room when one is moved. Pure. */

export type Weights = Readonly<Record<string, number>>;

/** Scale to a sum of 1; all alike when nothing weighs anything. */
export function normalised(weights: Weights): Weights {
  const names = Object.keys(weights);
  const sum = names.reduce((total, name) => total + (weights[name] ?? 0), 0);
  return Object.fromEntries(
    names.map((name) => [name, sum > 0 ? (weights[name] ?? 0) / sum : 1 / names.length]),
  );
}

/** Give one weight a value (0–1); the others keep their ratios and share what is left (alike, if all were 0). */
export function moved(weights: Weights, name: string, value: number): Weights {
  const others = Object.keys(weights).filter((other) => other !== name);
  if (others.length === 0) return { [name]: 1 };
  const own = Math.min(Math.max(value, 0), 1);
  const sum = others.reduce((total, other) => total + (weights[other] ?? 0), 0);
  const share = (other: string) => (sum > 0 ? (weights[other] ?? 0) / sum : 1 / others.length);
  return Object.fromEntries(
    Object.keys(weights).map((each) => [each, each === name ? own : (1 - own) * share(each)]),
  );
}

/** Whether two sets of weights are the same to the eye. */
export function alike(one: Weights, other: Weights): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Math.abs((one[name] ?? 0) - (other[name] ?? Number.NaN)) < 5e-7)
  );
}

const DIGITS = 6;

/** Write weights for an address: `green:0.34,cost:0.66`. */
export function writeWeights(weights: Weights): string {
  return Object.entries(weights)
    .map(([name, value]) => `${name}:${Number(value.toFixed(DIGITS))}`)
    .join(",");
}

/** Read weights of an address; `null` unless they are exactly those of the criteria. */
export function readWeights(text: string | undefined, names: readonly string[]): Weights | null {
  if (!text) return null;
  const said = new Map(text.split(",").map((part) => part.split(":") as [string, string]));
  if (said.size !== names.length) return null;
  const read: Record<string, number> = {};
  for (const name of names) {
    const value = Number(said.get(name) ?? Number.NaN);
    if (!(value >= 0 && value <= 1)) return null;
    read[name] = value;
  }
  return normalised(read);
}
