import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type FormEvent, useRef } from "react";
import { post } from "../../api/client.ts";
import { placeQuery } from "../../api/queries.ts";
import { dayOf } from "../../language/numbers.ts";
import { Trouble } from "../../panels/Trouble.tsx";
import { CONSOLIDATION, type Project } from "../asks.ts";
import { useWords } from "../useWords.ts";

const BYTES_A_KB = 1024;

interface Shown {
  project: Project;
  /** Whether whoever looks may add. */
  adds: boolean;
}

/** The documents of a project; officers add to them. */
export function Documents({ project, adds }: Shown) {
  const { say, number } = useWords();
  const zone = useQuery(placeQuery).data?.time_zone;
  const queries = useQueryClient();
  const chosen = useRef<HTMLInputElement>(null);
  const upload = useMutation({
    mutationFn: (file: File) =>
      post("/api/consolidation/projects/{code}/documents", { code: project.code }, { name: file.name }, file),
    onSettled: () => {
      if (chosen.current) chosen.current.value = "";
      return queries.invalidateQueries({ queryKey: [CONSOLIDATION, "project"] });
    },
  });
  const send = () => {
    const file = chosen.current?.files?.[0];
    if (file) upload.mutate(file);
  };
  return (
    <section className="card panel" aria-label={say("documents")}>
      <header>
        <h2>{say("documents")}</h2>
      </header>
      {project.documents.length === 0 && <p className="muted">{say("noDocuments")}</p>}
      <ul className="paper-list num">
        {project.documents.map((document) => (
          <li key={document.id}>
            <a href={`/api/consolidation/documents/${document.id}`}>{document.title}</a>
            <p className="muted">
              {number(document.size_bytes / BYTES_A_KB, 0)} kB ·{" "}
              {say("recordedBy", { who: document.added_by, when: dayOf(document.added_at, zone) })}
            </p>
          </li>
        ))}
      </ul>
      {adds && (
        <label className="upload screen-only">
          {say(upload.isPending ? "uploading" : "upload")}{" "}
          <small className="muted">{say("uploadKinds")}</small>
          <input
            ref={chosen}
            type="file"
            accept=".pdf,.png,.jpg,.jpeg,.docx,.xlsx"
            disabled={upload.isPending}
            onChange={send}
          />
        </label>
      )}
      {upload.isError && (
        <Trouble tried={say("upload")} error={upload.error} onRetry={() => chosen.current?.click()} />
      )}
    </section>
  );
}

/** Notes on a project; officers add to them. */
export function Notes({ project, adds }: Shown) {
  const { say } = useWords();
  const zone = useQuery(placeQuery).data?.time_zone;
  const queries = useQueryClient();
  const adding = useMutation({
    mutationFn: (note: string) =>
      post("/api/consolidation/projects/{code}/notes", { code: project.code }, {}, { note }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [CONSOLIDATION, "project"] }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const note = String(new FormData(form).get("note") ?? "").trim();
    if (note) adding.mutate(note, { onSuccess: () => form.reset() });
  };
  return (
    <section className="card panel" aria-label={say("notes")}>
      <header>
        <h2>{say("notes")}</h2>
      </header>
      {project.notes.length === 0 && <p className="muted">{say("noNotes")}</p>}
      <ul className="paper-list num">
        {project.notes.map((note) => (
          <li key={note.id}>
            <p>{note.note}</p>
            <p className="muted">
              {say("recordedBy", { who: note.recorded_by, when: dayOf(note.recorded_at, zone) })}
            </p>
          </li>
        ))}
      </ul>
      {adds && (
        <form className="note-form screen-only" onSubmit={submit}>
          <textarea name="note" rows={2} maxLength={4000} aria-label={say("addNote")} required />
          <Button htmlType="submit" size="small" disabled={adding.isPending}>
            {say("addNote")}
          </Button>
        </form>
      )}
      {adding.isError && (
        <Trouble
          tried={say("addNote")}
          error={adding.error}
          onRetry={() => adding.variables && adding.mutate(adding.variables)}
        />
      )}
    </section>
  );
}

/** Money by quarter, for roles that may see it. */
export function Funds({ project }: { project: Project }) {
  const { say, number } = useWords();
  if (project.funds === null) return null;
  return (
    <section className="card panel" aria-label={say("funds")}>
      <header>
        <h2>{say("funds")}</h2>
      </header>
      {project.funds.length === 0 ? (
        <p className="muted">{say("noFunds")}</p>
      ) : (
        <table className="rows num">
          <thead>
            <tr>
              <th scope="col">{say("quarter")}</th>
              <th scope="col" className="right">
                {say("plannedYuan")}
              </th>
              <th scope="col" className="right">
                {say("paidYuan")}
              </th>
            </tr>
          </thead>
          <tbody>
            {project.funds.map((row) => (
              <tr key={`${row.year}-${row.quarter}`}>
                <td>
                  {row.year} Q{row.quarter}
                </td>
                <td className="right">{row.planned_yuan === null ? "–" : number(row.planned_yuan)}</td>
                <td className="right">{number(row.paid_yuan)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
