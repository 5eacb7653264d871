import { minuteOfKnown, parseKnown, sayKnown } from "../address/known.ts";
import { changeAddress } from "../address/store.ts";
import { useAddress } from "../address/useAddress.ts";
import { changeOwn } from "../consolidation/useOwn.ts";
import { useLanguage } from "../language/useLanguage.ts";
import { useExportWords } from "./useExportWords.ts";

/** The day for which things are true and the minute by which they were recorded; of what changes, its first day too. */
export function DateFields({ dates }: { dates: "at" | "since_at" }) {
  const { say } = useExportWords();
  const { say: tell } = useLanguage();
  const { at, known, own } = useAddress((whole) => whole);
  const state = at ? tell("stateOf", { date: at }) : tell("stateToday");
  const by = known ? tell("knownBy", { date: sayKnown(known) }) : tell("knownNow");
  return (
    <section aria-labelledby="times">
      <h2 id="times">{say("dates")}</h2>
      <div className={dates === "since_at" ? "fields" : "fields times"}>
        {dates === "since_at" && (
          <label>
            <span>{say("since")}</span>
            <input
              type="date"
              className="num"
              value={own.since ?? ""}
              {...(at ? { max: at } : {})}
              onChange={(event) => changeOwn({ since: event.target.value || null })}
            />
          </label>
        )}
        <label>
          <span>{say("at")}</span>
          <input
            type="date"
            className="num"
            value={at ?? ""}
            onChange={(event) => changeAddress({ at: event.target.value || null })}
          />
        </label>
        <label className={dates === "since_at" ? "wide" : ""}>
          <span>{say("known")}</span>
          <input
            type="datetime-local"
            className="num"
            value={known ? minuteOfKnown(known) : ""}
            onChange={(event) => changeAddress({ known: parseKnown(event.target.value) })}
          />
        </label>
      </div>
      <p className="muted num">{say("timesWhat", { state, known: by })}</p>
    </section>
  );
}
