import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sessionQuery } from "../api/queries.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { type Document, mayRun, type Run, startRun } from "./asks.ts";
import { GroupAnswer } from "./GroupAnswer.tsx";
import { PairSheets } from "./PairSheets.tsx";
import { useFollow } from "./useJobs.ts";
import { useSitingWords } from "./useSitingWords.ts";
import { alike, moved, type Weights } from "./weights.ts";

interface Shown {
  run: Run;
  own: Weights;
  weights: Weights;
  onWeights: (weights: Weights) => void;
}

/** How much each criterion counts: sliders that keep the others' ratios, or comparisons in pairs. */
export function WeightsStep({ run, own, weights, onWeights }: Shown) {
  const { say } = useSitingWords();
  const [pairs, setPairs] = useState(false);
  const changed = !alike(own, weights);
  const ratio = run.weights.consistency_ratio;
  return (
    <>
      <h2>{say("weights")}</h2>
      <p className="muted">{say(pairs ? "pairsWhat" : "weightsWhat")}</p>
      <div className="ways-of-weighing">
        {[false, true].map((way) => (
          <button
            key={String(way)}
            type="button"
            className="plain"
            aria-pressed={pairs === way}
            onClick={() => setPairs(way)}
          >
            {say(way ? "byPairs" : "bySliders")}
          </button>
        ))}
        {ratio !== undefined && !changed && (
          <span className="muted num">{say("ratio", { ratio: ratio.toFixed(2) })}</span>
        )}
      </div>
      {pairs ? (
        <PairSheets key={run.id} run={run} weights={weights} onWeights={onWeights} />
      ) : (
        <Sliders run={run} weights={weights} onWeights={onWeights} />
      )}
      {!pairs && <GroupAnswer run={run} />}
      {changed && <Changed run={run} own={own} weights={weights} onWeights={onWeights} />}
    </>
  );
}

function Sliders({ run, weights, onWeights }: Omit<Shown, "own">) {
  const { name, fixed } = useSitingWords();
  return (
    <ul className="sliders">
      {run.criteria.map((criterion) => {
        const value = weights[criterion.name] ?? 0;
        const label = name(criterion.label);
        return (
          <li key={criterion.name}>
            <label>
              <span>{label}</span>
              <output className="num">{fixed(value, 2)}</output>
              <input
                type="range"
                min={0}
                max={1}
                step={0.01}
                value={value}
                aria-label={label}
                aria-valuetext={fixed(value, 2)}
                onChange={(event) => onWeights(moved(weights, criterion.name, Number(event.target.value)))}
              />
            </label>
          </li>
        );
      })}
    </ul>
  );
}

function Changed({ run, own, weights, onWeights }: Shown) {
  const { say } = useSitingWords();
  const session = useQuery(sessionQuery).data;
  const saving = useMutation({
    mutationFn: () =>
      startRun({
        ...run.document,
        weights: { kind: "direct", values: weights },
      } as Document),
    onSuccess: useFollow(),
  });
  return (
    <>
      <p className="muted" role="status">
        {say("changed")}
      </p>
      <p className="actions-row">
        <button
          type="button"
          className="button-like"
          disabled={!mayRun(session?.role) || saving.isPending}
          onClick={() => saving.mutate()}
        >
          {say(saving.isPending ? "starting" : "save")}
        </button>
        <button type="button" className="plain" onClick={() => onWeights(own)}>
          {say("reset")}
        </button>
      </p>
      {saving.isError && (
        <Trouble tried={say("startTried")} error={saving.error} onRetry={() => saving.mutate()} />
      )}
    </>
  );
}
