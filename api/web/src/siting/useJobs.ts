import { useQuery, useQueryClient } from "@tanstack/react-query";
import { isOver, type Job } from "../api/jobs.ts";
import { useJobStreams } from "../app/useJobStreams.ts";
import { jobsQuery, runsQuery } from "./asks.ts";

/**
 * The jobs that run for this page, told of as they go on; coming back to it finds them. Those that ended while the page
 * was open stay until they are dismissed.
 */
export function useJobs(onDone: (job: Job) => void) {
  const queries = useQueryClient();
  const listed = useQuery(jobsQuery).data?.jobs;
  const underWay = (listed ?? []).filter((job) => !isOver(job)).map((job) => job.id);
  const { told, forget } = useJobStreams(underWay, (job) => {
    void queries.invalidateQueries(runsQuery);
    void queries.invalidateQueries(jobsQuery);
    if (job.state === "done") onDone(job);
  });
  const shown = (listed ?? [])
    .filter((job) => !isOver(job) || told.has(job.id))
    .map((job) => told.get(job.id) ?? job)
    .filter((job) => !dismissed.has(job.id) && job.state !== "done");
  const dismiss = (number: number) => {
    dismissed.add(number);
    forget(number);
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
