import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useAddress } from "../address/useAddress.ts";
import { placeQuery } from "../api/queries.ts";
import { Bottlenecks, KeyParcels } from "../consolidation/Bottlenecks.tsx";
import { EvidenceDrawer } from "../consolidation/EvidenceDrawer.tsx";
import { FigureCards } from "../consolidation/FigureCards.tsx";
import { Filters } from "../consolidation/Filters.tsx";
import { Funnel } from "../consolidation/Funnel.tsx";
import { MonthlyChart } from "../consolidation/MonthlyChart.tsx";
import { ProjectTable } from "../consolidation/ProjectTable.tsx";
import { lastDay, questionOf } from "../consolidation/question.ts";
import { Tabs } from "../consolidation/Tabs.tsx";
import { useProgress } from "../consolidation/useProgress.ts";
import { useWords } from "../consolidation/useWords.ts";
import { today } from "../panels/dates.ts";
import "../consolidation/consolidation.css";
import "../consolidation/tables.css";
import "../consolidation/paper.css";

/** The overview of land consolidation: what was done, where it stands, where it leads, what holds it back. */
export default function ConsolidationPage() {
  const { say, language } = useWords();
  const place = useQuery(placeQuery);
  const address = useAddress((whole) => whole);
  const [figure, setFigure] = useState<string | null>(null);
  useProgress();
  if (!place.data) return <main className="desk" aria-busy="true" />;
  const now = today();
  const latest = Number(place.data.data_date.slice(0, 4));
  const question = questionOf(address, latest);
  const day = [lastDay(question), now].sort()[0] ?? now;
  return (
    <main className="desk">
      <Tabs />
      <div className="desk-head">
        <Filters question={question} latest={latest} today={now} />
        <p className="muted num">
          {say("asOf", { date: day })} ·{" "}
          {question.known ? say("knownBy", { date: question.known }) : say("knownNow")} · {say("canBeOpened")}
        </p>
        <button type="button" className="plain" onClick={() => print()}>
          {say("print")}
        </button>
      </div>
      {place.data.synthetic && place.data.notice && (
        <p className="desk-notice" role="note">
          {place.data.notice[language]}
        </p>
      )}
      <FigureCards question={question} onOpen={setFigure} />
      <div className="wide-and-narrow">
        <MonthlyChart question={question} today={now} />
        <Funnel question={question} />
      </div>
      <ProjectTable question={question} />
      <div className="halves">
        <Bottlenecks question={question} today={now} />
        <KeyParcels question={question} today={now} />
      </div>
      {figure && <EvidenceDrawer figure={figure} question={question} onClose={() => setFigure(null)} />}
    </main>
  );
}
