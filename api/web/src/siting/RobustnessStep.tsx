import { changeOwn } from "../consolidation/useOwn.ts";
import type { Run } from "./asks.ts";
import type { Stability } from "./stability.ts";
import { useSitingWords } from "./useSitingWords.ts";

const MOST_CODES = 8;
const MOST_GROUPS = 5;
const HEAVIEST = 3;

/** How far the ranking can be trusted: the room that each weight has, and who comes first by chance. */
export function RobustnessStep({ run, stability }: { run: Run; stability: readonly Stability[] }) {
  const { say } = useSitingWords();
  return (
    <>
      <h2>{say("robustness")}</h2>
      <p className="muted">{say("robustWhat")}</p>
      <h3>{say("stability")}</h3>
      <Room run={run} stability={stability} />
      <h3>{say("acceptability")}</h3>
      <Chances run={run} />
    </>
  );
}

function Room({ run, stability }: { run: Run; stability: readonly Stability[] }) {
  const { say, name, fixed } = useSitingWords();
  const code = (index: number | null) => (index === null ? null : run.candidates.codes[index]);
  return (
    <ul className="room num">
      {stability.map((each) => {
        const criterion = run.criteria.find((one) => one.name === each.name);
        const rivals = [...new Set([code(each.below), code(each.above)].filter(Boolean))].join(" / ");
        return (
          <li key={each.name}>
            <span>{criterion && name(criterion.label)}</span>
            <span>{say("stabilityRow", { low: fixed(each.lowest, 2), high: fixed(each.highest, 2) })}</span>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
              <rect className="rail" y="3" width="100" height="2" />
              <rect
                x={100 * each.lowest}
                y="1"
                width={Math.max(100 * (each.highest - each.lowest), 0.6)}
                height="6"
              />
              <rect className="at" x={Math.min(100 * each.weight, 99.2)} width="0.8" height="8" />
            </svg>
            {rivals && <small className="muted">{say("thenFirst", { code: rivals })}</small>}
          </li>
        );
      })}
    </ul>
  );
}

function Chances({ run }: { run: Run }) {
  const { say, name, share, number, fixed } = useSitingWords();
  const robust = run.robustness;
  /** The heaviest of the typical weights with which a candidate comes first. */
  const centralOf = (weights: Readonly<Record<string, number>>) => {
    const heaviest = [...run.criteria].sort((a, b) => (weights[b.name] ?? 0) - (weights[a.name] ?? 0));
    const told = heaviest
      .slice(0, HEAVIEST)
      .map((one) => `${name(one.label)} ${fixed(weights[one.name] ?? 0, 2)}`);
    return say("central", { weights: told.join(" · ") });
  };
  const listed = (group: readonly string[]) => {
    const more = group.length - MOST_CODES;
    const codes = group.slice(0, MOST_CODES).join(" · ");
    return more > 0 ? `${codes} · ${say("andMore", { count: number(more) })}` : codes;
  };
  if (!robust) return <p className="muted">{say("noRobustness")}</p>;
  return (
    <>
      <p className="muted num">{say("draws", { draws: number(robust.draws) })}</p>
      <ol className="chances num">
        {robust.acceptability.slice(0, MOST_CODES).map((each) => (
          <li key={each.code}>
            <button type="button" className="linklike" onClick={() => changeOwn({ site: each.code })}>
              {each.code}
            </button>
            <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
              <rect width={100 * each.first} height="6" />
            </svg>
            <span>{share(each.first)}</span>
            {each.central_weights && <small className="muted">{centralOf(each.central_weights)}</small>}
          </li>
        ))}
      </ol>
      <h3>{say("tellingApart")}</h3>
      {robust.groups.length === 0 && <p role="note">{say("distinct")}</p>}
      <ul className="groups num">
        {robust.groups.slice(0, MOST_GROUPS).map((group) => (
          <li key={group[0]} role="note">
            {say("noDistinct", { codes: listed(group) })}
          </li>
        ))}
      </ul>
    </>
  );
}
