import { changeAddress } from "../address/store.ts";
import { useAddress } from "../address/useAddress.ts";
import { changeOwn } from "../consolidation/useOwn.ts";
import { useExportWords } from "./useExportWords.ts";

/** The day for which things are true; of what changes, the day before it began too. */
export function DateFields({ dates }: { dates: "at" | "since_at" }) {
  const { say } = useExportWords();
  const at = useAddress((address) => address.at);
  const since = useAddress((address) => address.own.since);
  return (
    <section className="fields">
      {dates === "since_at" && (
        <label>
          <span>{say("since")}</span>
          <input
            type="date"
            className="num"
            value={since ?? ""}
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
          placeholder={say("today")}
          onChange={(event) => changeAddress({ at: event.target.value || null })}
        />
      </label>
    </section>
  );
}
