import { useCallback } from "react";
import { useAddress } from "../address/useAddress.ts";
import type { Label } from "../api/queries.ts";
import { useOwnWords } from "../consolidation/useOwn.ts";
import { formatFixed, formatNumber, formatUnit } from "../language/numbers.ts";
import { SITING_WORDS } from "./words.ts";

const LARGE = 100;

/** The words of these pages, and numbers as they show them. */
export function useSitingWords() {
  const language = useAddress((address) => address.language);
  const say = useOwnWords(SITING_WORDS);
  const name = useCallback((label: Label) => label[language], [language]);
  /** A number of whatever size: whole from a hundred on, else two decimals. */
  const number = useCallback(
    (value: number) => formatNumber(value, language, Math.abs(value) >= LARGE ? 0 : 2),
    [language],
  );
  const fixed = useCallback(
    (value: number, digits: number) => formatFixed(value, language, digits),
    [language],
  );
  const share = useCallback((value: number) => `${formatNumber(100 * value, language, 1)}%`, [language]);
  const unit = useCallback((text: string) => (text === "1" ? "" : formatUnit(text, language)), [language]);
  return { language, say, name, number, fixed, share, unit };
}
