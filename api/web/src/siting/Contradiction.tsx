import { type Ahp, MOST_INCONSISTENT, nearest, sayJudgement } from "./ahp.ts";
import type { Criterion } from "./run.ts";
import { useSitingWords } from "./useSitingWords.ts";

/** Whether judgements fit each other; else the pair that hurts most, and what would fit there. */
export function Contradiction({ found, criteria }: { found: Ahp; criteria: readonly Criterion[] }) {
  const { say, name, fixed } = useSitingWords();
  const named = (at: number) => {
    const label = criteria[at]?.label;
    return label ? name(label) : "";
  };
  return (
    <p role="status" className="num">
      {say("ratio", { ratio: fixed(found.ratio, 2) })} ·{" "}
      {found.ratio <= MOST_INCONSISTENT || found.worst === null ? (
        <span className="ok">{say("consistent")}</span>
      ) : (
        <span className="warn">
          {say("inconsistent", {
            one: named(found.worst[0]),
            other: named(found.worst[1]),
            fitting: sayJudgement(nearest(found.fitting)),
          })}
        </span>
      )}
    </p>
  );
}
