import { useMutation } from "@tanstack/react-query";
import { cancelJob, isOver, type Job } from "../api/jobs.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { useSitingWords } from "./useSitingWords.ts";

/** Long work under way, with how far it is and the way to stop it. */
export function JobTray({ jobs, onDismiss }: { jobs: readonly Job[]; onDismiss: (number: number) => void }) {
  const { say } = useSitingWords();
  if (jobs.length === 0) return null;
  return (
    <section className="job-tray" aria-label={say("jobs")}>
      <h3>{say("jobs")}</h3>
      <ul>
        {jobs.map((job) => (
          <Row key={job.id} job={job} onDismiss={() => onDismiss(job.id)} />
        ))}
      </ul>
    </section>
  );
}

function Row({ job, onDismiss }: { job: Job; onDismiss: () => void }) {
  const { say, name, share } = useSitingWords();
  const cancelling = useMutation({ mutationFn: () => cancelJob(job.id) });
  const document = job.arguments.document as { name?: string } | undefined;
  const over = isOver(job);
  const word =
    job.state === "failed"
      ? say("failed", { why: job.error ?? "" })
      : job.state === "cancelled"
        ? say("cancelled")
        : job.cancel_asked || cancelling.isPending
          ? say("cancelling")
          : job.state === "waiting"
            ? say("waiting")
            : job.doing
              ? name(job.doing)
              : "";
  return (
    <li>
      <div className="job-head">
        <span>{document?.name ?? name(job.label)}</span>
        <span className="num muted">{over ? "" : share(job.progress)}</span>
      </div>
      {!over && <progress max={1} value={job.progress} aria-label={word} />}
      <div className="job-head">
        <span className={job.state === "failed" ? "warn" : "muted"} role="status">
          {word}
        </span>
        {over ? (
          <button type="button" className="plain" onClick={onDismiss}>
            {say("dismiss")}
          </button>
        ) : (
          <button
            type="button"
            className="plain"
            disabled={job.cancel_asked || cancelling.isPending}
            onClick={() => cancelling.mutate()}
          >
            {say("cancel")}
          </button>
        )}
      </div>
      {cancelling.isError && (
        <Trouble tried={say("cancelTried")} error={cancelling.error} onRetry={() => cancelling.mutate()} />
      )}
    </li>
  );
}
