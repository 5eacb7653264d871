import { formatAddress, USUAL } from "../../address/address.ts";
import { useAddress } from "../../address/useAddress.ts";
import { useTheme } from "../../app/theme.tsx";
import type { Project } from "../asks.ts";
import { PROJECTS } from "../layers.ts";
import { Tabs } from "../Tabs.tsx";
import { useWords } from "../useWords.ts";

/** What the project is, and who sees to it. */
export function ProjectHead({ project }: { project: Project }) {
  const { print } = useTheme();
  const { say, name, ha, number } = useWords();
  const { at, known, language, year } = useAddress((address) => address);
  const facts: [string, string | null][] = [
    [say("community"), project.community],
    [say("team"), project.team],
    [say("responsible"), project.responsible],
    [say("begun"), project.begun_on],
    [say("due"), project.due_on],
    [say("area"), `${ha(project.area_m2)} ${say("ha")} · ${number(project.area_m2)} m²`],
  ];
  const onMap = formatAddress({
    ...USUAL,
    at,
    known,
    language,
    selected: { layer: PROJECTS, code: project.code },
  });
  const sheets = formatAddress({
    ...USUAL,
    at,
    known,
    language,
    project: project.code,
    own: { subject: "project", set: "yes" },
  });
  return (
    <header className="project-head">
      <Tabs />
      <p>
        <a href={`/consolidation${formatAddress({ ...USUAL, at, known, language, year })}`}>
          ← {say("back")}
        </a>
      </p>
      <div className="title-row">
        <h1>{project.name}</h1>
        <span className="tag">{name(project.type_label)}</span>
        <span className="muted num">{project.code}</span>
        <span className="push" />
        <a className="button-like" href={`/${onMap}`}>
          {say("onMap")}
        </a>
        <a className="plain" href={`/exports${sheets}`}>
          {say("mapSet")}
        </a>
        <button type="button" className="plain" onClick={print}>
          {say("print")}
        </button>
      </div>
      <dl className="facts num">
        {facts.map(
          ([label, value]) =>
            value && (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </header>
  );
}
