import { useQuery } from "@tanstack/react-query";
import { useAddress } from "../address/useAddress.ts";
import { codesQuery } from "./asks.ts";

/** What the stages are called and how they are drawn, in their order; `""` is for a parcel without one. */
export function useStages(none: string) {
  const language = useAddress((address) => address.language);
  const rows = useQuery(codesQuery("stages")).data ?? [];
  const found = new Map(rows.map((row) => [row.code, row]));
  const name = (code: string | null) => {
    const row = found.get(code ?? "");
    return row ? (language === "zh" ? row.label_zh : row.label_en) : (code ?? "") || none;
  };
  const colour = (code: string | null) => String(found.get(code ?? "")?.colour ?? "none");
  return { codes: rows.map((row) => row.code), name, colour };
}
