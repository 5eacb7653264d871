import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { placeQuery } from "../../api/queries.ts";
import { dayOf } from "../../language/numbers.ts";
import { type Frozen, frozenQuery } from "../asks.ts";
import { Panel } from "../Panel.tsx";
import { useWords } from "../useWords.ts";
import { ComparisonDrawer } from "./ComparisonDrawer.tsx";
import { useFrozenValue } from "./useFrozenValue.ts";

const FIRST_ROWS = 8;

/** The figures that were published as they were then; each can be compared with what its question gives now. */
export function FrozenFigures() {
  const { say, number } = useWords();
  const frozen = useQuery(frozenQuery);
  return (
    <Panel
      className="frozen"
      title={say("frozen")}
      aside={frozen.data && number(frozen.data.frozen.length)}
      asked={frozen}
      tried={say("readingFrozen")}
      rows={3}
    >
      {(found) => <Rows frozen={found.frozen} />}
    </Panel>
  );
}

function Rows({ frozen }: { frozen: readonly Frozen[] }) {
  const { say, name, number } = useWords();
  const valueText = useFrozenValue();
  const zone = useQuery(placeQuery).data?.time_zone;
  const [all, setAll] = useState(false);
  const [compared, setCompared] = useState<Frozen | null>(null);
  if (frozen.length === 0) return <p className="empty">{say("noFrozen")}</p>;
  const rows = all ? frozen : frozen.slice(0, FIRST_ROWS);
  return (
    <>
      <table className="rows num">
        <thead>
          <tr>
            <th scope="col">{say("figure")}</th>
            <th scope="col">{say("period")}</th>
            <th scope="col">{say("scope")}</th>
            <th scope="col" className="right">
              {say("value")}
            </th>
            <th scope="col">{say("frozenBy")}</th>
            <th scope="col">{say("note")}</th>
            <th scope="col" className="screen-only">
              {say("action")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={one.id}>
              <td>{name(one.label)}</td>
              <td>{say("between", { first: one.first, last: one.last })}</td>
              <td>{Object.values(one.scope).filter(Boolean).join(" · ") || say("everywhere")}</td>
              <td className="right">{valueText(one)}</td>
              <td>
                {one.frozen_by} · {dayOf(one.frozen_at, zone)}
              </td>
              <td>{one.note ?? "–"}</td>
              <td className="screen-only">
                <button
                  type="button"
                  className="linklike"
                  aria-label={`${say("compare")}: ${name(one.label)} ${one.first}–${one.last}`}
                  onClick={() => setCompared(one)}
                >
                  {say("compare")}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {!all && frozen.length > FIRST_ROWS && (
        <button type="button" className="plain more" onClick={() => setAll(true)}>
          {say("more", { count: number(frozen.length - FIRST_ROWS) })} · {say("showAll")}
        </button>
      )}
      {compared && <ComparisonDrawer frozen={compared} onClose={() => setCompared(null)} />}
    </>
  );
}
