import { queryOptions } from "@tanstack/react-query";
import { type Answer, get, post } from "../../api/client.ts";
import { CONSOLIDATION } from "../asks.ts";

export type Draft = Answer<"/api/consolidation/drafts">["drafts"][number];
export type State = Draft["status"];

/** What becomes of a draft: `taken_up` names the project, `withdrawn` the reason. */
export interface Next {
  status: State;
  project?: string;
  reason?: string;
}

export const draftsQuery = queryOptions({
  queryKey: [CONSOLIDATION, "drafts"],
  queryFn: ({ signal }) => get("/api/consolidation/drafts", { signal }),
});

export async function moveOn(draft: number, next: Next): Promise<Draft> {
  return (await post("/api/consolidation/drafts/{number}/status", { number: draft }, {}, next)) as Draft;
}
