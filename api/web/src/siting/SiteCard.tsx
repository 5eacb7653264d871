import { linkToThing } from "../address/address.ts";
import { useAddress } from "../address/useAddress.ts";
import type { Run } from "./asks.ts";
import { HandOver } from "./HandOver.tsx";
import { SHADES } from "./ScoreBar.tsx";
import { useSitingWords } from "./useSitingWords.ts";
import type { Weights } from "./weights.ts";

interface Shown {
  run: Run;
  weights: Weights;
  /** What each criterion adds to the score. */
  parts: readonly number[];
  index: number;
}

/** Why a site stands where it does: what is measured, how it is valued, what that adds to the score. */
export function SiteCard({ run, weights, parts, index }: Shown) {
  const { say, name, number, fixed, unit } = useSitingWords();
  const address = useAddress((whole) => whole);
  const { candidates, criteria } = run;
  const code = candidates.codes[index] ?? "";
  const kind = (run.document as { candidates?: { kind?: string } }).candidates?.kind;
  const most = Math.max(...criteria.map((criterion) => weights[criterion.name] ?? 0), 1e-9);
  return (
    <div className="site-card">
      <table className="num">
        <caption className="unseen">{say("why")}</caption>
        <tbody>
          {criteria.map((criterion, at) => {
            const raw = candidates.raw[criterion.name]?.[index] ?? null;
            const value = candidates.values[criterion.name]?.[index] ?? 0;
            const weight = weights[criterion.name] ?? 0;
            return (
              <tr key={criterion.name}>
                <th scope="row">{name(criterion.label)}</th>
                <td className="raw">
                  {raw === null ? (
                    <span className="warn" title={say("missingHere")}>
                      –
                    </span>
                  ) : (
                    <>
                      {number(raw)} <small>{unit(criterion.unit)}</small>
                    </>
                  )}
                </td>
                <td className="bar">
                  <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                    <rect className="rail" width={(100 * weight) / most} height="6" />
                    <rect
                      className={`part-${at % SHADES}`}
                      width={(100 * weight * value) / most}
                      height="6"
                    />
                  </svg>
                </td>
                <td>{fixed(parts[at] ?? 0, 3)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <div className="actions-row screen-only">
        {kind === "parcels" && (
          <a href={linkToThing({ layer: "parcels", code }, address)}>{say("openParcel")}</a>
        )}
        <HandOver run={run} sites={[code]} />
      </div>
    </div>
  );
}
