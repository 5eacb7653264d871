import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatAddress, linkToThing, USUAL } from "../address/address.ts";
import { useAddress } from "../address/useAddress.ts";
import { codesQuery, type ProjectRow, projectsQuery } from "./asks.ts";
import type { Opened } from "./evidence.ts";
import { PROJECTS } from "./layers.ts";
import { OpenNumber } from "./opening.tsx";
import { Panel } from "./Panel.tsx";
import { lastDay, type Question } from "./question.ts";
import { Sparkline } from "./Sparkline.tsx";
import { useWords } from "./useWords.ts";
import type { ConsolidationWord } from "./words.ts";

const FIRST_ROWS = 12;
/** Before anything was recorded. */
const BEGINNING = "1900-01-01";
const RATES = ["signing", "paid", "cleared"] as const;
/** Less than this doesn't show in hectares with one decimal. */
const NOTHING_M2 = 500;

/** The projects, those furthest behind first; a row leads to its page. */
export function ProjectTable({ question }: { question: Question }) {
  const { say, number } = useWords();
  const projects = useQuery(projectsQuery(question));
  return (
    <Panel
      className="projects"
      title={say("projects")}
      aside={projects.data && say("projectsCount", { count: number(projects.data.rows.length) })}
      asked={projects}
      tried={say("readingProjects")}
      rows={10}
    >
      {(found) => <Rows rows={found.rows} day={lastDay(question)} />}
    </Panel>
  );
}

function Rows({ rows, day }: { rows: readonly ProjectRow[]; day: string }) {
  const { say, ha, share, language } = useWords();
  const types = new Map(useQuery(codesQuery("project_types")).data?.map((row) => [row.code, row]));
  const address = useAddress((whole) => whole);
  const [all, setAll] = useState(false);
  if (rows.length === 0) return <p className="empty">{say("noProjects")}</p>;
  const sorted = [...rows].sort(
    (one, other) => one.ahead_m2 - other.ahead_m2 || other.completed_m2 - one.completed_m2,
  );
  const typeOf = (row: ProjectRow) => {
    const type = types.get(row.type);
    return type ? (language === "zh" ? type.label_zh : type.label_en) : row.type;
  };
  const { at, known, year } = address;
  const newYear = `${day.slice(0, 4)}-01-01`;
  const cell = (row: ProjectRow, what: string, first: string, word: ConsolidationWord, text: string) => {
    const of: Opened = { what, first, last: day, project: row.code };
    return (
      <OpenNumber of={of} label={`${row.name}, ${say(word)}`}>
        {text}
      </OpenNumber>
    );
  };
  return (
    <>
      <table className="rows num">
        <thead>
          <tr>
            <th scope="col">{say("project")}</th>
            <th scope="col">{say("type")}</th>
            {(["planned", "done", "doneYear", "balance"] as const).map((word) => (
              <th scope="col" key={word} className="right">
                {say(word)} <small>{say("ha")}</small>
              </th>
            ))}
            {RATES.map((rate) => (
              <th scope="col" key={rate} className="right">
                {say(rate)}
              </th>
            ))}
            <th scope="col">{say("trend")}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((row, index) => (
            <tr key={row.code} className={!all && index >= FIRST_ROWS ? "folded-row" : ""}>
              <td>
                <a
                  href={`/consolidation/project${formatAddress({ ...USUAL, language, at, known, year, project: row.code })}`}
                >
                  {row.name}
                </a>
              </td>
              <td>{typeOf(row)}</td>
              <td className="right">
                {row.planned_m2 === null ? (
                  "–"
                ) : (
                  <a href={linkToThing({ layer: PROJECTS, code: row.code }, address)} title={say("onMap")}>
                    {ha(row.planned_m2)}
                  </a>
                )}
              </td>
              <td className="right">
                {cell(row, "completed_area", BEGINNING, "done", ha(row.completed_m2))}
              </td>
              <td className="right">
                {cell(row, "completed_area", newYear, "doneYear", ha(row.completed_year_m2))}
              </td>
              <td className={`right ${balanceOf(row) < 0 ? "warn" : balanceOf(row) > 0 ? "ok" : ""}`}>
                {cell(
                  row,
                  "ahead_area",
                  newYear,
                  "balance",
                  `${balanceOf(row) > 0 ? "+" : ""}${ha(balanceOf(row))}`,
                )}
              </td>
              {RATES.map((rate) => (
                <td key={rate} className="right">
                  {cell(row, `${rate}_rate_area`, day, rate, share(row.rates[`${rate}_rate_area`]))}
                </td>
              ))}
              <td>
                <Sparkline values={row.monthly} late={balanceOf(row) < 0} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {!all && rows.length > FIRST_ROWS && (
        <button type="button" className="plain more" onClick={() => setAll(true)}>
          {say("more", { count: rows.length - FIRST_ROWS })} · {say("showAll")}
        </button>
      )}
    </>
  );
}

function balanceOf({ ahead_m2 }: ProjectRow): number {
  return Math.abs(ahead_m2) < NOTHING_M2 ? 0 : ahead_m2;
}
