import { CLASSIFICATIONS, type Imprint, LANGUAGES } from "./sheet.ts";
import { useExportWords } from "./useExportWords.ts";

export const NO_IMPRINT: Imprint = {
  author: "",
  checker: "",
  classification: "",
  review_number: "",
  purpose: "",
  language: "",
};
/** Languages by their own names; one that has none here stands by its code. */
const NAMES: Readonly<Record<string, string>> = { zh: "中文", en: "English" };
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
        {LANGUAGES.length > 1 && (
          <label>
            <span>{say("sheetLanguage")}</span>
            <select
              value={imprint.language || LANGUAGES[0]}
              onChange={(event) => onImprint({ ...imprint, language: event.target.value })}
            >
              {LANGUAGES.map((each) => (
                <option key={each} value={each} lang={each}>
                  {NAMES[each] ?? each}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
    </section>
  );
}
