import { type Area, ShapeMap } from "../shapes/ShapeMap.tsx";
import { useStages } from "../stages.ts";
import { useOwnWords } from "../useOwn.ts";
import { useWords } from "../useWords.ts";
import { byStage, type Day, isSlow, type Project } from "./day.ts";
import { TEAM_WORDS } from "./words.ts";

/** A project of the team: where its parcels lie and stand, and what it has promised next. */
export function ProjectCard({
  project,
  day,
  listed,
}: {
  project: Project;
  day: Day;
  listed: ReadonlySet<string>;
}) {
  const say = useOwnWords(TEAM_WORDS);
  const { name, number } = useWords();
  const stages = useStages(say("noStage"));
  const mine = day.parcels.filter((parcel) => parcel.project === project.code);
  const areas: Area[] = [
    ...day.finished
      .filter((parcel) => parcel.project === project.code)
      .map(({ code, shape, stage }) => ({
        key: code,
        shape,
        title: `${code} ${stages.name(stage)}`,
        fill: stages.colour(stage),
        className: "quiet",
      })),
    ...[...mine]
      .sort((one, other) => Number(isSlow(one)) - Number(isSlow(other)))
      .map((parcel) => ({
        key: parcel.code,
        shape: parcel.shape,
        title: `${parcel.number} · ${parcel.code} ${stages.name(parcel.stage)}`,
        ...(listed.has(parcel.code) ? { label: String(parcel.number) } : {}),
        fill: stages.colour(parcel.stage),
        className: isSlow(parcel) ? "slow" : "",
      })),
  ];
  const counts = byStage(day, project.code);
  const facts: [string, string | null][] = [
    [say("community"), project.community],
    [say("responsible"), project.responsible],
  ];
  return (
    <section className="card panel team-project">
      <header>
        <h2>
          {project.name} <small className="num">{project.code}</small>
        </h2>
        <span className="tag">{name(project.type_label)}</span>
      </header>
      <ShapeMap
        label={say("map", { project: project.name })}
        areas={areas}
        outlines={[project.red_line]}
        at={day.at}
      />
      <ul className="stage-key num">
        {["", ...stages.codes]
          .filter((code) => counts.has(code))
          .map((code) => (
            <li key={code}>
              <svg className="dot" viewBox="0 0 10 10" aria-hidden="true">
                <rect x="0.5" y="0.5" width="9" height="9" rx="1.5" fill={stages.colour(code)} />
              </svg>
              {say("stageCount", { stage: stages.name(code), count: number(counts.get(code) ?? 0) })}
            </li>
          ))}
      </ul>
      <dl className="facts num">
        {facts.map(([label, value]) => value && <Fact key={label} label={label} value={value} />)}
        {project.milestone_label && (
          <Fact
            label={say("milestone")}
            value={
              project.promised_on
                ? say("promised", { what: name(project.milestone_label), date: project.promised_on })
                : name(project.milestone_label)
            }
            warn={project.late_days ? say("late", { days: number(project.late_days) }) : null}
          />
        )}
        {project.obstacle && (
          <Fact
            label={name(project.obstacle.reason_label)}
            value={`${project.obstacle.next_on} ${project.obstacle.next_action}（${project.obstacle.owner}）`}
          />
        )}
      </dl>
    </section>
  );
}

function Fact({ label, value, warn }: { label: string; value: string; warn?: string | null }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {value} {warn && <b className="warn">{warn}</b>}
      </dd>
    </div>
  );
}
