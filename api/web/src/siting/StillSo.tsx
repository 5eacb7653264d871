import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { catalogueQuery, sessionQuery } from "../api/queries.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { changedQuery, mayRun, type Run, runAgain } from "./asks.ts";
import { useFollow } from "./useJobs.ts";
import { useSitingWords } from "./useSitingWords.ts";

/** Whether a run would still come out the same, and the way to make it again. */
export function StillSo({ run }: { run: Run }) {
  const { say, name } = useSitingWords();
  const [wanted, setWanted] = useState(false);
  const session = useQuery(sessionQuery).data;
  const layers = useQuery(catalogueQuery).data?.layers;
  const found = useQuery(changedQuery(run.id, wanted));
  const again = useMutation({ mutationFn: () => runAgain(run.id), onSuccess: useFollow() });
  const changed = Object.keys(found.data?.data_changed ?? {}).map((layer) => {
    const known = layers?.find((each) => each.name === layer);
    return known ? name(known.label) : layer;
  });
  return (
    <>
      <p className="actions-row screen-only">
        <button type="button" className="plain" onClick={() => setWanted(true)} disabled={found.isFetching}>
          {say("check")}
        </button>
        <button
          type="button"
          className="plain"
          disabled={!mayRun(session?.role) || again.isPending}
          onClick={() => again.mutate()}
        >
          {say("again")}
        </button>
      </p>
      {found.data && (
        <p role="status">
          {changed.length > 0 && say("changedData", { layers: changed.join(" · ") })}{" "}
          {found.data.code_changed && say("changedCode")}
          {changed.length === 0 && !found.data.code_changed && say("unchanged")}
        </p>
      )}
      {found.isError && (
        <Trouble tried={say("stillTried")} error={found.error} onRetry={() => void found.refetch()} />
      )}
      {again.isError && (
        <Trouble tried={say("startTried")} error={again.error} onRetry={() => again.mutate()} />
      )}
    </>
  );
}
