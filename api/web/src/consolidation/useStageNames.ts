import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { codesQuery } from "./asks.ts";
import { useWords } from "./useWords.ts";

/** What a stage is called, by the table of stages; `null`: none yet. */
export function useStageNames() {
  const { say, language } = useWords();
  const stages = useQuery(codesQuery("stages")).data;
  return useCallback(
    (code: string | null): string => {
      const stage = stages?.find((row) => row.code === code);
      if (!stage) return code ?? say("noStage");
      return language === "zh" ? stage.label_zh : stage.label_en;
    },
    [stages, say, language],
  );
}
