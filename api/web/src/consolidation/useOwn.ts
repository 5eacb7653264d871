import { useCallback } from "react";
import type { Language, Own } from "../address/address.ts";
import { changeAddress, readAddress } from "../address/store.ts";
import { useAddress } from "../address/useAddress.ts";
import { fill } from "../language/words.ts";

/** The words of one page alone. */
export function useOwnWords<W extends string>(words: Record<Language, Record<W, string>>) {
  const language = useAddress((address) => address.language);
  return useCallback(
    (word: W, values?: Record<string, string | number>) => fill(words[language][word], values),
    [words, language],
  );
}

/** Change what only one page understands; the rest of the address stays. */
export function changeOwn(part: Partial<Record<Own, string | null>>): void {
  const said = Object.entries({ ...readAddress().own, ...part }).filter(([, value]) => value);
  changeAddress({ own: Object.fromEntries(said) });
}
