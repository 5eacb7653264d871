import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useState } from "react";
import type { Language } from "../address/address.ts";
import { sayKnown } from "../address/known.ts";
import { changeAddress } from "../address/store.ts";
import { useAddress } from "../address/useAddress.ts";
import { type Place, placeQuery } from "../api/queries.ts";
import { useTheme } from "../app/theme.tsx";
import { complianceQuery, downloadSheet, type Times } from "../consolidation/compliance/asks.ts";
import { RedLineForm } from "../consolidation/compliance/RedLineForm.tsx";
import { RedLineMap } from "../consolidation/compliance/RedLineMap.tsx";
import { Sheet } from "../consolidation/compliance/Sheet.tsx";
import { type Subject, subjectOf } from "../consolidation/compliance/subject.ts";
import { COMPLIANCE_WORDS } from "../consolidation/compliance/words.ts";
import { DayField } from "../consolidation/DayField.tsx";
import { Notice } from "../consolidation/Notice.tsx";
import { Tabs } from "../consolidation/Tabs.tsx";
import { useOwnWords } from "../consolidation/useOwn.ts";
import { useWords } from "../consolidation/useWords.ts";
import { listed } from "../language/lists.ts";
import { Trouble } from "../panels/Trouble.tsx";
import "../consolidation/consolidation.css";
import "../consolidation/tables.css";
import "../consolidation/project.css";
import "../consolidation/paper.css";
import "../consolidation/compliance/compliance.css";

/** The compliance sheet of any red line. */
export default function CompliancePage() {
  const place = useQuery(placeQuery).data;
  if (!place) return <main className="desk" aria-busy="true" />;
  return <Page place={place} />;
}

function Page({ place }: { place: Place }) {
  const say = useOwnWords(COMPLIANCE_WORDS);
  const address = useAddress((whole) => whole);
  const [long, setLong] = useState<Subject | null>(null);
  const times: Times = {
    at: address.at ?? place.data_date,
    ...(address.known ? { known: address.known } : {}),
  };
  const subject =
    subjectOf(
      address.own.line || address.own.parcels
        ? address
        : { ...address, project: long ? null : address.project },
    ) ?? long;
  return (
    <main className="desk compliance-page">
      <div className="desk-head">
        <Tabs />
        <form className="filters" onSubmit={(event) => event.preventDefault()}>
          <DayField label={say("day")} day={times.at} onDay={(at) => changeAddress({ at })} />
        </form>
        <Notice place={place} />
      </div>
      <div className="compliance-grid">
        <RedLineForm place={place} at={times.at} first={subject?.source ?? "project"} onLongLine={setLong} />
        {subject ? (
          <Found subject={subject} times={times} />
        ) : (
          <section className="card panel">
            <h1>{say("title")}</h1>
            <p className="muted">{say("what")}</p>
            <p className="empty">{say("nothingYet")}</p>
          </section>
        )}
      </div>
    </main>
  );
}

function Found({ subject, times }: { subject: Subject; times: Times }) {
  const { print } = useTheme();
  const say = useOwnWords(COMPLIANCE_WORDS);
  const language = useAddress((address) => address.language);
  const { number, ha } = useWords();
  const asked = useQuery(complianceQuery(subject, times));
  const [making, setMaking] = useState(false);
  const [failed, setFailed] = useState<Error | null>(null);
  if (asked.isError)
    return (
      <section className="card panel">
        <Trouble tried={say("reading")} error={asked.error} onRetry={() => void asked.refetch()} />
      </section>
    );
  if (!asked.data) return <Skeleton active paragraph={{ rows: 14 }} />;
  const found = asked.data;
  const make = () => {
    setMaking(true);
    setFailed(null);
    downloadSheet(subject, times)
      .catch(setFailed)
      .finally(() => setMaking(false));
  };
  return (
    <div className="stack compliance-found">
      <section className="card panel red-line-head">
        <RedLineMap found={found} />
        <div>
          <h1>{say("title")}</h1>
          <p>{titleOf(subject, say, language)}</p>
          <p className="figure">
            <span className="muted">{say("area")}</span>
            <b className="num">{number(found.area_m2, 2)}</b> m²
            <small className="num">
              {ha(found.area_m2)} {say("hectares")} · {number((found.area_m2 * 3) / 2000, 2)} {say("mu")}
            </small>
          </p>
          <p className="muted num">
            {say("asOf", { date: found.at })} ·{" "}
            {times.known ? say("knownBy", { date: sayKnown(times.known) }) : say("knownNow")}
          </p>
          <p className="screen-only actions-row">
            <button type="button" className="button-like" disabled={making} onClick={make}>
              {say(making ? "makingXlsx" : "xlsx")}
            </button>
            <button type="button" className="plain" onClick={print}>
              {say("print")}
            </button>
          </p>
          {failed && <Trouble tried={say("exporting")} error={failed} onRetry={make} />}
        </div>
      </section>
      <Sheet found={found} />
    </div>
  );
}

function titleOf(
  subject: Subject,
  say: ReturnType<typeof useOwnWords<keyof (typeof COMPLIANCE_WORDS)["zh"]>>,
  language: Language,
): string {
  if (subject.source === "project") return say("subjectProject", { code: subject.project });
  if (subject.source === "parcels")
    return say("subjectParcels", { codes: listed(subject.parcels, language) });
  return say("subjectSent");
}
