import { ahp, nearest, sayJudgement } from "./ahp.ts";
import type { Run } from "./asks.ts";
import { Contradiction } from "./Contradiction.tsx";
import { sheetsOf } from "./group.ts";
import { PairGrid } from "./PairGrid.tsx";
import { useSitingWords } from "./useSitingWords.ts";

/** What a group's comparisons gave in a run: how far its members agree, each one's weights, and each sheet. */
export function GroupAnswer({ run }: { run: Run }) {
  const { say, name, fixed } = useSitingWords();
  const { sheets, consensus, worst_pair: worst, consistency_ratio: ratio } = run.weights;
  if (!sheets) return null;
  const { criteria } = run;
  const names = criteria.map((criterion) => criterion.name);
  const labelOf = (key: string) => {
    const label = criteria.find((criterion) => criterion.name === key)?.label;
    return label ? name(label) : key;
  };
  return (
    <section className="group-answer">
      <h3>{say("groupSheets")}</h3>
      <p className="num">
        {consensus !== undefined && say("consensus", { value: fixed(100 * consensus, 1) })}
        {ratio !== undefined && ` · ${say("ratio", { ratio: fixed(ratio, 2) })}`}
      </p>
      {worst && (
        <p className="muted num">
          {say("worstPair", {
            one: labelOf(worst.first),
            other: labelOf(worst.second),
            given: fixed(worst.given, 2),
            fitting: sayJudgement(nearest(worst.suggested)),
            ratio: fixed(worst.ratio, 2),
          })}
        </p>
      )}
      <div className="pairs">
        <table className="ranks num">
          <thead>
            <tr>
              <th scope="col">{say("member")}</th>
              {criteria.map((criterion, at) => (
                <th key={criterion.name} scope="col" title={name(criterion.label)}>
                  {at + 1}
                </th>
              ))}
              <th scope="col">{say("ratioShort")}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(sheets).map(([member, row]) => (
              <tr key={member}>
                <th scope="row">{member}</th>
                {names.map((each) => (
                  <td key={each}>{fixed(row[each] ?? 0, 2)}</td>
                ))}
                <td>{fixed(row.ratio ?? 0, 2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {sheetsOf(run.document.weights, names, {}, "").map(({ member, judged }) => (
        <details key={member}>
          <summary>{say("sheetOf", { member })}</summary>
          <PairGrid criteria={criteria} judged={judged} found={ahp(judged)} />
          <Contradiction found={ahp(judged)} criteria={criteria} />
        </details>
      ))}
    </section>
  );
}
