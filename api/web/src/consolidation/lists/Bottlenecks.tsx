import { useQuery } from "@tanstack/react-query";
import { formatAddress, USUAL } from "../../address/address.ts";
import { useAddress } from "../../address/useAddress.ts";
import { bottlenecksQuery, type Bottlenecks as Found } from "../asks.ts";
import { Panel } from "../Panel.tsx";
import type { Question } from "../question.ts";
import { useStageNames } from "../useStageNames.ts";
import { useWords } from "../useWords.ts";
import { OpenParcel } from "./openParcel.tsx";
import { ParcelLink } from "./ParcelLink.tsx";
import { useFold } from "./useFold.tsx";

const FIRST_PARCELS = 8;
const FIRST_PROJECTS = 3;
const A_PAGE = 50;

type Slow = Found["parcels"][number];
type Late = Found["projects"][number];
type Row = { parcel: Slow } | { project: Late };

/** What stands for longer than usual: the latest projects and the slowest parcels first, all of them to be unfolded. */
export function Bottlenecks({ question, today }: { question: Question; today: string }) {
  const { say, name, number } = useWords();
  const asked = useQuery(bottlenecksQuery(question, today));
  const count = asked.data && asked.data.parcels.length + asked.data.projects.length;
  return (
    <Panel
      className="bottlenecks"
      title={say("bottlenecks")}
      aside={
        count !== undefined && (
          <b className="warn" title={asked.data && name(asked.data.definition)}>
            {say("bottlenecksCount", { count: number(count) })}
          </b>
        )
      }
      asked={asked}
      tried={say("readingBottlenecks")}
      rows={8}
    >
      {(found) => <Rows rows={rowsOf(found)} />}
    </Panel>
  );
}

/** The few latest projects and slowest parcels first, then the others. */
function rowsOf({ parcels, projects }: Found): Row[] {
  const slow = [...parcels].sort((one, other) => other.beyond_days - one.beyond_days);
  const late = [...projects].sort((one, other) => other.late_days - one.late_days);
  const order = [
    late.slice(0, FIRST_PROJECTS),
    slow.slice(0, FIRST_PARCELS),
    late.slice(FIRST_PROJECTS),
    slow.slice(FIRST_PARCELS),
  ];
  return order.flatMap((part) => part.map((one) => ("code" in one ? { parcel: one } : { project: one })));
}

function Rows({ rows }: { rows: readonly Row[] }) {
  const { say, name, number } = useWords();
  const stageName = useStageNames();
  const { at, known, year, language } = useAddress((whole) => whole);
  const { shown, more } = useFold(rows, FIRST_PROJECTS + FIRST_PARCELS, A_PAGE);
  if (rows.length === 0) return <p className="empty">{say("noBottlenecks")}</p>;
  const page = (project: string) =>
    `/consolidation/project${formatAddress({ ...USUAL, at, known, year, language, project })}`;
  return (
    <>
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
          {shown.map((row) =>
            "project" in row ? (
              <tr key={`project ${row.project.project}`}>
                <td>
                  <a href={page(row.project.project)}>{row.project.name}</a>
                </td>
                <td>{name(row.project.milestone_label)}</td>
                <td className="right warn">
                  <a
                    href={page(row.project.project)}
                    title={say("promisedOn", { date: row.project.promised_on })}
                  >
                    {say("late", { days: number(row.project.late_days) })}
                  </a>
                </td>
                <td>{row.project.obstacle ? name(row.project.obstacle.reason_label) : "–"}</td>
              </tr>
            ) : (
              <tr key={row.parcel.code}>
                <td>
                  <ParcelLink code={row.parcel.code} />
                </td>
                <td>{stageName(row.parcel.stage)}</td>
                <td className="right">
                  <span className="warn">
                    <OpenParcel code={row.parcel.code} slow={row.parcel} label={say("stay")}>
                      {say("days", { days: number(row.parcel.days) })}
                    </OpenParcel>
                  </span>{" "}
                  <small>
                    {say("usual")} {number(row.parcel.usual_days)}
                  </small>
                </td>
                <td>{row.parcel.obstacle ? name(row.parcel.obstacle.reason_label) : "–"}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
      {more}
    </>
  );
}
