import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { EXPORTS, type Export, type Job } from "./asks.ts";

const OVER = new Set(["done", "failed", "cancelled"]);
/** A browser keeps six connections to a server: streams leave room for the map. */
const MOST_STREAMS = 3;

/** One's own jobs of exports under way, told of as they go on; leaving the page doesn't stop them. */
export function useExportJobs(exports: readonly Export[], me: string | undefined): ReadonlyMap<number, Job> {
  const queries = useQueryClient();
  const [told, setTold] = useState<ReadonlyMap<number, Job>>(new Map());
  const written = exports
    .filter(
      ({ who, state, job }) => who === me && job !== null && (state === "queued" || state === "running"),
    )
    .slice(-MOST_STREAMS)
    .map(({ job }) => job)
    .join(",");
  useEffect(() => {
    const streams = written
      .split(",")
      .filter(Boolean)
      .map((number) => {
        const stream = new EventSource(`/api/jobs/${number}/stream`);
        stream.addEventListener("job", (event) => {
          const job = JSON.parse((event as MessageEvent<string>).data) as Job;
          setTold((before) => new Map(before).set(job.id, job));
          if (!OVER.has(job.state)) return;
          stream.close();
          void queries.invalidateQueries({ queryKey: [EXPORTS, "list"] });
        });
        return stream;
      });
    return () => {
      for (const stream of streams) stream.close();
    };
  }, [written, queries]);
  return told;
}
