import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { linkToThing } from "../address/address.ts";
import { readAddress } from "../address/store.ts";
import { Icon } from "../app/Icon.tsx";
import { Trouble } from "../panels/Trouble.tsx";
import { type Evidence, evidenceQuery } from "./asks.ts";
import { Dialog } from "./Dialog.tsx";
import type { Question } from "./question.ts";
import { useWords } from "./useWords.ts";

const MOST_ROWS = 300;

/** What a number is made of: every row of it leads to its place on the map. */
export function EvidenceDrawer(props: { figure: string; question: Question; onClose: () => void }) {
  const { say, name, ha, share, number } = useWords();
  const evidence = useQuery(evidenceQuery(props.figure, props.question));
  const found = evidence.data;
  return (
    <Dialog className="drawer" label={say("evidence")} onClose={props.onClose}>
      <header>
        <div>
          <h2>{found ? name(found.label) : say("evidence")}</h2>
          {found?.value != null && (
            <p className="figure-number num">
              {found.ha != null
                ? ha(found.value)
                : found.unit === "1"
                  ? share(found.value)
                  : number(found.value)}
              {found.unit !== "1" && <small>{found.ha != null ? say("ha") : found.unit}</small>}
            </p>
          )}
        </div>
        <button type="button" className="plain icon" aria-label={say("close")} onClick={props.onClose}>
          <Icon name="close" />
        </button>
      </header>
      {evidence.isPending && <Skeleton active title={false} paragraph={{ rows: 10 }} />}
      {evidence.isError && (
        <Trouble
          tried={say("readingEvidence")}
          error={evidence.error}
          onRetry={() => void evidence.refetch()}
        />
      )}
      {found && (
        <>
          <p className="muted">{name(found.definition)}</p>
          {found.hidden ? <p className="empty">{say("hiddenMoney")}</p> : <Rows evidence={found} />}
        </>
      )}
    </Dialog>
  );
}

function Rows({ evidence }: { evidence: Evidence }) {
  const { say, number } = useWords();
  const rows = [...evidence.rows].sort((one, other) => other.amount - one.amount);
  const shares = evidence.made === "ratio";
  if (rows.length === 0) return <p className="empty">{say("noEvidence")}</p>;
  return (
    <>
      <p className="muted num">
        {say(shares ? "evidenceShare" : "evidenceCount", { count: number(rows.length) })}
        {rows.length > MOST_ROWS &&
          ` ${say("evidenceMost", { count: number(MOST_ROWS), all: number(rows.length) })}`}
      </p>
      <table className="rows num" data-testid="evidence">
        <thead>
          <tr>
            <th scope="col">{say("parcel")}</th>
            <th scope="col">{say("project")}</th>
            <th scope="col">{say("day")}</th>
            <th scope="col" className="right">
              {say("amount")} <small>{evidence.counts}</small>
            </th>
            {shares && (
              <th scope="col" className="right">
                {say("of")}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row) => (
            <tr key={`${row.layer}/${row.code}`}>
              <td>
                <a
                  href={linkToThing({ layer: row.layer, code: row.code }, readAddress())}
                  title={say("onMap")}
                >
                  {row.code}
                </a>
              </td>
              <td>{row.project ?? "–"}</td>
              <td>{row.date ?? "–"}</td>
              <td className="right">{number(row.amount, 1)}</td>
              {shares && <td className="right">{row.of == null ? "–" : number(row.of, 1)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
