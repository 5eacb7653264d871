import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type FormEvent, useId } from "react";
import { post } from "../../api/client.ts";
import { ProblemError } from "../../api/problem.ts";
import { today } from "../../panels/dates.ts";
import { CONSOLIDATION, codesQuery, type Parcel } from "../asks.ts";
import { Dialog } from "../Dialog.tsx";
import { useWords } from "../useWords.ts";
import { type StageEvent, stageEvent } from "./stageEvent.ts";

interface Shown {
  parcel: Parcel;
  onClose: () => void;
  onRecorded: (event: StageEvent) => void;
}

/** Record one event: the stage that a parcel reached, and when. What the server refuses is said where it is wrong. */
export function RecordForm({ parcel, onClose, onRecorded }: Shown) {
  const { say, language } = useWords();
  const queries = useQueryClient();
  const stages = useQuery(codesQuery("stages")).data ?? [];
  const reasons = useQuery(codesQuery("override_reasons")).data ?? [];
  const following = stages[stages.findIndex((row) => row.code === parcel.stage) + 1]?.code;
  const recording = useMutation({
    mutationFn: (event: StageEvent) => post("/api/consolidation/events", {}, {}, event),
    onSuccess: (_, event) => {
      void queries.invalidateQueries({ queryKey: [CONSOLIDATION] });
      onRecorded(event);
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    recording.mutate(stageEvent(parcel.code, new FormData(event.currentTarget)));
  };
  const label = (row: { label_zh: string; label_en: string }) =>
    language === "zh" ? row.label_zh : row.label_en;
  return (
    <Dialog className="form-dialog" label={say("recordFor", { parcel: parcel.code })} onClose={onClose}>
      <form onSubmit={submit}>
        <h2>{say("recordFor", { parcel: parcel.code })}</h2>
        <Field name="stage" label={say("stage")} error={recording.error}>
          {(id, wrong) => (
            <select
              id={id}
              name="stage"
              required
              defaultValue={following}
              key={following}
              aria-invalid={wrong}
            >
              {stages.map((row) => (
                <option key={row.code} value={row.code}>
                  {label(row)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field name="happened_on" label={say("recordDay")} error={recording.error}>
          {(id, wrong) => (
            <input
              id={id}
              name="happened_on"
              type="date"
              className="date num"
              required
              defaultValue={today()}
              aria-invalid={wrong}
            />
          )}
        </Field>
        <Field
          name="override_reason"
          label={`${say("recordReason")} · ${say("recordReasonHelp")}`}
          error={recording.error}
        >
          {(id, wrong) => (
            <select id={id} name="override_reason" defaultValue="" aria-invalid={wrong}>
              <option value="">{say("noReason")}</option>
              {reasons.map((row) => (
                <option key={row.code} value={row.code}>
                  {label(row)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field name="note" label={say("note")} error={recording.error}>
          {(id, wrong) => <textarea id={id} name="note" rows={2} maxLength={4000} aria-invalid={wrong} />}
        </Field>
        {recording.isError && !isOfField(recording.error) && (
          <p className="refusal" role="alert">
            {say("refused")}: {sentence(recording.error)}
          </p>
        )}
        <div className="form-actions">
          <Button onClick={onClose}>{say("cancel")}</Button>
          <Button type="primary" htmlType="submit" disabled={recording.isPending}>
            {say(recording.isPending ? "saving" : "save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const FIELDS = ["stage", "happened_on", "override_reason", "note"];

function isOfField(error: Error): boolean {
  return error instanceof ProblemError && FIELDS.includes(error.field ?? "");
}

function sentence(error: Error): string {
  return error instanceof ProblemError ? error.detail || error.message : error.message;
}

function Field(props: {
  name: string;
  label: string;
  error: Error | null;
  children: (id: string, wrong: boolean) => React.ReactNode;
}) {
  const id = useId();
  const wrong = props.error instanceof ProblemError && props.error.field === props.name;
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      {props.children(id, wrong)}
      {wrong && props.error && (
        <p className="refusal" role="alert">
          {sentence(props.error)}
        </p>
      )}
    </div>
  );
}
