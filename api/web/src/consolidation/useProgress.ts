import { type QueryClient, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { CONSOLIDATION } from "./asks.ts";

const STREAM = "/api/consolidation/events/stream";
/** Events that come together are answered by asking once. */
const TOGETHER_MS = 150;
/** A browser comes back by itself unless it was refused (a server starting, say). */
const COME_BACK_MS = 2000;

/** The numbers first, what takes longer (lists, analyses) when they stand. */
async function askAgain(queries: QueryClient): Promise<void> {
  const figures = [CONSOLIDATION, "figures"];
  await queries.invalidateQueries({ queryKey: figures });
  const others = ({ queryKey }: { queryKey: QueryKey }) => queryKey[1] !== figures[1];
  await queries.invalidateQueries({ queryKey: [CONSOLIDATION], predicate: others });
}

/** Ask again for whatever is shown as soon as something is recorded, by anybody. */
export function useProgress(): void {
  const queries = useQueryClient();
  useEffect(() => {
    let stream: EventSource;
    let coming: ReturnType<typeof setTimeout> | undefined;
    let asking: ReturnType<typeof setTimeout> | undefined;
    const changed = () => {
      clearTimeout(asking);
      asking = setTimeout(() => void askAgain(queries), TOGETHER_MS);
    };
    const open = () => {
      stream = new EventSource(STREAM);
      stream.addEventListener("progress", changed);
      stream.addEventListener("reset", changed);
      stream.addEventListener("error", () => {
        if (stream.readyState !== EventSource.CLOSED) return;
        coming = setTimeout(() => {
          changed(); // what was recorded in between isn't told to a stream that begins anew
          open();
        }, COME_BACK_MS);
      });
    };
    open();
    return () => {
      stream.close();
      clearTimeout(coming);
      clearTimeout(asking);
    };
  }, [queries]);
}
