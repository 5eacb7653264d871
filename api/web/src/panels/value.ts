import type { Language } from "../address/address.ts";
import type { Field, Layer } from "../api/queries.ts";
import { formatNumber, formatUnit } from "../language/numbers.ts";
import { WORDS } from "../language/words.ts";

/** A value as it is read: text, and its unit apart, since units are set smaller. */
export interface Shown {
  text: string;
  unit: string;
}

const NOTHING: Shown = { text: "—", unit: "" };

/** Show a field's value: codes by their label, numbers with their unit. */
export function showValue(value: unknown, field: Field, language: Language): Shown {
  if (value === null || value === undefined || value === "") return NOTHING;
  if (field.codes) return { text: codeLabel(String(value), field, language), unit: "" };
  if (field.kind === "boolean") return { text: WORDS[language][value === true ? "yes" : "no"], unit: "" };
  if (field.kind === "integer" || field.kind === "real" || field.kind === "area") {
    const number = Number(value); // areas come as decimal text, to the last digit
    if (Number.isNaN(number)) return { text: String(value), unit: "" };
    return { text: formatNumber(number, language), unit: formatUnit(field.unit, language) };
  }
  return { text: String(value), unit: "" };
}

/** The label of a code, or of its nearest ancestor in the list, with the code before it where it says something. */
function codeLabel(code: string, { codes }: Field, language: Language): string {
  const known = (codes ?? []).filter((row) => code.startsWith(row.code));
  const nearest = known.sort((a, b) => b.code.length - a.code.length)[0];
  if (!nearest) return code;
  const telling = /\d/.test(code) || code === code.toUpperCase();
  return telling ? `${code} ${nearest.label[language]}` : nearest.label[language];
}

/** The declared field of a property, or `null` for one of the columns that every layer has. */
export function fieldNamed(layer: Layer, name: string): Field | null {
  return layer.fields.find((field) => field.name === name) ?? null;
}
