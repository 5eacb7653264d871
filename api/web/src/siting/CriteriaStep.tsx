import { useMemo } from "react";
import type { Run } from "./asks.ts";
import { histogramOf, outlinePath, shareOf } from "./histogram.ts";
import type { Criterion } from "./run.ts";
import { useSitingWords } from "./useSitingWords.ts";
import type { SitingWord } from "./words.ts";

const BINS = 24;
/** So that a bin that holds anything is seen. */
const LEAST = 1.5;
const SIZE = { width: 240, height: 48 };

/** What makes a candidate better: how the candidates are spread, and how a number is valued. */
export function CriteriaStep({ run, site }: { run: Run; site: number | null }) {
  const { say } = useSitingWords();
  return (
    <>
      <h2>{say("criteria")}</h2>
      <p className="muted">{say("criteriaWhat")}</p>
      <ul className="criteria">
        {run.criteria.map((criterion) => (
          <Spread key={criterion.name} run={run} criterion={criterion} site={site} />
        ))}
      </ul>
    </>
  );
}

function Spread({ run, criterion, site }: { run: Run; criterion: Criterion; site: number | null }) {
  const { say, name, number, unit, share } = useSitingWords();
  const column = run.candidates.raw[criterion.name];
  const found = useMemo(() => histogramOf(column ?? [], BINS), [column]);
  const most = Math.max(...found.counts, 1);
  const wide = SIZE.width / Math.max(found.counts.length, 1);
  const here = site === null ? null : (column?.[site] ?? null);
  const label = name(criterion.label);
  const outline = criterion.outline ?? straight(criterion);
  return (
    <li>
      <div className="criterion-head">
        <span>{label}</span>
        <span className="num">{share(criterion.weight)}</span>
      </div>
      <svg
        viewBox={`0 -2 ${SIZE.width} ${SIZE.height + 4}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={say("valueFunction", { label, count: column?.length ?? 0 })}
      >
        {found.counts.map((count, at) => {
          const height = count > 0 ? Math.max((SIZE.height * count) / most, LEAST) : 0;
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
              key={at}
              x={at * wide + 0.5}
              y={SIZE.height - height}
              width={Math.max(wide - 1, 0.5)}
              height={height}
            />
          );
        })}
        {outline && <path d={outlinePath(outline, found, SIZE)} />}
        {here !== null && (
          <line
            className="here"
            x1={shareOf(here, found) * SIZE.width}
            x2={shareOf(here, found) * SIZE.width}
            y1="-2"
            y2={SIZE.height}
          />
        )}
      </svg>
      <div className="criterion-foot num">
        <span>
          {say("between", {
            low: number(found.low),
            high: number(found.high),
            unit: unit(criterion.unit),
          })}
        </span>
        <span>
          {say((criterion.function?.kind ?? "none") as SitingWord)}
          {found.missing > 0 && (
            <>
              {" · "}
              <span className="warn">{say("missing", { count: number(found.missing) })}</span>
            </>
          )}
        </span>
      </div>
      {criterion.source && <small className="legal">{say("source", { source: criterion.source })}</small>}
    </li>
  );
}

/** A criterion without a function of its own is valued from the lowest to the highest, or the other way. */
function straight({ low, high, sense }: Criterion): [number[], number[]] | null {
  if (low === null || high === null || low === high) return null;
  return [[low, high], sense === "max" ? [0, 1] : [1, 0]];
}
