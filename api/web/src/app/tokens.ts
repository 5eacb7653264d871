/** The design tokens of `tokens.css`, read where JavaScript has to hand a colour on (Ant Design, the map canvas). */

export type Theme = "light" | "dark";

export interface Tokens {
  ink: string;
  ink2: string;
  ink3: string;
  line: string;
  paper: string;
  wash: string;
  brand: string;
  onBrand: string;
  warn: string;
  ok: string;
  redLine: string;
  track: string;
  font: string;
  mapPaper: string;
  mapInk: string;
  mapInk2: string;
  mapHalo: string;
  mapWater: string;
  mapPick: string;
  /** How strongly layer fills are drawn, 0–1 (the dark paper needs less). */
  mapStrength: number;
  /** What is left of that for a layer that is another's background, 0–1. */
  mapBehind: number;
  /** How strongly the outlines of areas are drawn, 0–1. */
  mapOutline: number;
  /** How far road surfaces, drawn whole, are veiled by the map's paper, 0–1. */
  mapVeil: number;
  /** The ramp from the lowest to the highest score. */
  scores: readonly string[];
}

const REMEMBERED = "matian.theme";
export const PREFERS_DARK = "(prefers-color-scheme: dark)";

/** The theme that was chosen here before, if any. */
export function rememberedTheme(): Theme | null {
  const remembered = localStorage.getItem(REMEMBERED);
  return remembered === "light" || remembered === "dark" ? remembered : null;
}

export function rememberTheme(theme: Theme): void {
  localStorage.setItem(REMEMBERED, theme);
}

/** What was chosen here before, else what the system prefers. */
export function firstTheme(): Theme {
  return rememberedTheme() ?? (matchMedia(PREFERS_DARK).matches ? "dark" : "light");
}

/** Set the theme on the document and return its tokens. */
export function applyTheme(theme: Theme): Tokens {
  document.documentElement.dataset.theme = theme;
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: read("ink"),
    ink2: read("ink-2"),
    ink3: read("ink-3"),
    line: read("line"),
    paper: read("paper"),
    wash: read("wash"),
    brand: read("brand"),
    onBrand: read("on-brand"),
    warn: read("warn"),
    ok: read("ok"),
    redLine: read("red-line"),
    track: read("track"),
    font: read("font"),
    mapPaper: read("map-paper"),
    mapInk: read("map-ink"),
    mapInk2: read("map-ink-2"),
    mapHalo: read("map-halo"),
    mapWater: read("map-water"),
    mapPick: read("map-pick"),
    mapStrength: Number(read("map-strength")),
    mapBehind: Number(read("map-behind")),
    mapOutline: Number(read("map-outline")),
    mapVeil: Number(read("map-veil")),
    scores: [0, 1, 2, 3, 4].map((step) => read(`score-${step}`)),
  };
}
