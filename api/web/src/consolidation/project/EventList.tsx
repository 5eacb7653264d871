import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useState } from "react";
import { placeQuery } from "../../api/queries.ts";
import { dayOf } from "../../language/numbers.ts";
import { Trouble } from "../../panels/Trouble.tsx";
import { codesQuery, eventsQuery, type RecordedEvent } from "../asks.ts";
import { ParcelLink } from "../lists/ParcelLink.tsx";
import { useWords } from "../useWords.ts";

interface Shown {
  of: { project: string } | { parcel: string };
  known: string | null;
}

/** What was recorded of a project or a parcel, the newest first, page by page: what, when, by whom. */
export function EventList(shown: Shown) {
  return (
    <div className="event-list num">
      <Page {...shown} />
    </div>
  );
}

/** One page, and below it the next: each begins where the one above ends, also when something new came on top. */
function Page({ of, known, after }: Shown & { after?: string }) {
  const { say } = useWords();
  const events = useQuery(eventsQuery(of, known ? { known } : {}, after));
  const [open, setOpen] = useState(false);
  if (events.isPending) return <Skeleton active title={false} paragraph={{ rows: 8 }} />;
  if (events.isError) {
    return (
      <Trouble tried={say("readingEvents")} error={events.error} onRetry={() => void events.refetch()} />
    );
  }
  const { events: rows, next } = events.data;
  if (rows.length === 0 && !after) return <p className="empty">{say("noEvents")}</p>;
  return (
    <>
      <Rows events={rows} />
      {next && open && <Page of={of} known={known} after={next} />}
      {next && !open && (
        <button type="button" className="plain more" onClick={() => setOpen(true)}>
          {say("earlierEvents")}
        </button>
      )}
    </>
  );
}

function Rows({ events }: { events: readonly RecordedEvent[] }) {
  const { say, language } = useWords();
  const zone = useQuery(placeQuery).data?.time_zone;
  const lists = {
    stage: useQuery(codesQuery("stages")).data,
    milestone: useQuery(codesQuery("milestones")).data,
    custody: useQuery(codesQuery("custody_states")).data,
  };
  const what = (event: RecordedEvent) => {
    const row = lists[event.log]?.find((one) => one.code === event.what);
    return row ? (language === "zh" ? row.label_zh : row.label_en) : (event.what ?? say("takenBack"));
  };
  return (
    <ol>
      {events.map((event) => (
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
  );
}
