import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useState } from "react";
import { useAddress } from "../address/useAddress.ts";
import { sessionQuery } from "../api/queries.ts";
import { codesQuery, type Parcel, projectQuery } from "../consolidation/asks.ts";
import { Events } from "../consolidation/project/Events.tsx";
import { Milestones } from "../consolidation/project/Milestones.tsx";
import { Documents, Funds, Notes } from "../consolidation/project/Papers.tsx";
import { Parcels } from "../consolidation/project/Parcels.tsx";
import { ProjectHead } from "../consolidation/project/ProjectHead.tsx";
import { RecordForm } from "../consolidation/project/RecordForm.tsx";
import type { StageEvent } from "../consolidation/project/stageEvent.ts";
import { RECORDING } from "../consolidation/roles.ts";
import { useProgress } from "../consolidation/useProgress.ts";
import { useWords } from "../consolidation/useWords.ts";
import { today } from "../panels/dates.ts";
import { Trouble } from "../panels/Trouble.tsx";
import "../consolidation/consolidation.css";
import "../consolidation/tables.css";
import "../consolidation/project.css";
import "../consolidation/paper.css";

/** The page of the project that the address names. */
export default function ProjectPage() {
  const { say } = useWords();
  const code = useAddress((address) => address.project);
  useProgress();
  if (code) return <OneProject code={code} />;
  return (
    <main className="desk">
      <section className="card empty">
        <h1>{say("chooseProject")}</h1>
        <p>{say("chooseProjectWhat")}</p>
        <a href="/consolidation">{say("back")}</a>
      </section>
    </main>
  );
}

function OneProject({ code }: { code: string }) {
  const { say, language } = useWords();
  const at = useAddress((address) => address.at);
  const known = useAddress((address) => address.known);
  const times = { ...(at ? { at } : {}), ...(known ? { known } : {}) };
  const project = useQuery(projectQuery(code, times));
  const session = useQuery(sessionQuery);
  const stages = useQuery(codesQuery("stages")).data ?? [];
  const [chosen, setChosen] = useState<Parcel | null>(null);
  const [said, setSaid] = useState("");
  const records = RECORDING.includes(session.data?.role ?? "");
  const onRecorded = (event: StageEvent) => {
    const stage = stages.find((row) => row.code === event.stage);
    const name = stage ? (language === "zh" ? stage.label_zh : stage.label_en) : event.stage;
    setSaid(say("recorded", { parcel: event.parcel, stage: name, date: event.happened_on }));
    setChosen(null);
  };
  if (project.isError) {
    return (
      <main className="alone">
        <Trouble tried={say("readingProject")} error={project.error} onRetry={() => void project.refetch()} />
      </main>
    );
  }
  if (!project.data) {
    return (
      <main className="desk" aria-busy="true">
        <Skeleton active paragraph={{ rows: 12 }} />
      </main>
    );
  }
  return (
    <main className="desk">
      <ProjectHead project={project.data} />
      <Milestones milestones={project.data.milestones} day={at ?? today()} />
      <div className="wide-and-narrow">
        <Parcels code={code} times={times} records={records} onRecord={setChosen} />
        <div className="stack">
          <Events code={code} known={known} />
          <Documents project={project.data} adds={records} />
          <Notes project={project.data} adds={records} />
          <Funds project={project.data} />
        </div>
      </div>
      {said && (
        <p className="desk-toast" role="status">
          {said}
        </p>
      )}
      {chosen && <RecordForm parcel={chosen} onClose={() => setChosen(null)} onRecorded={onRecorded} />}
    </main>
  );
}
