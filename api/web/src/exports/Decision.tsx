import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Trouble } from "../panels/Trouble.tsx";
import { decide, EXPORTS } from "./asks.ts";
import { useExportWords } from "./useExportWords.ts";

/** A lead approves what waits, or refuses it with a reason. */
export function Decision({ number }: { number: number }) {
  const { say } = useExportWords();
  const queries = useQueryClient();
  const [refusing, setRefusing] = useState(false);
  const [reason, setReason] = useState("");
  const field = useId();
  const deciding = useMutation({
    mutationFn: (approve: boolean) => decide(number, approve, approve ? null : reason.trim()),
    onSuccess: () => void queries.invalidateQueries({ queryKey: [EXPORTS, "list"] }),
  });
  return (
    <div className="decision">
      {refusing ? (
        <>
          <label htmlFor={field} className="muted">
            {say("refuseReason")}
          </label>
          <textarea
            id={field}
            rows={2}
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <button
            type="button"
            className="button-like"
            disabled={reason.trim() === "" || deciding.isPending}
            onClick={() => deciding.mutate(false)}
          >
            {say("confirmRefuse")}
          </button>
          <button type="button" className="plain" onClick={() => setRefusing(false)}>
            {say("cancel")}
          </button>
        </>
      ) : (
        <>
          <button
            type="button"
            className="button-like"
            disabled={deciding.isPending}
            onClick={() => deciding.mutate(true)}
          >
            {say("approve")}
          </button>
          <button type="button" className="plain" onClick={() => setRefusing(true)}>
            {say("refuse")}
          </button>
        </>
      )}
      {deciding.isError && (
        <Trouble
          tried={say("decisionTried")}
          error={deciding.error}
          onRetry={() => deciding.mutate(deciding.variables ?? true)}
        />
      )}
    </div>
  );
}
