import { useState } from "react";
import { ahp, judge, judgementsOf, MOST_INCONSISTENT, nearest, SCALE, sayJudgement } from "./ahp.ts";
import type { Criterion } from "./run.ts";
import { useSitingWords } from "./useSitingWords.ts";
import type { Weights } from "./weights.ts";

const HIGHEST_FIRST = [...SCALE].reverse();
/** An option is the judgement nearest to its value: a number in a form is text, and 1/3 isn't the same afterwards. */
const judgementOf = (text: string) => nearest(Number(text));

/** The criteria compared in pairs: the upper half is judged, the lower half follows. */
export function PairGrid(props: {
  criteria: readonly Criterion[];
  weights: Weights;
  onWeights: (weights: Weights) => void;
}) {
  const { say, name, fixed } = useSitingWords();
  const { criteria, weights, onWeights } = props;
  const [judged, setJudged] = useState(() =>
    judgementsOf(criteria.map((criterion) => weights[criterion.name] ?? 0)),
  );
  const found = ahp(judged);
  const named = (at: number) => {
    const label = criteria[at]?.label;
    return label ? name(label) : "";
  };
  const take = () =>
    onWeights(Object.fromEntries(criteria.map((criterion, at) => [criterion.name, found.weights[at] ?? 0])));
  return (
    <>
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
                <th scope="row">
                  {row + 1} {named(row)}
                </th>
                {criteria.map((other, column) => {
                  const value = judged[row]?.[column] ?? 1;
                  const hurts = found.worst?.[0] === row && found.worst[1] === column;
                  return (
                    <td key={other.name} className={hurts ? "hurts" : ""}>
                      {column > row ? (
                        <select
                          aria-label={say("pair", { one: named(row), other: named(column) })}
                          value={String(value)}
                          onChange={(event) =>
                            setJudged(judge(judged, row, column, judgementOf(event.target.value)))
                          }
                        >
                          {HIGHEST_FIRST.map((step) => (
                            <option key={step} value={String(step)}>
                              {sayJudgement(step)}
                            </option>
                          ))}
                        </select>
                      ) : (
                        <span className="muted">{sayJudgement(value)}</span>
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
      <p className="actions-row">
        <button type="button" className="button-like" onClick={take}>
          {say("usePairs")}
        </button>
      </p>
    </>
  );
}
