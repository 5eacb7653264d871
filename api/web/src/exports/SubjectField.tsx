import { useQuery } from "@tanstack/react-query";
import { changeAddress } from "../address/store.ts";
import { useAddress } from "../address/useAddress.ts";
import { type Catalogue, placeQuery } from "../api/queries.ts";
import { projectsQuery } from "../consolidation/asks.ts";
import { changeOwn } from "../consolidation/useOwn.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { runsQuery } from "../siting/asks.ts";
import { SelectionLine } from "./SelectionLine.tsx";
import { type Subject, subjectOf, type Template } from "./sheet.ts";
import { useExportWords } from "./useExportWords.ts";

/** What the sheets are of: a project, the map's selection, each feature of a layer, or the whole place. */
export function SubjectField({ template, catalogue }: { template: Template; catalogue: Catalogue }) {
  const { say, name, number } = useExportWords();
  const own = useAddress((address) => address.own);
  const subject = subjectOf(own, template);
  const choose = (each: Subject) => changeOwn({ subject: each, frames: null });
  return (
    <section>
      <fieldset className="segments">
        <legend>{say("subject")}</legend>
        {template.subjects.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="subject"
              value={each}
              checked={each === subject}
              onChange={() => choose(each)}
            />
            <span>{say(each)}</span>
          </label>
        ))}
      </fieldset>
      {subject === "project" && <ProjectField />}
      {subject === "selection" && <SelectionLine catalogue={catalogue} />}
      {subject === "each_feature" && (
        <select
          aria-label={say("eachLayer")}
          value={own.each ?? ""}
          onChange={(event) => changeOwn({ each: event.target.value || null, frames: null })}
        >
          <option value="">{say("chooseLayer")}</option>
          {catalogue.layers.map((layer) => (
            <option key={layer.name} value={layer.name}>
              {name(layer.label)} · {number(layer.count)}
            </option>
          ))}
        </select>
      )}
      {template.needs_run && <RunField />}
    </section>
  );
}

function RunField() {
  const { say } = useExportWords();
  const run = useAddress((address) => address.own.run);
  const asked = useQuery(runsQuery);
  const runs = asked.data?.runs;
  if (asked.isError)
    return <Trouble tried={say("readingRuns")} error={asked.error} onRetry={() => void asked.refetch()} />;
  if (runs?.length === 0) return <p className="muted run-field">{say("noRuns")}</p>;
  return (
    <label className="run-field">
      <span className="muted">{say("run")}</span>
      <select value={run ?? ""} onChange={(event) => changeOwn({ run: event.target.value || null })}>
        <option value="">{say("chooseRun")}</option>
        {runs?.map((each) => (
          <option key={each.id} value={each.id}>
            {each.id} · {each.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function ProjectField() {
  const { say } = useExportWords();
  const { project, at, known } = useAddress((whole) => whole);
  const latest = useQuery(placeQuery).data?.data_date.slice(0, 4) ?? "0";
  const year = Number((at ?? latest).slice(0, 4));
  const asked = useQuery(projectsQuery({ year, ...(at ? { at } : {}), ...(known ? { known } : {}) }));
  const projects = asked.data?.rows;
  if (asked.isError)
    return (
      <Trouble tried={say("readingProjects")} error={asked.error} onRetry={() => void asked.refetch()} />
    );
  if (projects?.length === 0) return <p className="muted">{say("noProjects")}</p>;
  return (
    <select
      aria-label={say("project")}
      value={project ?? ""}
      onChange={(event) => {
        changeAddress({ project: event.target.value || null });
        changeOwn({ frames: null });
      }}
    >
      <option value="">{say("chooseProject")}</option>
      {projects?.map((row) => (
        <option key={row.code} value={row.code}>
          {row.name} · {row.code}
        </option>
      ))}
    </select>
  );
}
