import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useState } from "react";
import { useAddress } from "../address/useAddress.ts";
import { type Catalogue, sessionQuery } from "../api/queries.ts";
import { changeOwn } from "../consolidation/useOwn.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { A_PAGE, type Export, exportsQuery, type State } from "./asks.ts";
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
  const [before, setBefore] = useState<number[]>([]);
  const asked = useQuery({
    ...exportsQuery(state, null),
    refetchInterval: (query) =>
      query.state.data?.exports.some((each) => UNDER_WAY.has(each.state)) ? ASK_AGAIN_MS : false,
  });
  const first = asked.data?.exports ?? [];
  const jobs = useExportJobs(first, useQuery(sessionQuery).data?.who);
  return (
    <section className="card right-column exports-list" aria-label={say("exports")}>
      <header>
        <h2>{say("exports")}</h2>
        <select
          aria-label={say("state")}
          value={state ?? ""}
          onChange={(event) => {
            setBefore([]);
            changeOwn({ state: event.target.value || null });
          }}
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
      {asked.data && first.length === 0 && (
        <p className="empty muted">{say(state ? "noneOfState" : "noExports")}</p>
      )}
      <ol>
        {first.map((each) => (
          <ExportRow
            key={each.id}
            export={each}
            job={each.job === null ? undefined : jobs.get(each.job)}
            catalogue={catalogue}
          />
        ))}
        {before.map((number) => (
          <Older key={number} state={state} before={number} catalogue={catalogue} onMore={addBefore} />
        ))}
      </ol>
      {before.length === 0 && <More rows={first} onMore={addBefore} />}
    </section>
  );

  function addBefore(number: number) {
    setBefore((all) => [...all, number]);
  }
}

function More({ rows, onMore }: { rows: readonly Export[]; onMore: (before: number) => void }) {
  const { say } = useExportWords();
  const last = rows.at(-1);
  if (!last || rows.length < A_PAGE) return null;
  return (
    <button type="button" className="plain" onClick={() => onMore(last.id)}>
      {say("older")}
    </button>
  );
}

function Older(props: {
  state: State | null;
  before: number;
  catalogue: Catalogue;
  onMore: (before: number) => void;
}) {
  const { say } = useExportWords();
  const { state, before, catalogue, onMore } = props;
  const [more, setMore] = useState(true);
  const asked = useQuery(exportsQuery(state, before));
  if (asked.isPending) return <Skeleton active title={false} paragraph={{ rows: 4 }} />;
  if (asked.isError)
    return <Trouble tried={say("readingExports")} error={asked.error} onRetry={() => void asked.refetch()} />;
  return (
    <>
      {asked.data.exports.map((each) => (
        <ExportRow key={each.id} export={each} job={undefined} catalogue={catalogue} />
      ))}
      {more && (
        <More
          rows={asked.data.exports}
          onMore={(number) => {
            setMore(false);
            onMore(number);
          }}
        />
      )}
    </>
  );
}
