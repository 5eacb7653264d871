import { useOwnWords } from "../useOwn.ts";
import { useWords } from "../useWords.ts";
import { comparison, type Kind, type Line, type WhatIf } from "./scenario.ts";
import { WHAT_IF_WORDS } from "./words.ts";

const LEAST = { ha: 50, count: 0.5, share: 0.0005 };
const BAR = { width: 300, height: 46 };

/** How things stand by the records and how they would stand, side by side. */
export function Compared({ found, on }: { found: WhatIf; on: string }) {
  const say = useOwnWords(WHAT_IF_WORDS);
  const { name, ha } = useWords();
  const groups = comparison(found);
  const { target_m2, method } = found.after.forecast;
  return (
    <>
      <p className="muted num">
        {name(found.definition)} {on}
      </p>
      <table className="rows num compared">
        <thead>
          <tr>
            <th scope="col">{say("measure")}</th>
            <th scope="col" className="right">
              {say("before")}
            </th>
            <th scope="col" className="right">
              {say("after")}
            </th>
            <th scope="col" className="right">
              {say("change")}
            </th>
          </tr>
        </thead>
        {(Object.keys(groups) as (keyof typeof groups)[]).map((group) => (
          <tbody key={group}>
            <tr className="group">
              <th scope="rowgroup" colSpan={4}>
                {say(group)}
                {group === "forecast" && target_m2 !== null && (
                  <span className="muted"> {say("target", { ha: ha(target_m2) })}</span>
                )}
              </th>
            </tr>
            {groups[group].map((line) => (
              <Row key={line.measure} line={line} year={found.year} />
            ))}
          </tbody>
        ))}
      </table>
      <Bands found={found} />
      {method === "promised" && <p className="muted">{say("promised")}</p>}
      <Projects found={found} />
    </>
  );
}

function useTold() {
  const say = useOwnWords(WHAT_IF_WORDS);
  const { ha, number, share } = useWords();
  return (value: number | null, kind: Kind) => {
    if (value === null) return "–";
    if (kind === "share") return share(value);
    return kind === "count" ? say("pieces", { count: number(value) }) : `${ha(value)} ${say("ha")}`;
  };
}

function Row({ line, year }: { line: Line; year: number }) {
  const say = useOwnWords(WHAT_IF_WORDS);
  const { number } = useWords();
  const told = useTold();
  const change = line.before === null || line.after === null ? null : line.after - line.before;
  const moves = change !== null && Math.abs(change) >= LEAST[line.kind];
  const sign = (change ?? 0) > 0 ? "+" : "−";
  const amount = (value: number) =>
    line.kind === "share" ? say("points", { points: number(100 * value, 1) }) : told(value, line.kind);
  return (
    <tr>
      <th scope="row">{say(line.measure, { year })}</th>
      <td className="right">{told(line.before, line.kind)}</td>
      <td className="right">
        <b>{told(line.after, line.kind)}</b>
      </td>
      <td className={`right ${moves ? (sign === "+" ? "ok" : "warn") : "muted"}`}>
        {change === null ? "–" : moves ? `${sign}${amount(Math.abs(change))}` : say("same")}
      </td>
    </tr>
  );
}

/** The two bands of the forecast on one scale, with the target. */
function Bands({ found }: { found: WhatIf }) {
  const say = useOwnWords(WHAT_IF_WORDS);
  const { ha } = useWords();
  const sides = [
    [say("before"), found.before.forecast, "before"],
    [say("after"), found.after.forecast, "after"],
  ] as const;
  const target = found.after.forecast.target_m2;
  const most = Math.max(...sides.map(([, one]) => one.high_m2), target ?? 0, 1) * 1.05;
  const x = (area: number) => (BAR.width * area) / most;
  return (
    <figure className="bands num">
      <figcaption>{say("band")}</figcaption>
      {sides.map(([label, one, side]) => (
        <div key={side} className={side}>
          <span>{label}</span>
          <svg
            viewBox={`0 0 ${BAR.width} 22`}
            role="img"
            aria-label={say("bandLabel", {
              label,
              low: ha(one.low_m2),
              high: ha(one.high_m2),
              middle: ha(one.middle_m2),
            })}
          >
            <path className="axis" d={`M0,11H${BAR.width}`} />
            <rect
              x={x(one.low_m2)}
              y="5"
              width={Math.max(x(one.high_m2) - x(one.low_m2), 1)}
              height="12"
              rx="2"
            />
            <path className="middle" d={`M${x(one.middle_m2)},2V20`} />
            {target !== null && <path className="target" d={`M${x(target)},0V22`} />}
          </svg>
          <span className="right">
            {ha(one.low_m2)} – {ha(one.high_m2)} {say("ha")}
          </span>
        </div>
      ))}
    </figure>
  );
}

/** The projects whose forecast changes. */
function Projects({ found }: { found: WhatIf }) {
  const say = useOwnWords(WHAT_IF_WORDS);
  const { ha } = useWords();
  const before = new Map(
    found.before.forecast.projects.map((row) => [row.project, row.middle_m2 ?? row.mean_m2]),
  );
  const changed = found.after.forecast.projects
    .map((row) => ({
      project: row.project,
      from: before.get(row.project) ?? 0,
      to: row.middle_m2 ?? row.mean_m2,
    }))
    .filter(({ project, from, to }) => project !== "-" && Math.abs(to - from) >= LEAST.ha);
  if (changed.length === 0) return null;
  return (
    <table className="rows num by-project">
      <caption>{say("byProject")}</caption>
      <tbody>
        {changed.map(({ project, from, to }) => (
          <tr key={project}>
            <th scope="row">{project}</th>
            <td className="right">{ha(from)}</td>
            <td className="right">
              <b>{ha(to)}</b>
            </td>
            <td className={`right ${to > from ? "ok" : "warn"}`}>
              {to > from ? "+" : "−"}
              {ha(Math.abs(to - from))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
