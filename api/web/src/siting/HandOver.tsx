import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type FormEvent, useId, useState } from "react";
import { formatAddress, USUAL } from "../address/address.ts";
import { ProblemError } from "../api/problem.ts";
import { sessionQuery } from "../api/queries.ts";
import { codesQuery } from "../consolidation/asks.ts";
import { Dialog } from "../consolidation/Dialog.tsx";
import { type Draft, type HandOver as Handed, handOver, mayRun, questionOf, type Run } from "./asks.ts";
import { useSitingWords } from "./useSitingWords.ts";

const HECTARE_M2 = 10_000;

/** Hand sites of a run over to the consolidation team, as the draft of a project. */
export function HandOver({ run, sites }: { run: Run; sites: readonly string[] }) {
  const { say } = useSitingWords();
  const session = useQuery(sessionQuery).data;
  const [open, setOpen] = useState(false);
  if (!mayRun(session?.role) || sites.length === 0) return null;
  return (
    <>
      <button type="button" className="plain" onClick={() => setOpen(true)}>
        {say("handOver")}
      </button>
      {open && (
        <Dialog className="form-dialog" label={say("handOver")} onClose={() => setOpen(false)}>
          <HandOverForm run={run} sites={sites} onClose={() => setOpen(false)} />
        </Dialog>
      )}
    </>
  );
}

function HandOverForm({ run, sites, onClose }: { run: Run; sites: readonly string[]; onClose: () => void }) {
  const { say, name } = useSitingWords();
  const types = useQuery(codesQuery("project_types")).data ?? [];
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const handing = useMutation({ mutationFn: (asked: Handed) => handOver(run.id, asked) });
  const ids = { name: useId(), type: useId(), note: useId() };
  const chosen = sites.filter((site) => !left.has(site));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const said = (field: string) => String(form.get(field) ?? "").trim();
    handing.mutate({
      codes: chosen,
      name: said("name"),
      project_type: said("type") || null,
      note: said("note") || null,
    });
  };
  if (handing.data) return <HandedOver draft={handing.data} onClose={onClose} />;
  const why = handing.error instanceof ProblemError ? handing.error.detail : handing.error?.message;
  return (
    <form onSubmit={submit}>
      <h2>{say("handOver")}</h2>
      <p className="muted">{say("handOverWhat")}</p>
      <fieldset className="handed-sites num">
        <legend>{say("handOverSites")}</legend>
        {sites.map((site) => (
          <label key={site}>
            <input
              type="checkbox"
              checked={!left.has(site)}
              onChange={() => setLeft(left.has(site) ? without(left, site) : new Set([...left, site]))}
            />
            {site}
          </label>
        ))}
      </fieldset>
      <div className="field">
        <label htmlFor={ids.name}>{say("handOverName")}</label>
        <input
          id={ids.name}
          name="name"
          type="text"
          className="text"
          required
          maxLength={200}
          defaultValue={name(questionOf(run))}
        />
      </div>
      <div className="field">
        <label htmlFor={ids.type}>{say("handOverType")}</label>
        <select id={ids.type} name="type" defaultValue="">
          <option value="">{say("undecided")}</option>
          {types.map((row) => (
            <option key={row.code} value={row.code}>
              {name({ zh: row.label_zh, en: row.label_en })}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={ids.note}>{say("handOverNote")}</label>
        <textarea id={ids.note} name="note" rows={2} maxLength={4000} />
      </div>
      {why !== undefined && (
        <p className="refusal" role="alert">
          {say("refused", { why })}
        </p>
      )}
      <div className="form-actions">
        <Button onClick={onClose}>{say("cancelForm")}</Button>
        <Button type="primary" htmlType="submit" disabled={chosen.length === 0 || handing.isPending}>
          {say("handOver")}
        </Button>
      </div>
    </form>
  );
}

function HandedOver({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const { say, fixed, language } = useSitingWords();
  const link = `/consolidation${formatAddress({ ...USUAL, language, own: { draft: String(draft.id) } })}`;
  return (
    <div>
      <h2>{say("handOver")}</h2>
      <p role="status" className="num">
        {say("handedOver", {
          draft: draft.id,
          name: draft.name,
          area: fixed(draft.area_m2 / HECTARE_M2, 2),
        })}
      </p>
      <div className="form-actions">
        <a className="button-like" href={link}>
          {say("seeDrafts")}
        </a>
        <Button onClick={onClose}>{say("close")}</Button>
      </div>
    </div>
  );
}

function without(sites: ReadonlySet<string>, site: string): ReadonlySet<string> {
  return new Set([...sites].filter((each) => each !== site));
}
