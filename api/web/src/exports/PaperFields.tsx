import type { Own } from "../address/address.ts";
import { useAddress } from "../address/useAddress.ts";
import { changeOwn } from "../consolidation/useOwn.ts";
import { ORIENTATIONS, PRINTS, SWITCHES, subjectOf, type Template } from "./sheet.ts";
import { useExportWords } from "./useExportWords.ts";

const USUAL_PRINT = "pdf";
const USUAL_WAY = "landscape";

/** Scale, paper and format. Where nothing is said the server chooses: the largest round scale that fits. */
export function PaperFields({ template }: { template: Template }) {
  const { say, number } = useExportWords();
  const own = useAddress((address) => address.own);
  const set = (part: Own, value: string, usual = "") =>
    changeOwn({ [part]: value === usual ? null : value, frames: null });
  return (
    <section className="paper-fields">
      <h2>{say("paper")}</h2>
      <div className="fields">
        <label className="wide">
          <span>{say("scale")}</span>
          <select value={own.scale ?? ""} onChange={(event) => set("scale", event.target.value)}>
            <option value="">{say("fitting")}</option>
            {template.scales.map((scale) => (
              <option key={scale} value={scale}>
                1:{number(scale)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{say("size")}</span>
          <select
            value={own.paper ?? template.papers[0] ?? ""}
            onChange={(event) => set("paper", event.target.value, template.papers[0])}
          >
            {template.papers.map((paper) => (
              <option key={paper}>{paper}</option>
            ))}
          </select>
        </label>
        <label>
          <span>{say("way")}</span>
          <select
            value={own.way ?? USUAL_WAY}
            onChange={(event) => set("way", event.target.value, USUAL_WAY)}
          >
            {ORIENTATIONS.map((way) => (
              <option key={way} value={way}>
                {say(way)}
              </option>
            ))}
          </select>
        </label>
        <label className="wide">
          <span>{say("print")}</span>
          <select
            value={own.print ?? USUAL_PRINT}
            onChange={(event) =>
              changeOwn({ print: event.target.value === USUAL_PRINT ? null : event.target.value })
            }
          >
            {PRINTS.map((print) => (
              <option key={print} value={print}>
                {say(print)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {SWITCHES.filter((each) => each !== "set" || subjectOf(own, template) === "project").map((each) => (
        <label key={each} className="switch">
          <input
            type="checkbox"
            checked={own[each] === "yes"}
            onChange={(event) =>
              changeOwn({
                [each]: event.target.checked ? "yes" : null,
                ...(each === "series" ? { frames: null } : {}),
              })
            }
          />
          {say(each)}
        </label>
      ))}
    </section>
  );
}
