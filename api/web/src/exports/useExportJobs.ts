import { useQueryClient } from "@tanstack/react-query";
import type { Job } from "../api/jobs.ts";
import { useJobStreams } from "../app/useJobStreams.ts";
import { EXPORTS, type Export } from "./asks.ts";

/** A browser keeps six connections to a server: streams leave room for the map. */
const MOST_STREAMS = 3;

/** One's own jobs of exports under way, told of as they go on. */
export function useExportJobs(exports: readonly Export[], me: string | undefined): ReadonlyMap<number, Job> {
  const queries = useQueryClient();
  const numbers = exports
    .filter(({ who, state }) => who === me && (state === "queued" || state === "running"))
    .flatMap(({ job }) => (job === null ? [] : [job]))
    .slice(-MOST_STREAMS);
  return useJobStreams(numbers, () => void queries.invalidateQueries({ queryKey: [EXPORTS, "list"] })).told;
}
