import type { ReactNode } from "react";
import { ParcelLink } from "../lists/ParcelLink.tsx";
import { useStages } from "../stages.ts";
import { useOwnWords } from "../useOwn.ts";
import { useWords } from "../useWords.ts";
import { daysPast, isSlow, type Parcel, tenThousands } from "./day.ts";
import { TEAM_WORDS, type TeamWord } from "./words.ts";

const COLUMNS: readonly [TeamWord, string][] = [
  ["number", "right"],
  ["parcel", ""],
  ["holder", ""],
  ["stage", ""],
  ["stay", "right"],
  ["lastContact", ""],
  ["money", "right"],
  ["next", ""],
  ["today", "paper-only by-hand"],
];

/** The parcels of a team as a table whose head stands on every sheet of paper. */
export function ParcelRows({
  parcels,
  at,
  head,
}: {
  parcels: readonly Parcel[];
  at: string;
  head: ReactNode;
}) {
  const say = useOwnWords(TEAM_WORDS);
  return (
    <table className="rows num team-rows">
      <thead>
        <tr className="paper-only sheet-head">
          <td colSpan={COLUMNS.length}>{head}</td>
        </tr>
        <tr>
          {COLUMNS.map(([word, className]) => (
            <th key={word} scope="col" className={className}>
              {say(word)}
              {word === "money" && <small> {say("tenThousand")}</small>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {parcels.map((parcel) => (
          <Row key={parcel.code} parcel={parcel} at={at} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ parcel, at }: { parcel: Parcel; at: string }) {
  const say = useOwnWords(TEAM_WORDS);
  const { number, name } = useWords();
  const stages = useStages(say("noStage"));
  const slow = isSlow(parcel);
  return (
    <tr>
      <td className="right muted">{parcel.number}</td>
      <th scope="row">
        <ParcelLink code={parcel.code} />
        <small>{number(parcel.area_m2)} m²</small>
      </th>
      <td>
        <Holders parcel={parcel} />
      </td>
      <td>
        <svg className="dot" viewBox="0 0 10 10" aria-hidden="true">
          <circle cx="5" cy="5" r="4.5" fill={stages.colour(parcel.stage)} />
        </svg>
        {stages.name(parcel.stage)}
        {parcel.tenants > 0 && (
          <small>{say("tenants", { vacated: parcel.tenants_vacated, count: parcel.tenants })}</small>
        )}
      </td>
      <td className="right">
        {slow ? (
          <b className="warn" title={say("beyondMark", { days: number(Math.ceil(parcel.beyond_days ?? 0)) })}>
            ▲ {say("days", { days: number(parcel.days) })}
          </b>
        ) : (
          say("days", { days: number(parcel.days) })
        )}
        <small>
          {parcel.usual_days === null ? "" : say("usual", { days: number(Math.ceil(parcel.usual_days)) })}
        </small>
      </td>
      <td>
        {parcel.last_contact_on ?? <span className="muted">{say("never")}</span>}
        {parcel.last_kind && (
          <small className={parcel.refused ? "warn" : ""}>{say(parcel.last_kind as TeamWord)}</small>
        )}
      </td>
      <td className="right">
        <Money parcel={parcel} />
      </td>
      <td>
        {parcel.obstacle ? (
          <>
            {parcel.obstacle.next_action}
            <small>
              <Due date={parcel.obstacle.next_on} at={at} /> · {parcel.obstacle.owner} ·{" "}
              {name(parcel.obstacle.reason_label)}
            </small>
          </>
        ) : (
          <>
            → {stages.name(parcel.next_stage)}
            {parcel.usual_until && (
              <small>
                <Due date={parcel.usual_until} at={at} /> · {say("usually")}
              </small>
            )}
          </>
        )}
      </td>
      <td className="paper-only by-hand" />
    </tr>
  );
}

function Holders({ parcel }: { parcel: Parcel }) {
  const say = useOwnWords(TEAM_WORDS);
  const [first] = parcel.contacts;
  if (!first) return <span className="muted">–</span>;
  return (
    <>
      {first.name ?? "–"} <span className="phone">{first.phone}</span>
      <small>
        {say(first.kind as TeamWord) || first.kind}
        {parcel.holders > 1 && ` ${say("others", { count: parcel.holders })}`} ·{" "}
        {say("signed", { signed: parcel.holders_signed, count: parcel.holders })}
      </small>
    </>
  );
}

function Money({ parcel }: { parcel: Parcel }) {
  const say = useOwnWords(TEAM_WORDS);
  const { number } = useWords();
  const gap = parcel.holders_signed < parcel.holders ? parcel.gap_yuan : null; // who has signed has closed it
  const told = (yuan: number | null) => (yuan === null ? "–" : number(tenThousands(yuan), 1));
  if (parcel.offer_yuan === null && parcel.asked_yuan === null) return <span className="muted">–</span>;
  return (
    <>
      {told(parcel.offer_yuan)} / {told(parcel.asked_yuan)}
      <small>
        {gap !== null && <b>{say("gap", { amount: told(gap) })}</b>}
        {gap !== null && parcel.refused && " · "}
        {parcel.refused && <span className="warn">{say("refused")}</span>}
      </small>
    </>
  );
}

/** A day; one that is past is said to be. */
function Due({ date, at }: { date: string; at: string }) {
  const say = useOwnWords(TEAM_WORDS);
  const { number } = useWords();
  const past = daysPast(date, at);
  return (
    <span className={past > 0 ? "warn" : ""}>
      {date}
      {past > 0 && ` ${say("overdue", { days: number(past) })}`}
    </span>
  );
}
