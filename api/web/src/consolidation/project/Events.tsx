import { useId } from "react";
import { useWords } from "../useWords.ts";
import { EventList } from "./EventList.tsx";

/** What was recorded of the project and its parcels. */
export function Events({ code, known }: { code: string; known: string | null }) {
  const { say } = useWords();
  const heading = useId();
  return (
    <section className="card panel events" aria-labelledby={heading}>
      <header>
        <h2 id={heading}>{say("events")}</h2>
        <span className="muted">{say("newestFirst")}</span>
      </header>
      <EventList of={{ project: code }} known={known} />
    </section>
  );
}
