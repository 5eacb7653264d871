import type { Language } from "../address/address.ts";

const LOCALES: Record<Language, string> = { zh: "zh-CN", en: "en-GB" };

/** One mu (亩) is 2000/3 m². */
const SQUARE_METRES_A_MU = 2000 / 3;

export function formatNumber(value: number, language: Language, digits = 2): string {
  return new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: digits }).format(value);
}

/** A number with exactly so many decimals, as coordinates and areas are read. */
export function formatFixed(value: number, language: Language, digits: number): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(LOCALES[language], options).format(value);
}

export function squareMetresToMu(area: number): number {
  return area / SQUARE_METRES_A_MU;
}

/** Degrees with the hemisphere, five decimals (about a metre). */
export function formatDegrees(value: number, positive: string, negative: string): string {
  return `${Math.abs(value).toFixed(5)}°${value < 0 ? negative : positive}`;
}

/** The day of an instant in a time zone (the place's), as `YYYY-MM-DD`. */
export function dayOf(instant: string, timeZone: string | undefined): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  // Swedish writes dates in ISO's order.
  return new Intl.DateTimeFormat("sv-SE", { ...(timeZone ? { timeZone } : {}), dateStyle: "short" }).format(
    date,
  );
}

/** Units that are words, as `layers/` writes them; in English a count often needs none. */
const UNITS: Record<string, Record<Language, string>> = {
  泊位: { zh: "泊位", en: "spaces" },
  条: { zh: "条", en: "" },
  人: { zh: "人", en: "people" },
  "人/个": { zh: "人/个", en: "" },
  家: { zh: "家", en: "firms" },
  层: { zh: "层", en: "storeys" },
  级: { zh: "级", en: "" },
  CNY: { zh: "元", en: "CNY" },
};

/** A field's unit as people of this language write it; symbols are everyone's. */
export function formatUnit(unit: string | null | undefined, language: Language): string {
  return unit ? (UNITS[unit]?.[language] ?? unit) : "";
}
