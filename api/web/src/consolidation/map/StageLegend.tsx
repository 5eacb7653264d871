import type { CodeRow } from "../asks.ts";
import { OpenNumber } from "../opening.tsx";
import { useWords } from "../useWords.ts";

/** The stages in the office's order and colours, with the parcels at each on the day that the map shows. */
export function StageLegend(props: {
  stages: readonly CodeRow[];
  counts: ReadonlyMap<string, number>;
  day: string;
}) {
  const { say, language, number } = useWords();
  const rows = [
    { code: "-", text: say("noStage"), colour: "var(--track)" },
    ...props.stages.map((row) => ({
      code: row.code,
      text: language === "zh" ? row.label_zh : row.label_en,
      colour: String(row.colour ?? "var(--track)"),
    })),
  ];
  return (
    <ul className="stage-legend num">
      {rows.map(({ code, text, colour }) => (
        <li key={code}>
          <svg className="dot" viewBox="0 0 10 10" aria-hidden="true">
            <rect width="10" height="10" fill={colour} />
          </svg>
          {text}{" "}
          <OpenNumber of={{ what: `stage:${code}`, first: props.day, last: props.day }} label={text}>
            {number(props.counts.get(code) ?? 0)}
          </OpenNumber>
        </li>
      ))}
    </ul>
  );
}
