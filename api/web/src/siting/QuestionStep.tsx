import { useMutation, useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { formatAddress, USUAL } from "../address/address.ts";
import { changeAddress } from "../address/store.ts";
import { useAddress } from "../address/useAddress.ts";
import { featureQuery, placeQuery, sessionQuery } from "../api/queries.ts";
import { changeOwn } from "../consolidation/useOwn.ts";
import { dayOf } from "../language/numbers.ts";
import { Trouble } from "../panels/Trouble.tsx";
import {
  type Document,
  type Listed,
  mayRun,
  type Preset,
  presetsQuery,
  runsQuery,
  startRun,
} from "./asks.ts";
import { useFollow } from "./useJobs.ts";
import { useSitingWords } from "./useSitingWords.ts";

const COMMUNITIES = "communities";

/** Where one begins: the planning questions that are prepared, and the runs that were made. */
export function QuestionStep({ run }: { run: string | null }) {
  const { say } = useSitingWords();
  const { at, known, language } = useAddress((address) => address);
  const presets = useQuery(presetsQuery);
  return (
    <>
      <h2>{say("ask")}</h2>
      <p className="muted">{say("askWhat")}</p>
      <p>
        <a className="next" href={`/siting/circle${formatAddress({ ...USUAL, at, known, language })}`}>
          {say("lookAtCircle")}
        </a>
      </p>
      {presets.isPending && <Skeleton active title={false} paragraph={{ rows: 7 }} />}
      {presets.isError && (
        <Trouble tried={say("readingPresets")} error={presets.error} onRetry={() => void presets.refetch()} />
      )}
      {presets.data && <Presets presets={presets.data.presets} />}
      <h3>{say("runs")}</h3>
      <Runs run={run} />
    </>
  );
}

function Presets({ presets }: { presets: readonly Preset[] }) {
  const { say, name } = useSitingWords();
  const session = useQuery(sessionQuery).data;
  const { community, at, own } = useAddress((address) => address);
  const preset = presets.find((each) => each.name === own.preset) ?? presets[0];
  const starting = useMutation({
    mutationFn: startRun,
    onSuccess: useFollow(),
  });
  const allowed = mayRun(session?.role);
  const start = () =>
    preset && starting.mutate(community ? within(preset.document, community, at) : preset.document);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <fieldset className="presets">
        <legend className="unseen">{say("question")}</legend>
        {presets.map((each) => (
          <label key={each.name}>
            <input
              type="radio"
              name="preset"
              value={each.name}
              checked={each === preset}
              onChange={() => changeOwn({ preset: each.name })}
            />
            <span>{name(each.question)}</span>
          </label>
        ))}
      </fieldset>
      {community && <Within community={community} />}
      <p className="actions-row">
        <button type="submit" className="button-like" disabled={!allowed || !preset || starting.isPending}>
          {say(starting.isPending ? "starting" : "start")}
        </button>
        {session && !allowed && <span className="muted">{say("mayNotRun")}</span>}
      </p>
      {starting.isError && <Trouble tried={say("startTried")} error={starting.error} onRetry={start} />}
    </form>
  );
}

/** A scenario that looks for its candidates in one community, on the day of the page. */
function within(document: Document, community: string, at: string | null): Document {
  const area = { kind: "features", layer: COMMUNITIES, names: [community] };
  return { ...document, area, ...(at ? { at } : {}) };
}

/** That candidates are looked for in one community only, and the way back to everywhere. */
function Within({ community }: { community: string }) {
  const { say } = useSitingWords();
  const at = useAddress((address) => address.at);
  const found = useQuery(featureQuery({ layer: COMMUNITIES, code: community }, { at, known: null })).data;
  const name = found?.properties.name;
  return (
    <p className="within" role="status">
      {say("within", { community: typeof name === "string" ? name : community })}{" "}
      <button type="button" className="linklike" onClick={() => changeAddress({ community: null })}>
        {say("withinAll")}
      </button>
    </p>
  );
}

function Runs({ run }: { run: string | null }) {
  const { say } = useSitingWords();
  const runs = useQuery(runsQuery);
  if (runs.isPending) return <Skeleton active title={false} paragraph={{ rows: 4 }} />;
  if (runs.isError)
    return <Trouble tried={say("readingRuns")} error={runs.error} onRetry={() => void runs.refetch()} />;
  if (runs.data.runs.length === 0) return <p className="empty">{say("noRuns")}</p>;
  return (
    <ol className="runs">
      {runs.data.runs.map((each) => (
        <RunRow key={each.id} row={each} current={String(each.id) === run} />
      ))}
    </ol>
  );
}

function RunRow({ row, current }: { row: Listed; current: boolean }) {
  const { say, name, number } = useSitingWords();
  const preset = useQuery(presetsQuery).data?.presets.find((each) => each.name === row.preset);
  const zone = useQuery(placeQuery).data?.time_zone;
  return (
    <li>
      <button
        type="button"
        aria-current={current || undefined}
        onClick={() => changeOwn({ run: String(row.id), step: "candidates", weights: null, site: null })}
      >
        <span>
          {preset ? name(preset.question) : row.name} <small>{say("runNumber", { run: row.id })}</small>
        </span>
        <small className="num">
          {say("leftOf", { left: number(row.left ?? 0), all: number(row.candidates ?? 0) })}
          {row.first && ` · ${say("firstPlace", { code: row.first })}`}
        </small>
        <small className="muted num">
          {say("madeBy", { who: row.made_by, when: dayOf(row.made_at, zone) })}
        </small>
      </button>
    </li>
  );
}
