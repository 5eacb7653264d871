import { changeOwn } from "../consolidation/useOwn.ts";
import { AllocationStep } from "./AllocationStep.tsx";
import type { Run } from "./asks.ts";
import { CandidatesStep } from "./CandidatesStep.tsx";
import { CriteriaStep } from "./CriteriaStep.tsx";
import { ReportStep } from "./ReportStep.tsx";
import { RobustnessStep } from "./RobustnessStep.tsx";
import type { Live } from "./useLive.ts";
import { useSitingWords } from "./useSitingWords.ts";
import { WeightsStep } from "./WeightsStep.tsx";

/** The way through a question, in its order. */
export const STEPS = [
  "question",
  "candidates",
  "criteria",
  "weights",
  "robustness",
  "allocation",
  "report",
] as const;
export type Step = (typeof STEPS)[number];

export function StepTabs({ step, enabled }: { step: Step; enabled: boolean }) {
  const { say } = useSitingWords();
  return (
    <nav className="column-tabs step-tabs screen-only" aria-label={say("steps")}>
      {STEPS.map((each) => (
        <button
          key={each}
          type="button"
          aria-current={each === step ? "step" : undefined}
          disabled={!enabled && each !== "question"}
          onClick={() => changeOwn({ step: each })}
        >
          {say(each)}
        </button>
      ))}
    </nav>
  );
}

/** What one step shows of a run, and the way to the next. */
export function RunStep(props: {
  step: Step;
  run: Run;
  live: Live;
  site: number | null;
  other: string | null;
}) {
  const { say } = useSitingWords();
  const { step, run, live, site, other } = props;
  const next = STEPS[STEPS.indexOf(step) + 1];
  return (
    <>
      {step === "candidates" && <CandidatesStep run={run} />}
      {step === "criteria" && <CriteriaStep run={run} site={site} />}
      {step === "weights" && (
        <WeightsStep run={run} own={live.own} weights={live.weights} onWeights={live.onWeights} />
      )}
      {step === "robustness" && <RobustnessStep run={run} stability={live.stability} />}
      {step === "allocation" && <AllocationStep run={run} />}
      {step === "report" && <ReportStep run={run} other={other} live={live} />}
      {next && (
        <p className="actions-row screen-only">
          <button type="button" className="plain next" onClick={() => changeOwn({ step: next })}>
            {say("next", { step: say(next) })}
          </button>
        </p>
      )}
    </>
  );
}
