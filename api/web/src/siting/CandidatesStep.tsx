import type { Run } from "./asks.ts";
import { useSitingWords } from "./useSitingWords.ts";
import { WhyForm } from "./WhyForm.tsx";

/** How many candidates each constraint leaves: bars from all of them down to those that are feasible. */
export function CandidatesStep({ run }: { run: Run }) {
  const { say, name, number, unit } = useSitingWords();
  const { funnel, sifted } = run;
  const most = Math.max(sifted.candidates, 1);
  const rows = [
    { key: "all", label: say("all"), count: sifted.candidates, failed: null, source: "" },
    ...funnel.map((step, at) => ({
      key: `${at}-${step.kind}`,
      label: name(step.label),
      count: step.passed,
      failed: step.failed,
      source: step.source,
    })),
  ];
  return (
    <>
      <h2>{say("funnel")}</h2>
      <p className="muted">{say("funnelWhat")}</p>
      <ol className="sieve num">
        {rows.map((row, at) => (
          <li key={row.key}>
            <span className="what">{row.label}</span>
            <small className="muted">
              {row.failed === null ? "" : say("fell", { count: number(row.failed) })}
            </small>
            <b>{number(row.count)}</b>
            <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
              <rect
                className={at === rows.length - 1 ? "last" : ""}
                width={Math.max((100 * row.count) / most, row.count > 0 ? 0.6 : 0)}
                height="6"
              />
            </svg>
            {row.source && <small className="legal">{say("source", { source: row.source })}</small>}
          </li>
        ))}
      </ol>
      {sifted.emptied_by && (
        <div role="status">
          <p className="warn">{say("emptied", { label: name(sifted.emptied_by.label) })}</p>
          <ul className="num">
            {sifted.nearest.map((miss) => (
              <li key={miss.code}>
                {say("nearMiss", {
                  code: miss.code,
                  value: miss.value === null ? "–" : number(miss.value),
                  unit: unit(sifted.emptied_by?.unit ?? ""),
                })}
              </li>
            ))}
          </ul>
        </div>
      )}
      {run.left_out.length > 0 && (
        <p className="muted">{say("unknownLeftOut", { count: number(run.left_out.length) })}</p>
      )}
      <WhyForm run={run} />
    </>
  );
}
