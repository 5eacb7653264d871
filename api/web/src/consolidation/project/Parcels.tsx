import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type CodeRow, codesQuery, type Parcel, parcelsQuery } from "../asks.ts";
import { ParcelLink } from "../lists/ParcelLink.tsx";
import { Panel } from "../Panel.tsx";
import { useWords } from "../useWords.ts";
import { CONSOLIDATION_WORDS, type ConsolidationWord } from "../words.ts";
import { type SortKey, sortParcels } from "./sort.ts";

interface Shown {
  code: string;
  times: { at?: string; known?: string };
  /** Whether whoever looks may record. */
  records: boolean;
  onRecord: (parcel: Parcel) => void;
}

const COLUMNS: readonly [SortKey, ConsolidationWord, boolean][] = [
  ["code", "parcel", false],
  ["stage", "stage", false],
  ["since", "since", false],
  ["days", "stay", true],
  ["area_m2", "area", true],
  ["land_kind", "landKind", false],
  ["holders", "holders", true],
  ["tenants", "tenants", true],
  ["team", "team", false],
];

/** The parcels of a project, to sort, to choose by stage, to find on the map, to record what happened to. */
export function Parcels({ code, times, records, onRecord }: Shown) {
  const { say, number } = useWords();
  const parcels = useQuery(parcelsQuery(code, times));
  const stages = useQuery(codesQuery("stages")).data ?? [];
  const [stage, setStage] = useState("");
  return (
    <Panel
      className="parcels"
      title={say("parcels")}
      aside={parcels.data && say("parcelsCount", { count: number(parcels.data.parcels.length) })}
      asked={parcels}
      tried={say("readingParcels")}
      rows={10}
    >
      {(found) =>
        found.parcels.length === 0 ? (
          <p className="empty">{say("noParcels")}</p>
        ) : (
          <>
            <StageFilter stages={stages} stage={stage} onChoose={setStage} />
            <Rows
              parcels={found.parcels.filter((parcel) => stage === "" || (parcel.stage ?? "-") === stage)}
              stages={stages}
              onRecord={records ? onRecord : null}
            />
          </>
        )
      }
    </Panel>
  );
}

function StageFilter(props: {
  stages: readonly CodeRow[];
  stage: string;
  onChoose: (stage: string) => void;
}) {
  const { say, language } = useWords();
  return (
    <select
      className="stage-filter"
      aria-label={say("stage")}
      value={props.stage}
      onChange={(event) => props.onChoose(event.target.value)}
    >
      <option value="">{say("everyStage")}</option>
      <option value="-">{say("noStage")}</option>
      {props.stages.map((row) => (
        <option key={row.code} value={row.code}>
          {language === "zh" ? row.label_zh : row.label_en}
        </option>
      ))}
    </select>
  );
}

function Rows(props: {
  parcels: Parcel[];
  stages: readonly CodeRow[];
  onRecord: ((parcel: Parcel) => void) | null;
}) {
  const { say, number, language } = useWords();
  const [sort, setSort] = useState<{ key: SortKey; down: boolean }>({ key: "code", down: false });
  const rows = sortParcels(
    props.parcels,
    sort,
    props.stages.map((row) => row.code),
  );
  const stageOf = new Map(props.stages.map((row) => [row.code, row]));
  const kind = (code: string) =>
    CONSOLIDATION_WORDS[language][code as ConsolidationWord] ?? code.replaceAll("_", " ");
  if (rows.length === 0) return <p className="empty">{say("noParcelsOfStage")}</p>;
  return (
    <div className="scrolling">
      <table className="rows num">
        <thead>
          <tr>
            {COLUMNS.map(([key, word, right]) => (
              <th
                key={key}
                scope="col"
                className={right ? "right" : ""}
                aria-sort={sort.key === key ? (sort.down ? "descending" : "ascending") : "none"}
              >
                <button
                  type="button"
                  className="sorter"
                  onClick={() => setSort({ key, down: sort.key === key && !sort.down })}
                >
                  {say(word)}
                  {key === "area_m2" && <small> m²</small>}
                  <span aria-hidden="true">{sort.key === key ? (sort.down ? " ↓" : " ↑") : ""}</span>
                </button>
              </th>
            ))}
            {props.onRecord && (
              <th scope="col" className="screen-only">
                {say("action")}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((parcel) => {
            const stage = stageOf.get(parcel.stage ?? "");
            return (
              <tr key={parcel.code}>
                <td>
                  <ParcelLink code={parcel.code} />
                </td>
                <td>
                  <svg className="dot" viewBox="0 0 10 10" aria-hidden="true">
                    <circle cx="5" cy="5" r="4.5" fill={String(stage?.colour ?? "none")} />
                  </svg>
                  {stage ? (language === "zh" ? stage.label_zh : stage.label_en) : say("noStage")}
                </td>
                <td>{parcel.since ?? "–"}</td>
                <td className="right">
                  {parcel.days === null ? "–" : say("days", { days: number(parcel.days) })}
                </td>
                <td className="right">{number(parcel.area_m2)}</td>
                <td>{kind(parcel.land_kind)}</td>
                <td className="right">
                  {parcel.holders} ({parcel.holders_signed})
                </td>
                <td className="right">
                  {parcel.tenants} ({parcel.tenants_vacated})
                </td>
                <td>{parcel.team ?? "–"}</td>
                {props.onRecord && (
                  <td className="screen-only">
                    <button
                      type="button"
                      className="linklike"
                      aria-label={say("recordFor", { parcel: parcel.code })}
                      onClick={() => props.onRecord?.(parcel)}
                    >
                      {say("record")}
                    </button>
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
