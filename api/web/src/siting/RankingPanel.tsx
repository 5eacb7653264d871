import { useEffect, useRef, useState } from "react";
import { changeOwn } from "../consolidation/useOwn.ts";
import { methodOf, type Run, SUM } from "./asks.ts";
import type { Ranking } from "./ranking.ts";
import { partsOf } from "./ranking.ts";
import type { Matrix } from "./run.ts";
import { ScoreBar } from "./ScoreBar.tsx";
import { SiteCard } from "./SiteCard.tsx";
import { useSitingWords } from "./useSitingWords.ts";
import type { Weights } from "./weights.ts";
import type { SitingWord } from "./words.ts";

const AT_FIRST = 12;
const MORE = 40;

interface Shown {
  run: Run;
  matrix: Matrix;
  ranking: Ranking;
  weights: Weights;
  /** Whether the weights are others than the run's. */
  moved: boolean;
  site: number | null;
}

/** The candidates, best first; each opens into a card that says why it stands there. */
export function RankingPanel({ run, matrix, ranking, weights, moved, site }: Shown) {
  const { say, number } = useSitingWords();
  const [count, setCount] = useState(AT_FIRST);
  const shown = ranking.order.subarray(0, count);
  const elsewhere = site !== null && !shown.includes(site) ? site : null;
  const method = methodOf(run);
  return (
    <section className="card right-column ranking" aria-label={say("ranking")}>
      <header>
        <h2>{say("ranking")}</h2>
        <span className="muted">
          {say((moved ? SUM : method) as SitingWord)}
          {moved && method !== SUM && ` · ${say("rankedBy", { method: say(method as SitingWord) })}`}
        </span>
      </header>
      {elsewhere !== null && (
        <ol className="ranks-list">
          <Row of={{ run, matrix, ranking, weights, moved, site }} index={elsewhere} />
        </ol>
      )}
      <ol className="ranks-list">
        {[...shown].map((index) => (
          <Row key={matrix.codes[index]} of={{ run, matrix, ranking, weights, moved, site }} index={index} />
        ))}
      </ol>
      {ranking.order.length > count && (
        <button type="button" className="plain screen-only" onClick={() => setCount(count + MORE)}>
          {say("more", { count: number(Math.min(MORE, ranking.order.length - count)) })}
        </button>
      )}
    </section>
  );
}

function Row({ of, index }: { of: Shown; index: number }) {
  const { say, number, fixed } = useSitingWords();
  const { run, matrix, ranking, weights, site } = of;
  const code = matrix.codes[index] ?? "";
  const open = site === index;
  const parts = partsOf(matrix, weights, index);
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (open) row.current?.scrollIntoView({ block: "nearest" });
  }, [open]);
  const first = run.robustness?.acceptability.find((each) => each.code === code);
  return (
    <li ref={row} className={open ? "open" : ""}>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => changeOwn({ site: open ? null : code })}
        onKeyDown={(event) => {
          const next = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" } as const;
          const way = next[event.key as keyof typeof next];
          const other = way && row.current?.[way]?.querySelector("button");
          if (!other) return;
          event.preventDefault();
          other.focus();
        }}
      >
        <span className="rank num">{ranking.ranks[index] || "–"}</span>
        <span className="code">{code}</span>
        <span className="num score">{fixed(ranking.scores[index] ?? 0, 3)}</span>
        <ScoreBar parts={parts} />
        <small className="muted num">
          {say("area", { area: number(Math.round(run.candidates.area_m2[index] ?? 0)) })}
          {first && ` · ${say("acceptability")} ${fixed(first.first, 2)}`}
        </small>
      </button>
      {open && <SiteCard run={run} weights={weights} parts={parts} index={index} />}
    </li>
  );
}
