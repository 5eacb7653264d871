import { useCallback } from "react";
import { useAddress } from "../address/useAddress.ts";
import type { Label } from "../api/queries.ts";
import { useOwnWords } from "../consolidation/useOwn.ts";
import { formatNumber } from "../language/numbers.ts";
import { EXPORT_WORDS } from "./words.ts";

/** The words of these pages, and labels and numbers in their language. */
export function useExportWords() {
  const language = useAddress((address) => address.language);
  const say = useOwnWords(EXPORT_WORDS);
  const name = useCallback((label: Label) => label[language], [language]);
  const number = useCallback((value: number) => formatNumber(value, language), [language]);
  return { language, say, name, number };
}
