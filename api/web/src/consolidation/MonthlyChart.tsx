import { useQuery } from "@tanstack/react-query";
import { useContext, useEffect, useEffectEvent, useRef, useState } from "react";
import { useTheme } from "../app/theme.tsx";
import { monthEnd } from "../panels/dates.ts";
import { forecastQuery, type Monthly, monthlyQuery } from "./asks.ts";
import type { Chart } from "./chart.ts";
import { ForecastDrawer } from "./ForecastDrawer.tsx";
import { Opening } from "./opening.tsx";
import { Panel } from "./Panel.tsx";
import { lastDay, type Question } from "./question.ts";
import { type Series, seriesOf } from "./series.ts";
import { useWords } from "./useWords.ts";

/** Plan and actual of the year, as they add up, and where the year leads. */
export function MonthlyChart({ question, today }: { question: Question; today: string }) {
  const { say, name, share } = useWords();
  const monthly = useQuery(monthlyQuery(question));
  const last = lastDay(question) < today ? lastDay(question) : today;
  const open = last < `${question.year}-12-31`;
  const forecast = useQuery({ ...forecastQuery(question, today), enabled: open });
  const probability = open ? forecast.data?.probability : undefined;
  const [told, setTold] = useState(false);
  const chance = probability == null ? null : say("chance", { share: share(probability) });
  return (
    <Panel
      className="chart-card"
      title={say("chart")}
      aside={
        <>
          {chance && (
            <>
              <button
                type="button"
                className="linklike"
                aria-label={`${chance}. ${say("openEvidence", { figure: say("forecast") })}`}
                onClick={() => setTold(true)}
              >
                {chance}
              </button>
              {" · "}
            </>
          )}
          {say("chartUnit")}
        </>
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
          {!open && <p className="muted">{say("chartOver")}</p>}
          {open && forecast.isError && <p className="muted">{say("noForecast")}</p>}
          {open && forecast.data && <p className="muted">{name(forecast.data.definition)}</p>}
          {told && forecast.data && (
            <ForecastDrawer forecast={forecast.data} onClose={() => setTold(false)} />
          )}
        </>
      )}
    </Panel>
  );
}

function Lines({ monthly, series, last }: { monthly: Monthly; series: Series; last: string }) {
  const { say, number } = useWords();
  const { tokens } = useTheme();
  const element = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<Chart | null>(null);
  const open = useContext(Opening);
  const pick = useEffectEvent((index: number) => {
    const first = `${monthly.year}-${String(index + 1).padStart(2, "0")}-01`;
    open({ what: "completed_area", first: `${monthly.year}-01-01`, last: monthEnd(first, 0) });
  });

  useEffect(() => {
    let made: Chart | null = null;
    let gone = false;
    void import("./chart.ts").then(({ openChart }) => {
      if (gone || !element.current) return;
      made = openChart(element.current, (index) => pick(index));
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
