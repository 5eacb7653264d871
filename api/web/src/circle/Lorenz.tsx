import { listed } from "../language/lists.ts";
import type { Circle, Community } from "./asks.ts";
import { curve, SIDE } from "./curve.ts";
import { useCircleWords } from "./useCircleWords.ts";

/** How evenly access is shared: everywhere, and in one community beside it. */
export function Lorenz({ circle, chosen }: { circle: Circle; chosen: Community | null }) {
  const { language, say, fixed } = useCircleWords();
  const curves = [
    { row: circle.total, who: say("everywhere"), look: "whole" },
    ...(chosen ? [{ row: chosen, who: chosen.name, look: "one" }] : []),
  ];
  const label = listed(
    curves.map(({ row, who }) => say("lorenzLabel", { who, gini: fixed(row.gini, 2) })),
    language,
  );
  return (
    <section className="lorenz" aria-label={say("lorenz")}>
      <h2>{say("lorenz")}</h2>
      <div className="lorenz-body">
        <svg viewBox={`-2 -2 ${SIDE + 4} ${SIDE + 4}`} role="img" aria-label={label}>
          <rect className="frame" width={SIDE} height={SIDE} />
          <path className="even" d={`M0 ${SIDE}L${SIDE} 0`} />
          {curves.map(
            ({ row, look }) => row.lorenz && <path key={look} className={look} d={curve(row.lorenz)} />,
          )}
        </svg>
        <div>
          <ul>
            {curves.map(({ row, who, look }) => (
              <li key={look} className={look}>
                {who} <b className="num">{fixed(row.gini, 2)}</b>
              </li>
            ))}
          </ul>
          <p className="muted">{say("lorenzWhat")}</p>
        </div>
      </div>
    </section>
  );
}
