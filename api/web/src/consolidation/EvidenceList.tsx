import { useState } from "react";
import { linkToThing } from "../address/address.ts";
import { useAddress } from "../address/useAddress.ts";
import type { Evidence } from "./asks.ts";
import { useWords } from "./useWords.ts";

const A_PAGE = 300;

/** The value of a number as it is read. */
export function ValueOf({ evidence }: { evidence: Evidence }) {
  const { say, ha, share, number } = useWords();
  if (evidence.value == null) return null;
  const { value, unit } = evidence;
  return (
    <p className="figure-number num">
      {evidence.ha != null ? ha(value) : unit === "1" ? share(value) : number(value)}
      {unit !== "1" && <small>{evidence.ha != null ? say("ha") : unit}</small>}
    </p>
  );
}

/** The rows that make a number, the greatest first; each leads to its place on the map. */
export function EvidenceList({ evidence, short = false }: { evidence: Evidence; short?: boolean }) {
  const { say, number } = useWords();
  const address = useAddress((whole) => whole);
  const [shown, setShown] = useState(A_PAGE);
  if (evidence.hidden) return <p className="empty">{say("hiddenMoney")}</p>;
  if (evidence.rows.length === 0) return <p className="empty">{say("noEvidence")}</p>;
  const rows = [...evidence.rows].sort((one, other) => Math.abs(other.amount) - Math.abs(one.amount));
  const shares = evidence.made === "ratio";
  return (
    <>
      <p className="muted num">
        {say(shares ? "evidenceShare" : "evidenceCount", { count: number(rows.length) })}
        {rows.length > shown && ` ${say("evidenceMost", { count: number(shown), all: number(rows.length) })}`}
      </p>
      <table className="rows num" data-testid="evidence">
        <thead>
          <tr>
            <th scope="col">{say("parcel")}</th>
            {!short && <th scope="col">{say("project")}</th>}
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
          {rows.slice(0, shown).map((row) => (
            <tr key={`${row.layer}/${row.code}/${row.date}/${row.land_kind}`}>
              <td>
                <a href={linkToThing({ layer: row.layer, code: row.code }, address)} title={say("onMap")}>
                  {row.code}
                </a>
              </td>
              {!short && <td>{row.project ?? "–"}</td>}
              <td>{row.date ?? "–"}</td>
              <td className="right">{number(row.amount, 1)}</td>
              {shares && <td className="right">{row.of == null ? "–" : number(row.of, 1)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown && (
        <button type="button" className="plain more" onClick={() => setShown(shown + A_PAGE)}>
          {say("more", { count: number(rows.length - shown) })} · {say("showMore")}
        </button>
      )}
    </>
  );
}
