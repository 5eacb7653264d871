import { useCallback } from "react";
import { useAddress } from "../address/useAddress.ts";
import type { Label } from "../api/queries.ts";
import { formatFixed, formatNumber } from "../language/numbers.ts";
import { fill } from "../language/words.ts";
import { CONSOLIDATION_WORDS, type ConsolidationWord } from "./words.ts";

const M2_A_HA = 10_000;

/** The words of these pages, and numbers as they show them. */
export function useWords() {
  const language = useAddress((address) => address.language);
  const say = useCallback(
    (word: ConsolidationWord, values?: Record<string, string | number>) =>
      fill(CONSOLIDATION_WORDS[language][word], values),
    [language],
  );
  const name = useCallback((label: Label) => label[language], [language]);
  /** Hectares of an area in m², one decimal. */
  const ha = useCallback((area: number) => formatFixed(area / M2_A_HA, language, 1), [language]);
  const number = useCallback(
    (value: number, digits = 0) => formatNumber(value, language, digits),
    [language],
  );
  /** A share (0–1) in per cent. */
  const share = useCallback(
    (value: number | null | undefined) =>
      value == null ? "–" : `${formatNumber(100 * value, language, 1)}%`,
    [language],
  );
  return { language, say, name, ha, number, share };
}
