import { useQuery } from "@tanstack/react-query";
import { keyParcelsQuery } from "../asks.ts";
import { Panel } from "../Panel.tsx";
import type { Question } from "../question.ts";
import { useWords } from "../useWords.ts";
import { type Key, OpenParcel } from "./openParcel.tsx";
import { ParcelLink } from "./ParcelLink.tsx";
import { useFold } from "./useFold.tsx";

const FIRST_ROWS = 11;
const A_PAGE = 50;

/** Which parcels would release most, all of them to be unfolded. */
export function KeyParcels({ question, today }: { question: Question; today: string }) {
  const { say } = useWords();
  const asked = useQuery(keyParcelsQuery(question, today));
  return (
    <Panel
      className="key-parcels"
      title={say("keyParcels")}
      aside={say("keyParcelsWhat")}
      asked={asked}
      tried={say("readingKeyParcels")}
      rows={8}
    >
      {(found) => <Rows rows={found.parcels.filter((parcel) => parcel.unlocked_m2 > 0)} />}
    </Panel>
  );
}

function Rows({ rows }: { rows: readonly Key[] }) {
  const { say, ha } = useWords();
  const { shown, more } = useFold(rows, FIRST_ROWS, A_PAGE);
  if (rows.length === 0) return <p className="empty">{say("noKeyParcels")}</p>;
  return (
    <>
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
          {shown.map((parcel) => (
            <tr key={parcel.code}>
              <td>
                <ParcelLink code={parcel.code} />
              </td>
              <td>{parcel.project ?? "–"}</td>
              <td className="right">{ha(parcel.area_m2)}</td>
              <td className="right">
                <OpenParcel code={parcel.code} unlocks={parcel} label={say("unlocks")}>
                  {ha(parcel.unlocked_m2)}
                </OpenParcel>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </>
  );
}
