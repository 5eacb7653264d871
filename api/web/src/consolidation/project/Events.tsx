import { useQuery } from "@tanstack/react-query";
import { placeQuery } from "../../api/queries.ts";
import { dayOf } from "../../language/numbers.ts";
import { codesQuery, eventsQuery, type RecordedEvent } from "../asks.ts";
import { ParcelLink } from "../Bottlenecks.tsx";
import { Panel } from "../Panel.tsx";
import { useWords } from "../useWords.ts";

const MOST = 60;

/** What was recorded of the project and its parcels, the newest first: what, when, by whom. */
export function Events({ code, known }: { code: string; known: string | null }) {
  const { say, number } = useWords();
  const events = useQuery(eventsQuery(code, known ? { known } : {}));
  return (
    <Panel
      className="events"
      title={say("events")}
      aside={events.data && `${number(events.data.events.length)}${events.data.next ? "+" : ""}`}
      asked={events}
      tried={say("readingEvents")}
      rows={8}
    >
      {(found) => <Rows events={found.events} />}
    </Panel>
  );
}

function Rows({ events }: { events: readonly RecordedEvent[] }) {
  const { say, language, number } = useWords();
  const zone = useQuery(placeQuery).data?.time_zone;
  const stages = useQuery(codesQuery("stages")).data ?? [];
  const milestones = useQuery(codesQuery("milestones")).data ?? [];
  const custody = useQuery(codesQuery("custody_states")).data ?? [];
  const lists = { stage: stages, milestone: milestones, custody };
  if (events.length === 0) return <p className="empty">{say("noEvents")}</p>;
  const what = (event: RecordedEvent) => {
    const row = lists[event.log].find((one) => one.code === event.what);
    return row ? (language === "zh" ? row.label_zh : row.label_en) : (event.what ?? say("takenBack"));
  };
  return (
    <>
      <ol className="event-list num">
        {[...events]
          .reverse()
          .slice(0, MOST)
          .map((event) => (
            <li key={`${event.log}-${event.id}`} className={event.voided_by ? "void" : ""}>
              <p>
                <b>{what(event)}</b> {event.happened_on} {event.parcel && <ParcelLink code={event.parcel} />}
              </p>
              <p className="muted">
                {say("recordedBy", { who: event.recorded_by, when: dayOf(event.recorded_at, zone) })}
                {event.voids !== null && ` · ${say("voidsEvent", { id: event.voids })}`}
                {event.voided_by !== null && ` · ${say("takenBack")}`}
                {event.note && ` · ${event.note}`}
              </p>
            </li>
          ))}
      </ol>
      {events.length > MOST && (
        <p className="muted">{say("more", { count: number(events.length - MOST) })}</p>
      )}
    </>
  );
}
