import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type FormEvent, useState } from "react";
import { post } from "../../api/client.ts";
import { ProblemError } from "../../api/problem.ts";
import { sessionQuery } from "../../api/queries.ts";
import { frozenQuery } from "../asks.ts";
import type { EvidenceQuestion } from "../evidence.ts";
import { RECORDING } from "../roles.ts";
import { useWords } from "../useWords.ts";

/** Freeze a number as it is now, with where it is published: officers keep what they reported. */
export function FreezeForm({ figure, question }: { figure: string; question: EvidenceQuestion }) {
  const { say } = useWords();
  const queries = useQueryClient();
  const session = useQuery(sessionQuery);
  const [open, setOpen] = useState(false);
  const freezing = useMutation({
    mutationFn: (note: string) =>
      post(
        "/api/consolidation/figures/{figure}/frozen",
        { figure },
        { ...question, ...(note ? { note } : {}) },
        {},
      ),
    onSuccess: () => {
      setOpen(false);
      void queries.invalidateQueries({ queryKey: frozenQuery.queryKey });
    },
  });
  if (!RECORDING.includes(session.data?.role ?? "")) return null;
  if (!open) {
    return (
      <p className="ways">
        <button type="button" className="plain" onClick={() => setOpen(true)}>
          {say("freeze")}
        </button>
        {freezing.isSuccess && <span role="status">{say("frozenNow")}</span>}
      </p>
    );
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    freezing.mutate(String(new FormData(event.currentTarget).get("note") ?? "").trim());
  };
  return (
    <form className="freeze" onSubmit={submit}>
      <label>
        {say("freezeNote")}
        <input name="note" maxLength={500} />
      </label>
      <Button onClick={() => setOpen(false)}>{say("cancel")}</Button>
      <Button type="primary" htmlType="submit" disabled={freezing.isPending}>
        {say("freeze")}
      </Button>
      {freezing.isError && (
        <p className="refusal" role="alert">
          {freezing.error instanceof ProblemError ? freezing.error.detail : freezing.error.message}
        </p>
      )}
    </form>
  );
}
