import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { parcelsQuery } from "../asks.ts";
import { Panel } from "../Panel.tsx";
import type { Shape } from "../shapes/frame.ts";
import { type Area, ShapeMap } from "../shapes/ShapeMap.tsx";
import { useStages } from "../stages.ts";
import { changeOwn, useOwnWords } from "../useOwn.ts";
import { useWords } from "../useWords.ts";
import { keysQuery, redLineQuery, shapesQuery } from "./asks.ts";
import { type KeyParcel, type Scenario, toggled, topKeys } from "./scenario.ts";
import { WHAT_IF_WORDS } from "./words.ts";

const TOP = 5;
const DONE = ["completed", "stored"];
const SIZE = { width: 560, height: 400 };

/** Choose parcels of a project: on the map, in the list, or those that unlock most. */
export function Choice({ project, scenario }: { project: string; scenario: Scenario }) {
  const say = useOwnWords(WHAT_IF_WORDS);
  const { number, ha } = useWords();
  const stages = useStages(say("noStage"));
  const times = { at: scenario.at, ...(scenario.known ? { known: scenario.known } : {}) };
  const parcels = useQuery(parcelsQuery(project, times));
  const shapes = useQuery(shapesQuery(project, times)).data;
  const line = useQuery(redLineQuery(project, times)).data;
  const keys = useQuery(keysQuery(project, times)).data?.parcels;
  const [stage, setStage] = useState("");
  const [find, setFind] = useState("");
  const chosen = new Set(scenario.parcels);
  const choose = (codes: readonly string[]) => changeOwn({ parcels: codes.join(",") });
  const unlocks = new Map(keys?.map((key) => [key.code, key]));
  const top = topKeys(keys ?? [], TOP);
  return (
    <Panel title={say("project")} asked={parcels} tried={say("readingParcels")} rows={12} className="choice">
      {(found) => {
        const missing = found.parcels.filter((parcel) => !DONE.includes(parcel.stage ?? ""));
        const stageOf = new Map(found.parcels.map((parcel) => [parcel.code, parcel.stage]));
        const shown = missing.filter(
          (parcel) =>
            (stage === "" || (parcel.stage ?? "-") === stage) &&
            parcel.code.toLowerCase().includes(find.trim().toLowerCase()),
        );
        const mine = missing.filter((parcel) => chosen.has(parcel.code));
        const areas: Area[] = (shapes?.features ?? [])
          .map(({ id, geometry }) => {
            const at = stageOf.get(id) ?? null;
            const done = DONE.includes(at ?? "");
            return {
              key: id,
              shape: geometry as Shape,
              title: `${id} ${stages.name(at)}`,
              fill: stages.colour(at),
              className: done ? "quiet" : chosen.has(id) ? "chosen" : "",
            };
          })
          .sort((one, other) => Number(one.className === "chosen") - Number(other.className === "chosen"));
        return (
          <>
            <ShapeMap
              label={say("map", { project })}
              areas={areas}
              outlines={line ? [line.geometry as Shape] : []}
              around={line ? [line.geometry as Shape] : areas.map((area) => area.shape)}
              size={SIZE}
              at={scenario.at}
              onPick={(code) => {
                if (missing.some((parcel) => parcel.code === code)) choose(toggled(scenario.parcels, code));
              }}
            />
            <p className="num chosen-sum" role="status">
              <b>
                {say("chosen", {
                  count: number(chosen.size),
                  area: ha(mine.reduce((sum, parcel) => sum + parcel.area_m2, 0)),
                })}
              </b>{" "}
              {chosen.size > mine.length && (
                <span className="muted">{say("elsewhere", { count: chosen.size - mine.length })}</span>
              )}
            </p>
            <div className="filters screen-only">
              {top.length > 0 && (
                <button
                  type="button"
                  className="plain"
                  onClick={() => choose([...new Set([...scenario.parcels, ...top])])}
                >
                  {say("takeKey", { count: top.length })}
                </button>
              )}
              <button
                type="button"
                className="plain"
                onClick={() =>
                  choose([...new Set([...scenario.parcels, ...shown.map((parcel) => parcel.code)])])
                }
              >
                {say("takeShown")}
              </button>
              <button type="button" className="plain" disabled={chosen.size === 0} onClick={() => choose([])}>
                {say("drop")}
              </button>
            </div>
            <div className="filters screen-only">
              <select
                aria-label={say("stage")}
                value={stage}
                onChange={(event) => setStage(event.target.value)}
              >
                <option value="">{say("everyStage")}</option>
                <option value="-">{say("noStage")}</option>
                {stages.codes
                  .filter((code) => !DONE.includes(code))
                  .map((code) => (
                    <option key={code} value={code}>
                      {stages.name(code)}
                    </option>
                  ))}
              </select>
              <input
                type="search"
                className="date"
                aria-label={say("find")}
                placeholder={say("find")}
                value={find}
                onChange={(event) => setFind(event.target.value)}
              />
            </div>
            {missing.length === 0 ? (
              <p className="empty">{say("none")}</p>
            ) : shown.length === 0 ? (
              <p className="empty">{say("noneShown")}</p>
            ) : (
              <div className="scrolling">
                <table className="rows num">
                  <thead>
                    <tr>
                      <td />
                      <th scope="col">{say("parcel")}</th>
                      <th scope="col">{say("stage")}</th>
                      <th scope="col" className="right">
                        {say("area")}
                      </th>
                      <th scope="col" className="right">
                        {say("unlocks")} <small>{say("ha")}</small>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {shown.map((parcel) => (
                      <tr key={parcel.code} className={chosen.has(parcel.code) ? "picked" : ""}>
                        <td>
                          <input
                            type="checkbox"
                            aria-label={say("choose", { parcel: parcel.code })}
                            checked={chosen.has(parcel.code)}
                            onChange={() => choose(toggled(scenario.parcels, parcel.code))}
                          />
                        </td>
                        <td>{parcel.code}</td>
                        <td>
                          <svg className="dot" viewBox="0 0 10 10" aria-hidden="true">
                            <circle cx="5" cy="5" r="4.5" fill={stages.colour(parcel.stage)} />
                          </svg>
                          {stages.name(parcel.stage)}
                        </td>
                        <td className="right">{number(parcel.area_m2)}</td>
                        <td className="right">
                          <Unlocks found={unlocks.get(parcel.code)} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </>
        );
      }}
    </Panel>
  );
}

function Unlocks({ found }: { found: KeyParcel | undefined }) {
  const say = useOwnWords(WHAT_IF_WORDS);
  const { ha } = useWords();
  if (!found) return "–";
  if (found.unlocked_m2 > 0 || found.with_neighbours_unlocked_m2 <= 0) return ha(found.unlocked_m2);
  return <small>{say("together", { ha: ha(found.with_neighbours_unlocked_m2) })}</small>;
}
