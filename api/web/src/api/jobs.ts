import { type Answer, post } from "./client.ts";

/** Long work on the server. */
export type Job = Answer<"/api/jobs/{number}">;

const OVER = new Set(["done", "failed", "cancelled"]);
export const isOver = (job: Job) => OVER.has(job.state);

export async function cancelJob(number: number): Promise<Job> {
  return (await post("/api/jobs/{number}/cancel", { number }, {}, {})) as Job;
}
