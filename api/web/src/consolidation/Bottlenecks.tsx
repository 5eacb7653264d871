import { useQuery } from "@tanstack/react-query";
import { linkToThing } from "../address/address.ts";
import { readAddress } from "../address/store.ts";
import { bottlenecksQuery, codesQuery, type Bottlenecks as Found, keyParcelsQuery } from "./asks.ts";
import { Panel } from "./Panel.tsx";
import type { Question } from "./question.ts";
import { useWords } from "./useWords.ts";

const MOST = 8;
const LAYER = "consolidation_parcels";

interface Asked {
  question: Question;
  today: string;
}

/** A parcel's code that leads to its place on the map. */
export function ParcelLink({ code }: { code: string }) {
  const { say } = useWords();
  return (
    <a href={linkToThing({ layer: LAYER, code }, readAddress())} title={say("onMap")}>
      {code}
    </a>
  );
}

/** What stands for longer than usual. */
export function Bottlenecks({ question, today }: Asked) {
  const { say, number } = useWords();
  const asked = useQuery(bottlenecksQuery(question, today));
  const count = asked.data && asked.data.parcels.length + asked.data.projects.length;
  return (
    <Panel
      title={say("bottlenecks")}
      aside={
        count !== undefined && <b className="warn">{say("bottlenecksCount", { count: number(count) })}</b>
      }
      asked={asked}
      tried={say("readingBottlenecks")}
      rows={8}
    >
      {(found) => <Slow found={found} />}
    </Panel>
  );
}

function Slow({ found }: { found: Found }) {
  const { say, name, language, number } = useWords();
  const stages = new Map(useQuery(codesQuery("stages")).data?.map((row) => [row.code, row]));
  if (found.parcels.length + found.projects.length === 0) {
    return <p className="empty">{say("noBottlenecks")}</p>;
  }
  const stageOf = (code: string | null) => {
    const stage = stages.get(code ?? "");
    return stage ? (language === "zh" ? stage.label_zh : stage.label_en) : say("noStage");
  };
  const slow = [...found.parcels].sort((one, other) => other.beyond_days - one.beyond_days);
  const late = [...found.projects].sort((one, other) => other.late_days - one.late_days);
  const hidden = Math.max(slow.length - MOST, 0) + Math.max(late.length - 3, 0);
  return (
    <table className="rows num">
      <thead>
        <tr>
          <th scope="col">{say("parcel")}</th>
          <th scope="col">{say("stage")}</th>
          <th scope="col" className="right">
            {say("stay")}
          </th>
          <th scope="col">{say("obstacle")}</th>
        </tr>
      </thead>
      <tbody>
        {late.slice(0, 3).map((project) => (
          <tr key={project.project}>
            <td>{project.name}</td>
            <td>{name(project.milestone_label)}</td>
            <td className="right warn">{say("late", { days: number(project.late_days) })}</td>
            <td>{project.obstacle ? name(project.obstacle.reason_label) : "–"}</td>
          </tr>
        ))}
        {slow.slice(0, MOST).map((parcel) => (
          <tr key={parcel.code}>
            <td>
              <ParcelLink code={parcel.code} />
            </td>
            <td>{stageOf(parcel.stage)}</td>
            <td className="right">
              <span className="warn">{say("days", { days: number(parcel.days) })}</span>{" "}
              <small>
                {say("usual")} {number(parcel.usual_days)}
              </small>
            </td>
            <td>{parcel.obstacle ? name(parcel.obstacle.reason_label) : "–"}</td>
          </tr>
        ))}
        {hidden > 0 && (
          <tr>
            <td colSpan={4} className="muted">
              {say("more", { count: number(hidden) })}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** Which parcels would release most. */
export function KeyParcels({ question, today }: Asked) {
  const { say, ha } = useWords();
  const asked = useQuery(keyParcelsQuery(question, today));
  return (
    <Panel
      title={say("keyParcels")}
      aside={say("keyParcelsWhat")}
      asked={asked}
      tried={say("readingKeyParcels")}
      rows={8}
    >
      {(found) => {
        const rows = found.parcels.filter((parcel) => parcel.unlocked_m2 > 0).slice(0, MOST + 3);
        if (rows.length === 0) return <p className="empty">{say("noKeyParcels")}</p>;
        return (
          <table className="rows num">
            <thead>
              <tr>
                <th scope="col">{say("parcel")}</th>
                <th scope="col">{say("project")}</th>
                <th scope="col" className="right">
                  {say("area")} <small>{say("ha")}</small>
                </th>
                <th scope="col" className="right">
                  {say("unlocks")} <small>{say("ha")}</small>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((parcel) => (
                <tr key={parcel.code}>
                  <td>
                    <ParcelLink code={parcel.code} />
                  </td>
                  <td>{parcel.project ?? "–"}</td>
                  <td className="right">{ha(parcel.area_m2)}</td>
                  <td className="right">{ha(parcel.unlocked_m2)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        );
      }}
    </Panel>
  );
}
