import { useEffect, useRef, useState } from "react";
import { urlOf } from "../api/client.ts";
import { lastDay, type Question } from "./question.ts";
import { useWords } from "./useWords.ts";

const LEDGER = "/api/consolidation/ledger.xlsx";

/** The ledgers that the office hands in, of what the page's filters say: the year's, a month's, a project's. */
export function Ledgers({ question }: { question: Question }) {
  const { say } = useWords();
  const [month, setMonth] = useState(Number(lastDay(question).slice(5, 7)));
  const { at: _, ...wholeYear } = question;
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const fold = (event: Event) => {
      const inside = event.target instanceof Node && details.current?.contains(event.target);
      const escaped = event instanceof KeyboardEvent && event.key === "Escape";
      if (details.current && (escaped || (event.type === "pointerdown" && !inside)))
        details.current.open = false;
    };
    addEventListener("pointerdown", fold);
    addEventListener("keydown", fold);
    return () => {
      removeEventListener("pointerdown", fold);
      removeEventListener("keydown", fold);
    };
  }, []);
  return (
    <details className="ledgers" ref={details}>
      <summary className="plain">{say("ledger")}</summary>
      <div className="card">
        <a href={urlOf(LEDGER, {}, { kind: "year", ...question })} download>
          {say("ledgerYear", { year: question.year })}
        </a>
        <span className="choice">
          <a href={urlOf(LEDGER, {}, { kind: "month", month, ...wholeYear })} download>
            {say("ledgerMonth", { month: say("months", { month }) })}
          </a>
          <select
            aria-label={say("month")}
            value={month}
            onChange={(event) => setMonth(Number(event.target.value))}
          >
            {Array.from({ length: 12 }, (_, index) => index + 1).map((one) => (
              <option key={one} value={one}>
                {say("months", { month: one })}
              </option>
            ))}
          </select>
        </span>
        {question.project ? (
          <a href={urlOf(LEDGER, {}, { kind: "project", ...question })} download>
            {say("ledgerProject", { project: question.project })}
          </a>
        ) : (
          <span className="muted">{say("ledgerProjectWhich")}</span>
        )}
      </div>
    </details>
  );
}
