import { CLASSIFICATIONS, type Imprint } from "./sheet.ts";
import { useExportWords } from "./useExportWords.ts";

export const NO_IMPRINT: Imprint = {
  author: "",
  checker: "",
  classification: "",
  review_number: "",
  purpose: "",
};
const TEXTS = ["author", "checker", "review_number", "purpose"] as const;
const LONGEST = 100;

/** The part of an imprint that is said. */
export function saidOf(imprint: Imprint): Partial<Imprint> {
  return Object.fromEntries(
    Object.entries(imprint)
      .map(([part, value]) => [part, value.trim()])
      .filter(([, value]) => value !== ""),
  );
}

/** What is written on the sheet beside the map: who made and checked it, its mark and review number. */
export function ImprintFields(props: { imprint: Imprint; onImprint: (imprint: Imprint) => void }) {
  const { say } = useExportWords();
  const { imprint, onImprint } = props;
  return (
    <section>
      <h2>{say("imprint")}</h2>
      <div className="fields">
        {TEXTS.map((part) => (
          <label key={part}>
            <span>{say(part)}</span>
            <input
              type="text"
              maxLength={LONGEST}
              value={imprint[part]}
              onChange={(event) => onImprint({ ...imprint, [part]: event.target.value })}
            />
          </label>
        ))}
        <label>
          <span>{say("classification")}</span>
          <select
            value={imprint.classification}
            onChange={(event) => onImprint({ ...imprint, classification: event.target.value })}
          >
            <option value="">{say("unsaid")}</option>
            {CLASSIFICATIONS.map((each) => (
              <option key={each} value={each}>
                {say(each)}
              </option>
            ))}
          </select>
        </label>
      </div>
    </section>
  );
}
