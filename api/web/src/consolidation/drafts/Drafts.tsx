import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatAddress, USUAL } from "../../address/address.ts";
import { placeQuery, sessionQuery } from "../../api/queries.ts";
import { dayOf } from "../../language/numbers.ts";
import { codesQuery } from "../asks.ts";
import { Panel } from "../Panel.tsx";
import { RECORDING } from "../roles.ts";
import { changeOwn } from "../useOwn.ts";
import { useWords } from "../useWords.ts";
import { type Draft, draftsQuery, type State } from "./asks.ts";
import { NextForm } from "./NextForm.tsx";

interface Shown {
  /** Number of the draft that the map outlines. */
  looked: number | null;
  onLook: (draft: Draft) => void;
}

/** Sites that site selection handed over: they count in no figure, and stand apart from all that do. */
export function Drafts({ looked, onLook }: Shown) {
  const { say } = useWords();
  const asked = useQuery(draftsQuery);
  return (
    <Panel
      className="drafts"
      title={say("drafts")}
      aside={say("draftsWhat")}
      asked={asked}
      tried={say("readingDrafts")}
      rows={3}
    >
      {({ drafts }) =>
        drafts.length === 0 ? (
          <p className="empty">{say("noDrafts")}</p>
        ) : (
          <ul className="draft-list">
            {drafts.map((draft) => (
              <Row key={draft.id} draft={draft} looked={looked === draft.id} onLook={() => onLook(draft)} />
            ))}
          </ul>
        )
      }
    </Panel>
  );
}

function Row({ draft, looked, onLook }: { draft: Draft; looked: boolean; onLook: () => void }) {
  const { say, ha, number, language } = useWords();
  const session = useQuery(sessionQuery).data;
  const zone = useQuery(placeQuery).data?.time_zone;
  const type = useQuery(codesQuery("project_types")).data?.find((row) => row.code === draft.project_type);
  const [next, setNext] = useState<State | null>(null);
  const may = RECORDING.includes(session?.role ?? "");
  const run = formatAddress({ ...USUAL, language, own: { run: String(draft.run), step: "report" } });
  return (
    <li aria-current={looked || undefined}>
      <div className="draft-head">
        <button
          type="button"
          className="linklike"
          onClick={() => {
            changeOwn({ draft: String(draft.id) });
            onLook();
          }}
        >
          {draft.name}
        </button>
        <span className={`draft-state ${draft.status}`}>{say(draft.status)}</span>
        <span className="num draft-area">
          {ha(draft.area_m2)} <small>{say("ha")}</small>
        </span>
      </div>
      <p className="muted num">
        <a href={`/siting${run}`}>{say("ofRun", { run: draft.run })}</a> ·{" "}
        {say("draftSites", { count: number(draft.codes.length) })}
        {type && ` · ${language === "zh" ? type.label_zh : type.label_en}`} ·{" "}
        {say("draftBy", { who: draft.made_by, when: dayOf(draft.made_at, zone) })}
        {draft.project && ` · ${say("draftProject", { project: draft.project })}`}
        {draft.reason && ` · ${draft.reason}`}
      </p>
      {draft.note && <p className="draft-note">{draft.note}</p>}
      {may && (
        <p className="draft-actions">
          {draft.status === "draft" ? (
            <>
              <button type="button" className="plain" onClick={() => setNext("taken_up")}>
                {say("takeUp")}
              </button>
              <button type="button" className="plain" onClick={() => setNext("withdrawn")}>
                {say("withdraw")}
              </button>
            </>
          ) : (
            <button type="button" className="plain" onClick={() => setNext("draft")}>
              {say("draftAgain")}
            </button>
          )}
        </p>
      )}
      {next && <NextForm draft={draft} next={next} onClose={() => setNext(null)} />}
    </li>
  );
}
