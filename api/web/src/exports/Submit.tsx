import type { UseMutationResult } from "@tanstack/react-query";
import { Trouble } from "../panels/Trouble.tsx";
import type { Asked } from "./asks.ts";
import { useExportWords } from "./useExportWords.ts";
import type { ExportWord } from "./words.ts";

interface Shown {
  asking: Pick<UseMutationResult<Asked, Error, never>, "data" | "error" | "isPending" | "isError">;
  word: ExportWord;
  disabled: boolean;
  onRetry: () => void;
}

/** The button that asks, and what came of it: queued, to be approved first, or why not. */
export function Submit({ asking, word, disabled, onRetry }: Shown) {
  const { say, name } = useExportWords();
  const asked = asking.data;
  return (
    <div className="submit">
      <button type="submit" className="button-like" disabled={disabled || asking.isPending}>
        {say(asking.isPending ? "asking" : word)}
      </button>
      {asked && !asking.isPending && (
        <span role="status" className={asked.state === "waiting" ? "warn" : "muted"}>
          {asked.state === "waiting"
            ? say("waits", { why: asked.why ? name(asked.why) : "" })
            : say("queued")}
        </span>
      )}
      {asking.isError && asking.error && (
        <Trouble tried={say("askTried")} error={asking.error} onRetry={onRetry} />
      )}
    </div>
  );
}
