import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useState } from "react";
import { formatAddress, USUAL } from "../address/address.ts";
import { placeQuery } from "../api/queries.ts";
import { useTheme } from "../app/theme.tsx";
import { changeOwn } from "../consolidation/useOwn.ts";
import { dayOf } from "../language/numbers.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { AllocationStep } from "./AllocationStep.tsx";
import { comparedQuery, methodsQuery, type Run, runsQuery } from "./asks.ts";
import { CandidatesStep } from "./CandidatesStep.tsx";
import { CriteriaStep } from "./CriteriaStep.tsx";
import { HandOver } from "./HandOver.tsx";
import { RobustnessStep } from "./RobustnessStep.tsx";
import { StillSo } from "./StillSo.tsx";
import type { Live } from "./useLive.ts";
import { useSitingWords } from "./useSitingWords.ts";
import type { Weights } from "./weights.ts";
import type { SitingWord } from "./words.ts";

/** What is taken along: print, workbook, a comparison with another run, the other methods. */
export function ReportStep({ run, other, live }: { run: Run; other: string | null; live: Live }) {
  const { print } = useTheme();
  const { say, language } = useSitingWords();
  const zone = useQuery(placeQuery).data?.time_zone;
  const own = { template: "siting", subject: "place", run: String(run.id) };
  const sheet = formatAddress({ ...USUAL, at: run.at, language, own });
  return (
    <>
      <h2>{say("report")}</h2>
      <p className="muted screen-only">{say("reportWhat")}</p>
      <p className="actions-row screen-only">
        <button type="button" className="button-like" onClick={print}>
          {say("print")}
        </button>
        <a className="plain" href={`/api/siting/runs/${run.id}/report.xlsx`} download>
          {say("workbook")}
        </a>
      </p>
      <div className="actions-row screen-only">
        <a className="plain" href={`/exports${sheet}`}>
          {say("sheet")}
        </a>
        <HandOver run={run} sites={sitesOf(run, live)} />
      </div>
      <p className="muted num">
        {say("record", { at: run.at, known: dayOf(run.known, zone), hash: run.sha256.slice(0, 12) })}
      </p>
      <h3 className="screen-only">{say("still")}</h3>
      <StillSo run={run} />
      <h3 className="screen-only">{say("methods")}</h3>
      <Methods run={run} weights={live.weights} />
      <h3 className="screen-only">{say("compare")}</h3>
      <Comparison run={run} other={other} />
      <div className="paper-only">
        <CandidatesStep run={run} />
        <CriteriaStep run={run} site={null} />
        <RobustnessStep run={run} stability={live.stability} />
        <AllocationStep run={run} />
      </div>
    </>
  );
}

const FIRST = 10;

/** What a report is about: the sites chosen together, else the first of the ranking. */
function sitesOf(run: Run, { matrix, ranking }: Live): string[] {
  const chosen = run.allocation?.sites.map((site) => site.code) ?? [];
  return chosen.length > 0
    ? chosen
    : [...ranking.order.subarray(0, FIRST)].map((index) => matrix.codes[index] ?? "");
}

function Methods({ run, weights }: { run: Run; weights: Weights }) {
  const { say } = useSitingWords();
  const [wanted, setWanted] = useState(false);
  const found = useQuery(methodsQuery(String(run.id), weights, wanted));
  return (
    <>
      <p className="muted screen-only">{say("methodsWhat")}</p>
      {!wanted && (
        <button type="button" className="plain screen-only" onClick={() => setWanted(true)}>
          {say("showMethods")}
        </button>
      )}
      {wanted && found.isPending && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
      {found.isError && (
        <Trouble tried={say("methodsTried")} error={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.data && (
        <table className="ranks num">
          <thead>
            <tr>
              <th scope="col">{say("code")}</th>
              {found.data.methods.map((method) => (
                <th key={method} scope="col">
                  {say(method as SitingWord)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.data.first.map((row) => (
              <tr key={row.code}>
                <th scope="row">{row.code}</th>
                {row.ranks.map((rank, at) => (
                  <td key={found.data.methods[at]}>{rank}</td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{say("correlation", { value: "" })}</th>
              {found.data.correlation.map((value, at) => (
                <td key={found.data.methods[at]}>{value === null ? "–" : value.toFixed(2)}</td>
              ))}
            </tr>
          </tfoot>
        </table>
      )}
    </>
  );
}

function Comparison({ run, other }: { run: Run; other: string | null }) {
  const { say, number } = useSitingWords();
  const runs = useQuery(runsQuery).data?.runs ?? [];
  const found = useQuery(comparedQuery(String(run.id), other));
  const shown = (value: unknown) => (value === null ? "–" : JSON.stringify(value));
  return (
    <>
      <select
        className="screen-only"
        aria-label={say("compareWith")}
        value={other ?? ""}
        onChange={(event) => changeOwn({ with: event.target.value || null })}
      >
        <option value="">{say("compareWith")}</option>
        {runs
          .filter((each) => each.id !== run.id)
          .map((each) => (
            <option key={each.id} value={each.id}>
              {say("runNumber", { run: each.id })} · {each.name}
            </option>
          ))}
      </select>
      {found.isError && (
        <Trouble tried={say("comparing")} error={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.data && (
        <>
          <p className="num">
            {say("correlation", { value: found.data.correlation?.toFixed(3) ?? "–" })} ·{" "}
            {say("common", { count: number(found.data.common) })}
          </p>
          <table className="ranks num">
            <thead>
              <tr>
                <th scope="col">{say("code")}</th>
                {found.data.runs.map((id) => (
                  <th key={id} scope="col">
                    {say("runNumber", { run: id })}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {found.data.first.map((row) => (
                <tr key={row.code}>
                  <th scope="row">{row.code}</th>
                  {row.ranks.map((rank, at) => (
                    <td key={found.data.runs[at]}>{rank ?? "–"}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          <h3>{say("differs")}</h3>
          {found.data.document.length === 0 ? (
            <p className="muted">{say("noDifference")}</p>
          ) : (
            <ul className="differences num">
              {found.data.document.map((row) => (
                <li key={row.field}>
                  <code>{row.field}</code> {shown(row.values[0])} → {shown(row.values[1])}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </>
  );
}
