import { useQuery } from "@tanstack/react-query";
import { monthEnd } from "../panels/dates.ts";
import { type Monthly, monthlyQuery } from "./asks.ts";
import { OpenNumber } from "./opening.tsx";
import { Panel } from "./Panel.tsx";
import { lastDay, type Question } from "./question.ts";
import { useWords } from "./useWords.ts";

type Month = Monthly["months"][number];

const FLOWS = [
  ["planned_area", "target", "target_m2"],
  ["completed_area", "actual", "completed_m2"],
  ["stored_area", "stored", "stored_m2"],
] as const;

/** The months in numbers, each of which opens what it is made of. */
export function MonthTable({ question }: { question: Question }) {
  const { say } = useWords();
  const monthly = useQuery(monthlyQuery(question));
  return (
    <Panel
      className="months"
      title={say("byMonth")}
      aside={say("chartUnitMonth")}
      asked={monthly}
      tried={say("readingChart")}
      rows={10}
    >
      {(found) => <Months monthly={found} day={lastDay(question)} />}
    </Panel>
  );
}

function Months({ monthly, day }: { monthly: Monthly; day: string }) {
  const { say, ha } = useWords();
  const most = Math.max(...monthly.months.flatMap((month) => FLOWS.map(([, , flow]) => month[flow])), 1);
  return (
    <table className="rows num">
      <thead>
        <tr>
          <th scope="col">{say("month")}</th>
          {FLOWS.map(([what, word]) => (
            <th key={what} scope="col" className="right">
              {say(word)}
            </th>
          ))}
          <td />
        </tr>
      </thead>
      <tbody>
        {monthly.months.map((month) => (
          <tr key={month.month}>
            <th scope="row">{say("months", { month: month.month })}</th>
            {FLOWS.map(([what, word, flow]) => (
              <td key={what} className="right">
                {isToCome(monthly.year, month, day) && flow !== "target_m2" ? (
                  "–"
                ) : (
                  <OpenNumber
                    of={{ what, ...daysOf(monthly.year, month) }}
                    label={`${say("months", { month: month.month })} ${say(word)}`}
                  >
                    {ha(month[flow])}
                  </OpenNumber>
                )}
              </td>
            ))}
            <td className="bars">
              <Bars
                target={month.target_m2 / most}
                actual={isToCome(monthly.year, month, day) ? 0 : month.completed_m2 / most}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Plan and actual of a month as two bars; the numbers stand beside them. */
function Bars({ target, actual }: { target: number; actual: number }) {
  return (
    <svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      <rect className="target" width={100 * target} height="4" y="1" />
      <rect className="actual" width={100 * actual} height="5" y="6" />
    </svg>
  );
}

function daysOf(year: number, { month }: Month): { first: string; last: string } {
  const first = `${year}-${String(month).padStart(2, "0")}-01`;
  return { first, last: monthEnd(first, 0) };
}

function isToCome(year: number, month: Month, day: string): boolean {
  return daysOf(year, month).first > day;
}
