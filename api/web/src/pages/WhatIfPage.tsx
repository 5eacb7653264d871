import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useState } from "react";
import { changeAddress } from "../address/store.ts";
import { useAddress } from "../address/useAddress.ts";
import { featuresQuery, type Place, placeQuery } from "../api/queries.ts";
import { useTheme } from "../app/theme.tsx";
import { DayField } from "../consolidation/DayField.tsx";
import { Notice } from "../consolidation/Notice.tsx";
import { Tabs } from "../consolidation/Tabs.tsx";
import { changeOwn, useOwnWords } from "../consolidation/useOwn.ts";
import { useWords } from "../consolidation/useWords.ts";
import { whatIfQuery } from "../consolidation/whatIf/asks.ts";
import { Choice } from "../consolidation/whatIf/Choice.tsx";
import { Compared } from "../consolidation/whatIf/Compared.tsx";
import { type Scenario, scenarioOf } from "../consolidation/whatIf/scenario.ts";
import { WHAT_IF_WORDS } from "../consolidation/whatIf/words.ts";
import { Trouble } from "../panels/Trouble.tsx";
import "../consolidation/consolidation.css";
import "../consolidation/tables.css";
import "../consolidation/project.css";
import "../consolidation/paper.css";
import "../consolidation/whatIf/whatIf.css";

const MOST_PROJECTS = 500;

/** What would change if some parcels were completed by a day; nothing is recorded. */
export default function WhatIfPage() {
  const place = useQuery(placeQuery).data;
  if (!place) return <main className="desk" aria-busy="true" />;
  return <Page place={place} />;
}

function Page({ place }: { place: Place }) {
  const say = useOwnWords(WHAT_IF_WORDS);
  const address = useAddress((whole) => whole);
  const scenario = scenarioOf(address, place.data_date);
  const projects = useQuery(
    featuresQuery("consolidation_projects", MOST_PROJECTS, {
      at: scenario.at,
      known: scenario.known ?? null,
    }),
  ).data;
  // A scenario that an address brings along is worked out at once; one that is put together, when it is asked for.
  const [asked, setAsked] = useState<Scenario | null>(scenario.parcels.length > 0 ? scenario : null);
  return (
    <main className="desk what-if-page">
      <div className="desk-head">
        <Tabs />
        <form className="filters" onSubmit={(event) => event.preventDefault()}>
          <select
            aria-label={say("chooseProject")}
            value={address.project ?? ""}
            onChange={(event) => changeAddress({ project: event.target.value || null })}
          >
            <option value="">{say("chooseProject")}</option>
            {projects?.features.map(({ id, properties }) => (
              <option key={id} value={id}>
                {String(properties.name ?? id)}
              </option>
            ))}
          </select>
          <DayField label={say("at")} day={scenario.at} onDay={(at) => changeAddress({ at })} />
          <DayField
            label={say("onDay")}
            day={scenario.on}
            earliest={scenario.at}
            onDay={(on) => changeOwn({ on })}
          />
        </form>
        <Notice place={place} />
      </div>
      <div className="what-if-grid">
        {address.project ? (
          <Choice project={address.project} scenario={scenario} />
        ) : (
          <section className="card panel">
            <h1>{say("title")}</h1>
            <p className="muted">{say("what")}</p>
            <p className="empty">{say("chooseFirst")}</p>
          </section>
        )}
        <Result scenario={scenario} asked={asked} onAsk={() => setAsked(scenario)} />
      </div>
    </main>
  );
}

function Result(props: { scenario: Scenario; asked: Scenario | null; onAsk: () => void }) {
  const { print } = useTheme();
  const say = useOwnWords(WHAT_IF_WORDS);
  const { number } = useWords();
  const { scenario, asked, onAsk } = props;
  const found = useQuery(whatIfQuery(asked ?? { ...scenario, parcels: [] }));
  const stale = asked !== null && JSON.stringify(asked) !== JSON.stringify(scenario);
  const backwards = scenario.on < scenario.at;
  const nothing = scenario.parcels.length === 0;
  return (
    <section className="card panel result" aria-busy={found.isFetching || undefined}>
      <header>
        <h2>{say("title")}</h2>
        <span className="muted">
          {say("nothingWritten")} · {say("share")}
        </span>
      </header>
      <p className="actions-row">
        <button type="button" className="button-like" disabled={nothing || backwards} onClick={onAsk}>
          {say(asked ? "again" : "run")}
        </button>
        <button type="button" className="plain screen-only" disabled={!found.data} onClick={print}>
          {say("print")}
        </button>
        {nothing && <span className="muted">{say("nothingChosen")}</span>}
        {backwards && (
          <span className="refusal" role="alert">
            {say("pastDay")}
          </span>
        )}
        {stale && !nothing && !backwards && <span className="warn">{say("stale")}</span>}
      </p>
      {found.isError && (
        <Trouble tried={say("runningTried")} error={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.isLoading && (
        <>
          <p className="muted">{say("running")}</p>
          <Skeleton active title={false} paragraph={{ rows: 9 }} />
        </>
      )}
      {found.data && asked && (
        <Compared
          found={found.data}
          on={say("assumed", { count: number(asked.parcels.length), on: asked.on, at: asked.at })}
        />
      )}
    </section>
  );
}
