import type { Language } from "../address/address.ts";
import { formatNumber } from "../language/numbers.ts";

const UNITS = ["B", "KB", "MB", "GB", "TB"];
const STEP = 1000;

/** A size as people say it: three figures and a unit. */
export function sayBytes(bytes: number, language: Language): string {
  let [value, unit] = [bytes, 0];
  while (value >= STEP && unit < UNITS.length - 1) [value, unit] = [value / STEP, unit + 1];
  return `${formatNumber(value, language, value < 10 && unit > 0 ? 1 : 0)} ${UNITS[unit]}`;
}
