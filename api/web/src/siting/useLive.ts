import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { readAddress } from "../address/store.ts";
import { changeOwn } from "../consolidation/useOwn.ts";
import { methodOf, type Run, SUM } from "./asks.ts";
import { type Ranking, rankBy, rankedBy } from "./ranking.ts";
import { type Matrix, matrixOf } from "./run.ts";
import { type Stability, stabilityOf } from "./stability.ts";
import { alike, normalised, readWeights, type Weights, writeWeights } from "./weights.ts";

/** A run under the weights that are set just now. */
export interface Live {
  matrix: Matrix;
  /** The weights of the run. */
  own: Weights;
  weights: Weights;
  /** Whether they are others than the run's. */
  moved: boolean;
  /** By the weighted sum; a run of another method by that one, until its weights are moved. */
  ranking: Ranking;
  stability: Stability[];
  onWeights: (weights: Weights) => void;
}

/** A browser lets an address be written only so often: when the slider rests. */
const RESTS_MS = 300;

/** Rank a run's candidates by weights that begin with its own and follow the sliders at once. */
export function useLive(run: Run | null): Live | null {
  const [set, setSet] = useState<{ run: number; weights: Weights } | null>(null);
  const writing = useRef(0);
  const found = useMemo(() => {
    if (!run) return null;
    const names = run.criteria.map((criterion) => criterion.name);
    const own = normalised(Object.fromEntries(run.criteria.map(({ name, weight }) => [name, weight])));
    const said = readWeights(readAddress().own.weights, names);
    return { matrix: matrixOf(run.candidates, names), own, said };
  }, [run]);

  const weights = (set && set.run === run?.id ? set.weights : found?.said) ?? found?.own ?? null;
  const sum = useMemo(() => (found && weights ? rankBy(found.matrix, weights) : null), [found, weights]);
  const stability = useMemo(
    () => (found && weights && sum ? stabilityOf(found.matrix, weights, sum) : []),
    [found, weights, sum],
  );
  const moved = found !== null && weights !== null && !alike(found.own, weights);
  const ranking = useMemo(
    () => (run && found && !moved && methodOf(run) !== SUM ? rankedBy(found.matrix, run.ranked) : sum),
    [run, found, moved, sum],
  );

  const [number, own] = [run?.id, found?.own];
  const onWeights = useCallback(
    (next: Weights) => {
      if (number === undefined || !own) return;
      setSet({ run: number, weights: next });
      clearTimeout(writing.current);
      const text = alike(next, own) ? null : writeWeights(next);
      writing.current = window.setTimeout(() => changeOwn({ weights: text }), RESTS_MS);
    },
    [number, own],
  );
  useEffect(() => () => clearTimeout(writing.current), []);
  return found && weights && ranking
    ? { matrix: found.matrix, own: found.own, weights, moved, ranking, stability, onWeights }
    : null;
}
