import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { Icon } from "../app/Icon.tsx";
import { changeOwn } from "../consolidation/useOwn.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { type Question, reachQuery } from "./asks.ts";
import { useCircleWords } from "./useCircleWords.ts";

const HECTARE_M2 = 10_000;

/** What is reached on foot from one place. */
export function ReachCard({ from, asked }: { from: string; asked: Question }) {
  const { say, number, fixed, kindName } = useCircleWords();
  const found = useQuery(reachQuery(from, asked));
  const reach = found.data;
  const kinds = [...new Set(reach?.isochrones.flatMap((row) => Object.keys(row.facilities)) ?? [])].filter(
    (kind) => reach?.isochrones.some((row) => (row.facilities[kind] ?? 0) > 0),
  );
  return (
    <section className="card reach-card" aria-label={say("reach")}>
      <header>
        <h2>{say("reach")}</h2>
        <button
          type="button"
          className="plain icon"
          title={say("close")}
          onClick={() => changeOwn({ from: null })}
        >
          <Icon name="close" />
        </button>
      </header>
      {found.isPending && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
      {found.isError && (
        <Trouble tried={say("readingReach")} error={found.error} onRetry={() => void found.refetch()} />
      )}
      {reach && (
        <>
          <p className="muted num">
            {say("reachAt", { age: say(reach.age), metres: number(reach.access_m) })}
          </p>
          <table className="rows num">
            <thead>
              <tr>
                <td />
                {reach.isochrones.map((row) => (
                  <th key={row.minutes} className="right">
                    {say("within", { minutes: row.minutes })}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <tr>
                <th scope="row">{say("reached")}</th>
                {reach.isochrones.map((row) => (
                  <td key={row.minutes} className="right">
                    {fixed(row.area_m2 / HECTARE_M2, 1)} <small>ha</small>
                  </td>
                ))}
              </tr>
              {(["residents", "residents_over_60"] as const).map((whom) => (
                <tr key={whom}>
                  <th scope="row">{say(whom)}</th>
                  {reach.isochrones.map((row) => (
                    <td key={row.minutes} className="right">
                      {number(row[whom])}
                    </td>
                  ))}
                </tr>
              ))}
              {kinds.map((kind) => (
                <tr key={kind}>
                  <th scope="row">{kindName(kind)}</th>
                  {reach.isochrones.map((row) => (
                    <td key={row.minutes} className="right">
                      {row.facilities[kind] || say("none")}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
