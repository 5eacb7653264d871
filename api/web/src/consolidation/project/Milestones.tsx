import type { Project } from "../asks.ts";
import { useWords } from "../useWords.ts";

type Milestone = Project["milestones"][number];

/** The milestones of the project's type in order: promised first, promised since, reached. */
export function Milestones({ milestones, day }: { milestones: readonly Milestone[]; day: string }) {
  const { say, name } = useWords();
  return (
    <section className="card panel" aria-label={say("milestones")}>
      <header>
        <h2>{say("milestones")}</h2>
      </header>
      {milestones.length === 0 && <p className="empty">{say("noMilestones")}</p>}
      <ol className="milestones num">
        {milestones.map((milestone) => (
          <li key={milestone.milestone} className={standing(milestone, day)} title={milestone.reason ?? ""}>
            <b>{name(milestone.label)}</b>
            {milestone.optional && <small className="muted">{say("optional")}</small>}
            <dl>
              <Day word={say("original")} day={milestone.original_on} />
              <Day word={say("adjusted")} day={milestone.adjusted_on} />
              <Day word={say("reached")} day={milestone.actual_on} otherwise={say("notReached")} />
            </dl>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Day({ word, day, otherwise }: { word: string; day: string | null; otherwise?: string }) {
  if (!day && !otherwise) return null;
  return (
    <div>
      <dt>{word}</dt>
      <dd>{day ?? otherwise}</dd>
    </div>
  );
}

function standing({ actual_on, adjusted_on, original_on }: Milestone, day: string): string {
  const promised = adjusted_on ?? original_on;
  if (actual_on) return promised && actual_on > promised ? "reached late" : "reached";
  return promised && promised < day ? "overdue" : "coming";
}
