import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type FormEvent, useId } from "react";
import { useAddress } from "../../address/useAddress.ts";
import { ProblemError } from "../../api/problem.ts";
import { placeQuery } from "../../api/queries.ts";
import { projectsQuery } from "../asks.ts";
import { Dialog } from "../Dialog.tsx";
import { questionOf } from "../question.ts";
import { useWords } from "../useWords.ts";
import { type Draft, draftsQuery, moveOn, type Next, type State } from "./asks.ts";

/** Take a draft up into a project, withdraw it with a reason, or make it a draft again. */
export function NextForm({ draft, next, onClose }: { draft: Draft; next: State; onClose: () => void }) {
  const { say } = useWords();
  const queries = useQueryClient();
  const moving = useMutation({
    mutationFn: (asked: Next) => moveOn(draft.id, asked),
    onSuccess: () => {
      void queries.invalidateQueries(draftsQuery);
      onClose();
    },
  });
  const ids = { project: useId(), reason: useId() };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const said = (field: string) => String(form.get(field) ?? "").trim();
    moving.mutate({
      status: next,
      ...(said("project") ? { project: said("project") } : {}),
      ...(said("reason") ? { reason: said("reason") } : {}),
    });
  };
  const title = say(next === "taken_up" ? "takeUp" : next === "withdrawn" ? "withdraw" : "draftAgain");
  const why = moving.error instanceof ProblemError ? moving.error.detail : moving.error?.message;
  return (
    <Dialog className="form-dialog" label={title} onClose={onClose}>
      <form onSubmit={submit}>
        <h2>
          {title} · {draft.name}
        </h2>
        {next === "taken_up" && <ProjectField id={ids.project} />}
        <div className="field">
          <label htmlFor={ids.reason}>{say(next === "withdrawn" ? "withdrawReason" : "note")}</label>
          <textarea id={ids.reason} name="reason" rows={2} maxLength={4000} required={next === "withdrawn"} />
        </div>
        {why !== undefined && (
          <p className="refusal" role="alert">
            {say("refused")}: {why}
          </p>
        )}
        <div className="form-actions">
          <Button onClick={onClose}>{say("cancel")}</Button>
          <Button type="primary" htmlType="submit" disabled={moving.isPending}>
            {say(moving.isPending ? "saving" : "save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function ProjectField({ id }: { id: string }) {
  const { say } = useWords();
  const address = useAddress((whole) => whole);
  const latest = Number(useQuery(placeQuery).data?.data_date.slice(0, 4) ?? "0");
  const projects = useQuery(projectsQuery(questionOf(address, latest))).data?.rows ?? [];
  return (
    <div className="field">
      <label htmlFor={id}>{say("project")}</label>
      <select id={id} name="project" required defaultValue="">
        <option value="" disabled>
          {say("chooseProject")}
        </option>
        {projects.map((row) => (
          <option key={row.code} value={row.code}>
            {row.code} · {row.name}
          </option>
        ))}
      </select>
    </div>
  );
}
