import type { Layer } from "../api/queries.ts";
import { changeOwn } from "../consolidation/useOwn.ts";
import { listed } from "../language/lists.ts";
import type { Format } from "./asks.ts";
import { useExportWords } from "./useExportWords.ts";
import "./formats.css";

/** Whether a format holds the layers' kinds of shapes. */
export function fits({ shapes }: Format, layers: readonly Layer[]): boolean {
  return shapes.length === 0 || layers.every(({ geometry }) => shapes.includes(geometry));
}

/** The formats; of the chosen one, what it keeps and what it loses: better said now than found out later. */
export function FormatCards(props: {
  formats: readonly Format[];
  chosen: Format | null;
  layers: readonly Layer[];
}) {
  const { say, name, language } = useExportWords();
  const { formats, chosen, layers } = props;
  return (
    <section>
      <fieldset className="format-cards">
        <legend>{say("format")}</legend>
        {formats.map((format) => {
          const fitting = fits(format, layers);
          return (
            <label key={format.name} title={fitting ? "" : say("unfit")}>
              <input
                type="radio"
                name="format"
                value={format.name}
                checked={format.name === chosen?.name}
                disabled={!fitting}
                onChange={() => changeOwn({ format: format.name })}
              />
              <b>{name(format.label)}</b>
              <small className="num">
                {format.extension.startsWith(".") ? format.extension : `.${format.extension}`}
              </small>
              <small className={format.losses.length > 0 ? "" : "ok"}>
                {!fitting
                  ? say("unfit")
                  : format.losses.length === 0
                    ? say("losesNothing")
                    : `${say("loses")} ${format.losses.length}`}
              </small>
            </label>
          );
        })}
      </fieldset>
      {chosen && (
        <div className="losses">
          <p>
            <b>{say("keeps")}</b>{" "}
            {listed(
              chosen.keeps.map((kept) => name(kept.label)),
              language,
            )}
          </p>
          {chosen.losses.length > 0 && (
            <>
              <b>{say("loses")}</b>
              <ul>
                {chosen.losses.map((loss) => (
                  <li key={loss.en}>{name(loss)}</li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </section>
  );
}
