import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sayKnown } from "../address/known.ts";
import { changeAddress } from "../address/store.ts";
import { useAddress } from "../address/useAddress.ts";
import { type Place, placeQuery } from "../api/queries.ts";
import { useTheme } from "../app/theme.tsx";
import { draftsQuery } from "../consolidation/drafts/asks.ts";
import { Drafts } from "../consolidation/drafts/Drafts.tsx";
import { EvidenceDrawer } from "../consolidation/EvidenceDrawer.tsx";
import { type Opened, questionFor, readOpened, writeOpened } from "../consolidation/evidence.ts";
import { FigureCards } from "../consolidation/FigureCards.tsx";
import { Filters } from "../consolidation/Filters.tsx";
import { Funnel } from "../consolidation/Funnel.tsx";
import { FrozenFigures } from "../consolidation/frozen/FrozenFigures.tsx";
import { Ledgers } from "../consolidation/Ledgers.tsx";
import { Bottlenecks } from "../consolidation/lists/Bottlenecks.tsx";
import { KeyParcels } from "../consolidation/lists/KeyParcels.tsx";
import { type OpenedParcel, OpeningParcel } from "../consolidation/lists/openParcel.tsx";
import { ParcelDrawer } from "../consolidation/lists/ParcelDrawer.tsx";
import { MonthlyChart } from "../consolidation/MonthlyChart.tsx";
import { MonthTable } from "../consolidation/MonthTable.tsx";
import { StageMap } from "../consolidation/map/StageMap.tsx";
import { Notice } from "../consolidation/Notice.tsx";
import { Opening } from "../consolidation/opening.tsx";
import { ProjectTable } from "../consolidation/ProjectTable.tsx";
import { lastDay, questionOf } from "../consolidation/question.ts";
import { Tabs } from "../consolidation/Tabs.tsx";
import { useProgress } from "../consolidation/useProgress.ts";
import { useWords } from "../consolidation/useWords.ts";
import { today } from "../panels/dates.ts";
import "../consolidation/consolidation.css";
import "../consolidation/tables.css";
import "../consolidation/stageMap.css";
import "../consolidation/drafts/drafts.css";
import "../consolidation/paper.css";

/** The overview of land consolidation: what was done, where it stands, where it leads, what holds it back. */
export default function ConsolidationPage() {
  const place = useQuery(placeQuery);
  useProgress();
  if (!place.data) return <main className="desk" aria-busy="true" />;
  return <Overview place={place.data} />;
}

function Overview({ place }: { place: Place }) {
  const { print } = useTheme();
  const { say } = useWords();
  const address = useAddress((whole) => whole);
  const [drawer, setDrawer] = useState<Opened | null>(null);
  const [parcel, setParcel] = useState<OpenedParcel | null>(null);
  const [wanted, setWanted] = useState(0);
  const now = today();
  const latest = Number(place.data_date.slice(0, 4));
  const question = questionOf(address, latest);
  const day = [lastDay(question), now].sort()[0] ?? now;
  const drafts = useQuery({ ...draftsQuery, enabled: address.own.draft !== undefined }).data?.drafts;
  const draft = drafts?.find((each) => String(each.id) === address.own.draft) ?? null;
  const outlined = readOpened(address.evidence);
  const open = (opened: Opened) => {
    changeAddress({ evidence: writeOpened(opened) });
    setDrawer(opened);
  };
  const showOnMap = () => {
    setDrawer(null);
    setWanted(wanted + 1);
  };
  return (
    <Opening value={open}>
      <OpeningParcel value={setParcel}>
        <main className="desk">
          <h1 className="unseen">{say("overview")}</h1>
          <Tabs />
          <div className="desk-head">
            <Filters question={question} latest={latest} today={now} />
            <p className="muted num">
              {say("asOf", { date: day })} ·{" "}
              {question.known ? say("knownBy", { date: sayKnown(question.known) }) : say("knownNow")} ·{" "}
              {say("canBeOpened")}
            </p>
            <Ledgers question={question} />
            <button type="button" className="plain" onClick={print}>
              {say("print")}
            </button>
          </div>
          <Notice place={place} />
          <FigureCards question={question} />
          <div className="wide-and-narrow">
            <MonthlyChart question={question} today={now} />
            <MonthTable question={question} />
          </div>
          <div className="wide-and-narrow">
            <StageMap
              question={question}
              today={now}
              place={place}
              evidence={outlined && { opened: outlined, question: questionFor(outlined, question) }}
              wanted={wanted}
              draft={draft}
              onParcel={(code) => setParcel({ code })}
            />
            <Funnel question={question} />
          </div>
          <ProjectTable question={question} />
          <div className="halves">
            <Bottlenecks question={question} today={now} />
            <KeyParcels question={question} today={now} />
          </div>
          <Drafts looked={draft?.id ?? null} onLook={() => setWanted(wanted + 1)} />
          <FrozenFigures />
          {drawer && (
            <EvidenceDrawer
              opened={drawer}
              question={question}
              onMap={showOnMap}
              onClose={() => setDrawer(null)}
            />
          )}
          {parcel && <ParcelDrawer parcel={parcel} onClose={() => setParcel(null)} />}
        </main>
      </OpeningParcel>
    </Opening>
  );
}
