import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTheme } from "../app/theme.tsx";
import { forecastQuery, type Monthly, monthlyQuery } from "./asks.ts";
import type { Chart } from "./chart.ts";
import { Panel } from "./Panel.tsx";
import { knowsOnlyProjects, lastDay, type Question } from "./question.ts";
import { type Series, seriesOf } from "./series.ts";
import { useWords } from "./useWords.ts";

/** Plan and actual of the year, as they add up, and where the year leads. */
export function MonthlyChart({ question, today }: { question: Question; today: string }) {
  const { say, share } = useWords();
  const monthly = useQuery(monthlyQuery(question));
  const last = lastDay(question) < today ? lastDay(question) : today;
  const open = last < `${question.year}-12-31` && knowsOnlyProjects(question);
  const forecast = useQuery({ ...forecastQuery(question, today), enabled: open });
  const probability = open ? forecast.data?.probability : undefined;
  const over = last >= `${question.year}-12-31`;
  return (
    <Panel
      className="chart-card"
      title={say("chart")}
      aside={
        probability == null
          ? say("chartUnit")
          : `${say("chance", { share: share(probability) })} · ${say("chartUnit")}`
      }
      asked={monthly}
      tried={say("readingChart")}
      rows={7}
    >
      {(found) => (
        <>
          <Lines
            monthly={found}
            series={seriesOf(found, open ? forecast.data : undefined, last)}
            last={last}
          />
          {!open && <p className="muted">{say(over ? "chartOver" : "forecastPlaces")}</p>}
          {open && forecast.data && (
            <p className="muted">
              {forecast.data.definition && <Definition text={forecast.data.definition} />}
            </p>
          )}
        </>
      )}
    </Panel>
  );
}

function Definition({ text }: { text: { zh: string; en: string } }) {
  return useWords().name(text);
}

function Lines({ monthly, series, last }: { monthly: Monthly; series: Series; last: string }) {
  const { say, number } = useWords();
  const { tokens } = useTheme();
  const element = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<Chart | null>(null);

  useEffect(() => {
    let made: Chart | null = null;
    let gone = false;
    void import("./chart.ts").then(({ openChart }) => {
      if (gone || !element.current) return;
      made = openChart(element.current);
      setChart(made);
    });
    return () => {
      gone = true;
      made?.close();
    };
  }, []);

  useEffect(() => {
    chart?.show({
      series,
      tokens,
      months: monthly.months.map(({ month }) => say("months", { month })),
      names: {
        target: say("target"),
        actual: say("actual"),
        middle: say("forecast"),
        band: say("band"),
        ha: say("ha"),
      },
      format: (value) => number(value, 1),
    });
  }, [chart, series, tokens, monthly, say, number]);

  const index = Number(last.slice(5, 7)) - 1;
  const text = say("chartText", {
    year: monthly.year,
    month: index + 1,
    target: number(series.target[index] ?? 0, 1),
    actual: number(series.actual[index] ?? 0, 1),
  });
  return <div ref={element} className="chart" role="img" aria-label={text} />;
}
