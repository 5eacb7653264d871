import { formatFixed } from "../../language/numbers.ts";
import { useOwnWords } from "../useOwn.ts";
import { useWords } from "../useWords.ts";
import type { Compliance } from "./asks.ts";
import { grouped, isTouched, type Summed, shows } from "./sections.ts";
import { COMPLIANCE_WORDS, type ComplianceWord } from "./words.ts";

const LEAST_SHARE = 0.0005;
const M2_A_HA = 10_000;
const M2_A_MU = 2000 / 3;

/** The sheet as a table: each control, title category and present use, what each value covers, totals and shares. */
export function Sheet({ found }: { found: Compliance }) {
  const say = useOwnWords(COMPLIANCE_WORDS);
  const { name } = useWords();
  return (
    <>
      {grouped(found.sections, found.area_m2).map(([group, parts]) => (
        <section key={group} className={`card panel sheet-group ${group}`}>
          <header>
            <h2>{say(group)}</h2>
          </header>
          <table className="rows num">
            <thead>
              <tr>
                <th scope="col">{say("value")}</th>
                {(["m²", "hectares", "mu", "share"] as const).map((word) => (
                  <th key={word} scope="col" className="right">
                    {word === "m²" ? word : say(word as ComplianceWord)}
                  </th>
                ))}
                <td className="bar-column" />
              </tr>
            </thead>
            {parts.map((part) => (
              <Part key={part.section.name} part={part} />
            ))}
          </table>
        </section>
      ))}
      <p className="muted">{name(found.definition)}</p>
    </>
  );
}

function Part({ part }: { part: Summed }) {
  const say = useOwnWords(COMPLIANCE_WORDS);
  const { name, number, share } = useWords();
  const touched = isTouched(part);
  const single = part.inside.length < 2;
  return (
    <tbody className={touched ? "touched" : "untouched"}>
      <tr className="part-head">
        <th scope="rowgroup" colSpan={6}>
          {name(part.section.label)}{" "}
          <span className={touched ? "said" : "muted"}>
            {touched
              ? say("touched", {
                  area: number(part.total_m2 - part.outside.area_m2, 2),
                  share: small(part.covered, share),
                })
              : say("untouched")}
          </span>
        </th>
      </tr>
      {touched &&
        part.inside.map((one) => (
          <Line
            key={one.value ?? ""}
            label={name(one.label)}
            area={one.area_m2}
            part={one.share}
            className="inside"
          />
        ))}
      {touched && shows(part.outside.area_m2) && (
        <Line
          label={say("outside")}
          area={part.outside.area_m2}
          part={part.outside.share}
          className="muted-row"
        />
      )}
      {touched && !(single && !shows(part.outside.area_m2)) && (
        <Line label={say("total")} area={part.total_m2} part={null} className="total" />
      )}
      {part.overlapping && (
        <tr>
          <td colSpan={6} className="muted">
            {say("overlapping")}
          </td>
        </tr>
      )}
    </tbody>
  );
}

/** A share; what is there isn't said to be nothing. */
function small(part: number, share: (part: number) => string): string {
  return part > 0 && part < LEAST_SHARE ? `<${share(2 * LEAST_SHARE)}` : share(part);
}

function Line(props: { label: string; area: number; part: number | null; className: string }) {
  const { language, share } = useWords();
  return (
    <tr className={props.className}>
      <td>{props.label}</td>
      <td className="right">{formatFixed(props.area, language, 2)}</td>
      <td className="right">{formatFixed(props.area / M2_A_HA, language, 4)}</td>
      <td className="right">{formatFixed(props.area / M2_A_MU, language, 2)}</td>
      <td className="right">{props.part === null ? "" : small(props.part, share)}</td>
      <td className="bar-column">
        {props.part !== null && (
          <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect width={Math.min(100 * props.part, 100).toFixed(2)} height="8" />
          </svg>
        )}
      </td>
    </tr>
  );
}
