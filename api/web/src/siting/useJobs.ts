import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type Job, jobsQuery, runsQuery } from "./asks.ts";

const OVER = new Set(["done", "failed", "cancelled"]);
export const isOver = (job: Job) => OVER.has(job.state);

/**
 * The jobs that run for this page, told of as they go on; leaving the page doesn't stop them, and coming back finds
 * them. Those that ended while the page was open stay until they are dismissed.
 */
export function useJobs(onDone: (job: Job) => void) {
  const queries = useQueryClient();
  const listed = useQuery(jobsQuery).data?.jobs;
  const [told, setTold] = useState<ReadonlyMap<number, Job>>(new Map());

  const underWay = (listed ?? []).filter((job) => !isOver(job)).map((job) => job.id);
  const written = underWay.join(",");
  useEffect(() => {
    const streams = written
      .split(",")
      .filter(Boolean)
      .map((number) => {
        const stream = new EventSource(`/api/jobs/${number}/stream`);
        stream.addEventListener("job", (event) => {
          const job = JSON.parse((event as MessageEvent<string>).data) as Job;
          setTold((before) => new Map(before).set(job.id, job));
          if (!isOver(job)) return;
          stream.close();
          void queries.invalidateQueries(runsQuery);
          void queries.invalidateQueries(jobsQuery);
          if (job.state === "done") onDone(job);
        });
        return stream;
      });
    return () => {
      for (const stream of streams) stream.close();
    };
  }, [written, queries, onDone]);

  const shown = (listed ?? [])
    .filter((job) => !isOver(job) || told.has(job.id))
    .map((job) => told.get(job.id) ?? job)
    .filter((job) => !dismissed.has(job.id) && job.state !== "done");
  const dismiss = (number: number) => {
    dismissed.add(number);
    setTold((before) => new Map([...before].filter(([id]) => id !== number)));
  };
  return { jobs: shown, dismiss };
}

/** Jobs that ended and were read; forgotten with the page. */
const dismissed = new Set<number>();

/** What is done once work was asked for: its job is followed from now on, however soon it ends. */
export function useFollow() {
  const queries = useQueryClient();
  return (job: Job) =>
    queries.setQueryData(jobsQuery.queryKey, (before) => ({ jobs: [job, ...(before?.jobs ?? [])] }));
}
