import { useCallback } from "react";
import type { Frozen } from "../asks.ts";
import { useWords } from "../useWords.ts";

/** How the value of a frozen figure is read, or another one in its unit. */
export function useFrozenValue() {
  const { say, ha, share, number } = useWords();
  return useCallback(
    ({ unit, value, ha: hectares }: Pick<Frozen, "unit" | "value" | "ha">, other = value): string => {
      if (other == null) return "–";
      if (hectares != null) return `${ha(other)} ${say("ha")}`;
      return unit === "1" ? share(other) : `${number(other)} ${unit}`;
    },
    [say, ha, share, number],
  );
}
