import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useAddress } from "../address/useAddress.ts";
import { catalogueQuery, type Label } from "../api/queries.ts";
import { useOwnWords } from "../consolidation/useOwn.ts";
import { formatFixed, formatNumber } from "../language/numbers.ts";
import { CIRCLE_WORDS } from "./words.ts";

/** The words of this page, and numbers and kinds of facilities as it shows them. */
export function useCircleWords() {
  const language = useAddress((address) => address.language);
  const catalogue = useQuery(catalogueQuery).data;
  const say = useOwnWords(CIRCLE_WORDS);
  const name = useCallback((label: Label) => label[language], [language]);
  const number = useCallback((value: number) => formatNumber(value, language, 0), [language]);
  const fixed = useCallback(
    (value: number | null, digits: number) => (value === null ? "–" : formatFixed(value, language, digits)),
    [language],
  );
  /** A mean of access, beside others of a column whose whole is `whole`. */
  const access = useCallback(
    (value: number | null, whole: number | null) => fixed(value, (whole ?? 0) < 10 ? 2 : 1),
    [fixed],
  );
  const share = useCallback(
    (value: number | null) => (value === null ? "–" : `${formatFixed(100 * value, language, 1)}%`),
    [language],
  );
  const facilities = catalogue?.layers.find((layer) => layer.name === "facilities");
  const kinds = facilities?.fields.find((field) => field.name === "kind")?.codes ?? [];
  const kindName = (kind: string) => {
    const label = kinds.find((each) => each.code === kind)?.label;
    return label ? label[language] : kind;
  };
  return { language, say, name, number, fixed, access, share, kinds, kindName };
}
