import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useCallback, useMemo } from "react";
import { useAddress } from "../address/useAddress.ts";
import type { Job } from "../api/jobs.ts";
import { type Place, placeQuery } from "../api/queries.ts";
import { useKey } from "../app/useKey.ts";
import { Notice } from "../consolidation/Notice.tsx";
import { changeOwn } from "../consolidation/useOwn.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { questionOf, type Run, runQuery } from "../siting/asks.ts";
import { JobTray } from "../siting/JobTray.tsx";
import { QuestionStep } from "../siting/QuestionStep.tsx";
import { RankingPanel } from "../siting/RankingPanel.tsx";
import type { Ranking } from "../siting/ranking.ts";
import { SitingMap } from "../siting/SitingMap.tsx";
import { RunStep, STEPS, type Step, StepTabs } from "../siting/Steps.tsx";
import { useJobs } from "../siting/useJobs.ts";
import { useLive } from "../siting/useLive.ts";
import { useSitingWords } from "../siting/useSitingWords.ts";
import "../consolidation/consolidation.css";
import "../consolidation/tables.css";
import "../consolidation/project.css";
import "../columns.css";
import "../siting/siting.css";
import "../siting/steps.css";
import "../siting/outcome.css";
import "../siting/ranking.css";
import "../siting/paper.css";

/** Site selection, guided: from a planning question to a ranked, explained, repeatable answer. */
export default function SitingPage() {
  const place = useQuery(placeQuery).data;
  if (!place) return <main className="columns siting" aria-busy="true" />;
  return <Page place={place} />;
}

function Page({ place }: { place: Place }) {
  const { say, name } = useSitingWords();
  const own = useAddress((address) => address.own);
  const number = own.run ?? null;
  const step = STEPS.find((each) => each === own.step) ?? (number ? "candidates" : "question");
  const asked = useQuery(runQuery(number));
  const run = asked.data ?? null;
  const live = useLive(run);
  const pinned = usePinned(run, live?.ranking ?? null, step);
  const at = own.site === undefined || !run ? -1 : run.candidates.codes.indexOf(own.site);
  const site = at < 0 ? null : at;
  const { jobs, dismiss } = useJobs(useCallback(show, []));
  useKey(({ key }) => {
    if (key === "Escape") changeOwn({ site: null });
  });
  return (
    <main className="columns siting">
      <section className="card left-column siting-left" aria-label={say("title")}>
        <header>
          <h1>{run ? name(questionOf(run)) : say("title")}</h1>
          {run && <span className="muted num">{say("runNumber", { run: run.id })}</span>}
        </header>
        <Notice place={place} />
        <StepTabs step={step} enabled={run !== null} />
        <JobTray jobs={jobs} onDismiss={dismiss} />
        {step === "question" && <QuestionStep run={number} />}
        {step !== "question" && run && live && (
          <RunStep step={step} run={run} live={live} site={site} other={own.with ?? null} />
        )}
        {step !== "question" && !number && <p className="empty">{say("noRun")}</p>}
        {asked.isLoading && <Skeleton active paragraph={{ rows: 10 }} />}
        {asked.isError && (
          <Trouble
            tried={say("readingRun", { run: number ?? "" })}
            error={asked.error}
            onRetry={() => void asked.refetch()}
          />
        )}
      </section>
      <SitingMap place={place} run={run} ranking={live?.ranking ?? null} pinned={pinned} site={site} />
      {asked.isLoading && (
        <section className="card right-column ranking" aria-label={say("ranking")} aria-busy="true">
          <Skeleton active paragraph={{ rows: 12 }} />
        </section>
      )}
      {run && live && (
        <RankingPanel
          run={run}
          matrix={live.matrix}
          ranking={live.ranking}
          weights={live.weights}
          moved={live.moved}
          site={site}
        />
      )}
    </main>
  );
}

const PINS = 10;

/** The candidates that get numbers on the map: those chosen together where that is looked at, else the best. */
function usePinned(run: Run | null, ranking: Ranking | null, step: Step): readonly number[] {
  return useMemo(() => {
    const allocation = step === "allocation" ? run?.allocation : null;
    if (!run || !allocation) return ranking ? [...ranking.order.subarray(0, PINS)] : [];
    const { codes } = run.candidates;
    const chosen: readonly { code: string }[] = allocation.sites;
    return chosen.map((each) => codes.indexOf(each.code)).filter((index) => index >= 0);
  }, [run, ranking, step]);
}

/** Show what a job has brought. */
function show(job: Job): void {
  const made = (job.result as { run?: number } | null)?.run;
  if (made === undefined) return;
  changeOwn({ run: String(made), step: "candidates", weights: null, site: null, with: null });
}
