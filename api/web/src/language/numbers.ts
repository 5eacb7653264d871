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

/** An instant as a person writes it: the date and the minute, in the reader's time zone. */
export function formatInstant(instant: string, language: Language): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  const parts = new Intl.DateTimeFormat(LOCALES[language], {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(date);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

const UNITS: Record<string, Record<Language, string>> = {
  ha: { zh: "公顷", en: "ha" },
  spaces: { zh: "个", en: "spaces" },
  parks: { zh: "个", en: "parks" },
  roads: { zh: "条", en: "roads" },
  stations: { zh: "个", en: "stations" },
};

/** A unit as people of this language write it. */
export function formatUnit(unit: string | null | undefined, language: Language): string {
  return unit ? (UNITS[unit]?.[language] ?? unit) : "";
}
