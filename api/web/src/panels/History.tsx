import { useQuery } from "@tanstack/react-query";
import { type Layer, placeQuery, type Revision } from "../api/queries.ts";
import { dayOf } from "../language/numbers.ts";
import { useLanguage } from "../language/useLanguage.ts";
import { fieldNamed, showValue } from "./value.ts";

/** What happened to a thing, newest first: since when it was so, who recorded it, and what changed. */
export function History({ revisions, layer }: { revisions: readonly Revision[]; layer: Layer }) {
  const { say } = useLanguage();
  const zone = useQuery(placeQuery).data?.time_zone;
  const newest = [...revisions].sort((a, b) => b.revision - a.revision);
  return (
    <section className="history" data-testid="history">
      <h3>{say("history")}</h3>
      <ol className="num">
        {newest.map((revision, index) => {
          const changes = Object.entries(revision.changes).filter(
            ([, [, after]]) => after !== revision.valid_from,
          );
          return (
            <li key={revision.revision}>
              <p>
                <b>{say("from", { date: revision.valid_from })}</b>{" "}
                {index === newest.length - 1 && <span className="muted">{say("firstRecorded")}</span>}
              </p>
              {changes.map(([field, [before, after]]) => (
                <Change key={field} field={field} before={before} after={after} layer={layer} />
              ))}
              <p className="muted">
                {say("recordedBy", {
                  who: revision.updated_by,
                  when: dayOf(revision.updated_at, zone),
                })}
              </p>
            </li>
          );
        })}
      </ol>
      {revisions.length === 1 && <p className="muted">{say("noHistory")}</p>}
    </section>
  );
}

interface ChangeProps {
  field: string;
  before: unknown;
  after: unknown;
  layer: Layer;
}

function Change({ field, before, after, layer }: ChangeProps) {
  const { language, say, name } = useLanguage();
  if (field === "geom") {
    return (
      <p>
        {say("shape")} {say("redrawn")}
      </p>
    );
  }
  const declared = fieldNamed(layer, field);
  if (!declared) {
    return (
      <p>
        {field} <s className="muted">{String(before ?? "—")}</s> → {String(after ?? "—")}
      </p>
    );
  }
  const [was, is] = [showValue(before, declared, language), showValue(after, declared, language)];
  return (
    <p>
      {name(declared.label)} <s className="muted">{was.text}</s> → {is.text} <small>{is.unit}</small>
    </p>
  );
}
