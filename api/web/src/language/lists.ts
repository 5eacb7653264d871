import type { Language } from "../address/address.ts";

const BETWEEN: Record<Language, string> = { zh: "、", en: ", " };

/** Name things one after the other, as the language does. */
export function listed(names: readonly string[], language: Language): string {
  return names.join(BETWEEN[language]);
}
