import { type Ahp, type Judged, judge, MOST_INCONSISTENT, nearest, SCALE, sayJudgement } from "./ahp.ts";
import type { Criterion } from "./run.ts";
import { useSitingWords } from "./useSitingWords.ts";

const HIGHEST_FIRST = [...SCALE].reverse();
/** An option is the judgement nearest to its value: a number in a form is text, and 1/3 isn't the same afterwards. */
const judgementOf = (text: string) => nearest(Number(text));

interface Shown {
  criteria: readonly Criterion[];
  judged: Judged;
  found: Ahp;
  /** Nothing can be judged without it. */
  onJudged?: (judged: number[][]) => void;
}

/** The criteria compared in pairs: the upper half is judged, the lower half follows. */
export function PairGrid({ criteria, judged, found, onJudged }: Shown) {
  const { say, name, fixed } = useSitingWords();
  const named = (at: number) => {
    const label = criteria[at]?.label;
    return label ? name(label) : "";
  };
  const worst = found.ratio > MOST_INCONSISTENT ? found.worst : null;
  const shown = (value: number) =>
    Math.abs(value - nearest(value)) < 1e-9 ? sayJudgement(value) : fixed(value, 2);
  return (
    <div className="pairs">
      <table>
        <thead>
          <tr>
            <td />
            {criteria.map((criterion, column) => (
              <th key={criterion.name} scope="col" title={named(column)}>
                {column + 1}
              </th>
            ))}
            <th scope="col">{say("weights")}</th>
          </tr>
        </thead>
        <tbody className="num">
          {criteria.map((criterion, row) => (
            <tr key={criterion.name}>
              <th scope="row" title={named(row)}>
                {row + 1} {named(row)}
              </th>
              {criteria.map((other, column) => {
                const value = judged[row]?.[column] ?? 1;
                const hurts = worst?.[0] === row && worst[1] === column;
                return (
                  <td key={other.name} className={hurts ? "hurts" : ""}>
                    {column > row && onJudged ? (
                      <select
                        aria-label={say("pair", { one: named(row), other: named(column) })}
                        value={String(value)}
                        onChange={(event) =>
                          onJudged(judge(judged, row, column, judgementOf(event.target.value)))
                        }
                      >
                        {HIGHEST_FIRST.map((step) => (
                          <option key={step} value={String(step)}>
                            {sayJudgement(step)}
                          </option>
                        ))}
                      </select>
                    ) : (
                      <span className={column > row ? "" : "muted"}>{shown(value)}</span>
                    )}
                  </td>
                );
              })}
              <td>{fixed(found.weights[row] ?? 0, 3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
