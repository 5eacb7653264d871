import { queryOptions } from "@tanstack/react-query";
import { type Answer, get, type PostAnswer, post, urlOf } from "../../api/client.ts";
import { problemOf } from "../../api/problem.ts";
import { CONSOLIDATION } from "../asks.ts";
import type { Subject } from "./subject.ts";

export type Compliance = Answer<"/api/consolidation/compliance">;
export type Section = Compliance["sections"][number];
export interface Times {
  at: string;
  known?: string;
}

const PATH = "/api/consolidation/compliance";

function bodyOf(subject: Subject, times: Times): object {
  const { source: _, ...given } = subject;
  return { ...given, ...times };
}

export const complianceQuery = (subject: Subject, times: Times) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "compliance", subject, times],
    queryFn: async ({ signal }): Promise<Compliance> => {
      if (subject.source === "project")
        return get(PATH, { query: { project: subject.project, ...times }, signal });
      return (await post(PATH, {}, {}, bodyOf(subject, times), signal)) as PostAnswer<typeof PATH>;
    },
  });

/**
 * Ask for the workbook of a sheet and hand it to the browser as a download.
 *
 * @throws ProblemError if it is refused; TypeError if the server can't be reached.
 */
export async function downloadSheet(subject: Subject, times: Times): Promise<void> {
  const plain = subject.source === "project";
  const address = urlOf(`${PATH}.xlsx`, {}, plain ? { project: subject.project, ...times } : {});
  const response = await fetch(
    address,
    plain
      ? {}
      : {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(bodyOf(subject, times)),
        },
  );
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = `compliance-${times.at}.xlsx`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
