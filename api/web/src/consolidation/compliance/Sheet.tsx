import { useOwnWords } from "../useOwn.ts";
import { useWords } from "../useWords.ts";
import type { Compliance } from "./asks.ts";
import { grouped, isTouched, type Summed } from "./sections.ts";
import { COMPLIANCE_WORDS, type ComplianceWord } from "./words.ts";

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
  const areas = part.section.field === null || part.inside.length < 2;
  return (
    <tbody className={touched ? "touched" : "untouched"}>
      <tr className="part-head">
        <th scope="rowgroup" colSpan={6}>
          {name(part.section.label)}{" "}
          <span className={touched ? "said" : "muted"}>
            {touched
              ? say("touched", {
                  area: number(part.total_m2 - part.outside.area_m2, 2),
                  share: share(part.covered),
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
      {touched && part.outside.area_m2 > 0 && (
        <Line
          label={say("outside")}
          area={part.outside.area_m2}
          part={part.outside.share}
          className="muted-row"
        />
      )}
      {touched && !(areas && part.outside.area_m2 === 0) && (
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

function Line(props: { label: string; area: number; part: number | null; className: string }) {
  const { number, share } = useWords();
  return (
    <tr className={props.className}>
      <td>{props.label}</td>
      <td className="right">{number(props.area, 2)}</td>
      <td className="right">{number(props.area / M2_A_HA, 4)}</td>
      <td className="right">{number(props.area / M2_A_MU, 2)}</td>
      <td className="right">{props.part === null ? "" : share(props.part)}</td>
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
