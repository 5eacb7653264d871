import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { linkToThing } from "../../address/address.ts";
import { useAddress } from "../../address/useAddress.ts";
import { Icon } from "../../app/Icon.tsx";
import { Trouble } from "../../panels/Trouble.tsx";
import { type Comparison, comparisonQuery, type Frozen } from "../asks.ts";
import { Dialog } from "../Dialog.tsx";
import { useWords } from "../useWords.ts";
import { useFrozenValue } from "./useFrozenValue.ts";

type Row = Comparison["gained"][number];
const FIRST_HEX = 12;

/** A frozen figure beside what the same question gives now, with what came, went and changed. */
export function ComparisonDrawer({ frozen, onClose }: { frozen: Frozen; onClose: () => void }) {
  const { say, name } = useWords();
  const valueText = useFrozenValue();
  const comparison = useQuery(comparisonQuery(frozen.id));
  const found = comparison.data;
  return (
    <Dialog className="drawer" label={say("compare")} onClose={onClose}>
      <header>
        <div>
          <h2>{name(frozen.label)}</h2>
          <p className="muted num">
            {say("between", { first: frozen.first, last: frozen.last })} ·{" "}
            <span title={frozen.sha256}>SHA-256 {frozen.sha256.slice(0, FIRST_HEX)}…</span>
          </p>
        </div>
        <button type="button" className="plain icon" aria-label={say("close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {comparison.isPending && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
      {comparison.isError && (
        <Trouble
          tried={say("readingFrozen")}
          error={comparison.error}
          onRetry={() => void comparison.refetch()}
        />
      )}
      {found && (
        <>
          <dl className="then-and-now num">
            <div>
              <dt>{say("atThatTime")}</dt>
              <dd>{valueText(frozen)}</dd>
            </div>
            <div>
              <dt>{say("now")}</dt>
              <dd>{valueText(frozen, found.value_now)}</dd>
            </div>
            <div>
              <dt>{say("difference")}</dt>
              <dd className={found.difference ? "warn" : ""}>{valueText(frozen, found.difference)}</dd>
            </div>
          </dl>
          <p className={found.intact ? "muted" : "warn"}>{say(found.intact ? "intact" : "notIntact")}</p>
          {found.definition_changed && <p className="warn">{say("definitionChanged")}</p>}
          <Rows title={say("gained")} rows={found.gained} />
          <Rows title={say("lost")} rows={found.lost} />
          <Rows
            title={say("changed")}
            rows={found.changed.map(({ now }) => now)}
            before={found.changed.map(({ then }) => then)}
          />
          {found.gained.length + found.lost.length + found.changed.length === 0 && (
            <p className="empty">{say("nothingDiffers")}</p>
          )}
        </>
      )}
    </Dialog>
  );
}

function Rows({ title, rows, before }: { title: string; rows: readonly Row[]; before?: readonly Row[] }) {
  const { say, number } = useWords();
  const address = useAddress((whole) => whole);
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>
        {title} <small className="num">{number(rows.length)}</small>
      </h3>
      <table className="rows num">
        <tbody>
          {rows.map((row, index) => (
            <tr key={`${row.layer}/${row.code}/${row.date}`}>
              <td>
                <a href={linkToThing({ layer: row.layer, code: row.code }, address)} title={say("onMap")}>
                  {row.code}
                </a>
              </td>
              <td>{row.date ?? "–"}</td>
              <td className="right">
                {before && `${number(before[index]?.amount ?? 0, 1)} → `}
                {number(row.amount, 1)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
