import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useAddress } from "../address/useAddress.ts";
import { type Catalogue, sessionQuery } from "../api/queries.ts";
import { changeOwn } from "../consolidation/useOwn.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { type Export, exportsQuery, type State } from "./asks.ts";
import { ExportRow } from "./ExportRow.tsx";
import { useExportJobs } from "./useExportJobs.ts";
import { useExportWords } from "./useExportWords.ts";

export const STATES: readonly State[] = [
  "waiting",
  "queued",
  "running",
  "done",
  "failed",
  "cancelled",
  "refused",
  "expired",
];
const UNDER_WAY = new Set<State>(["waiting", "queued", "running"]);
/** Others decide and work too: what isn't told by a stream is asked for so often. */
const ASK_AGAIN_MS = 8000;

/** What was asked for, the newest first: state, progress, download, decisions. */
export function ExportList({ catalogue }: { catalogue: Catalogue }) {
  const { say } = useExportWords();
  const said = useAddress((address) => address.own.state);
  const state = STATES.find((each) => each === said) ?? null;
  const asked = useInfiniteQuery({
    ...exportsQuery(state),
    refetchInterval: (query) => (rowsOf(query.state.data).some(isUnderWay) ? ASK_AGAIN_MS : false),
  });
  const rows = rowsOf(asked.data);
  const jobs = useExportJobs(rows, useQuery(sessionQuery).data?.who);
  return (
    <section className="card right-column exports-list" aria-label={say("exports")}>
      <header>
        <h2>{say("exports")}</h2>
        <select
          aria-label={say("state")}
          value={state ?? ""}
          onChange={(event) => changeOwn({ state: event.target.value || null })}
        >
          <option value="">{say("everyState")}</option>
          {STATES.map((each) => (
            <option key={each} value={each}>
              {say(each === "queued" ? "queued_state" : each)}
            </option>
          ))}
        </select>
      </header>
      {asked.isPending && <Skeleton active title={false} paragraph={{ rows: 8 }} />}
      {asked.isError && (
        <Trouble tried={say("readingExports")} error={asked.error} onRetry={() => void asked.refetch()} />
      )}
      {asked.data && rows.length === 0 && (
        <p className="empty muted">{say(state ? "noneOfState" : "noExports")}</p>
      )}
      <ol>
        {rows.map((each) => (
          <ExportRow
            key={each.id}
            export={each}
            job={each.job === null ? undefined : jobs.get(each.job)}
            catalogue={catalogue}
          />
        ))}
      </ol>
      {asked.hasNextPage && (
        <button
          type="button"
          className="plain"
          disabled={asked.isFetchingNextPage}
          onClick={() => void asked.fetchNextPage()}
        >
          {say("older")}
        </button>
      )}
    </section>
  );
}

function rowsOf(data: { pages: readonly { exports: readonly Export[] }[] } | undefined): Export[] {
  return data?.pages.flatMap((each) => each.exports) ?? [];
}

const isUnderWay = ({ state }: Export) => UNDER_WAY.has(state);
