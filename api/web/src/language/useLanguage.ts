import { useCallback } from "react";
import { useAddress } from "../address/useAddress.ts";
import type { Label } from "../api/queries.ts";
import { fill, WORDS, type Word } from "./words.ts";

/** The page's language and its words. */
export function useLanguage() {
  const language = useAddress((address) => address.language);
  const say = useCallback(
    (word: Word, values?: Record<string, string | number>) => fill(WORDS[language][word], values),
    [language],
  );
  const name = useCallback((label: Label) => label[language], [language]);
  return { language, say, name };
}
