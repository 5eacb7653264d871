import { useQuery } from "@tanstack/react-query";
import { dayOfKnown } from "../address/known.ts";
import { changeAddress } from "../address/store.ts";
import { featuresQuery } from "../api/queries.ts";
import { codesQuery, projectsQuery } from "./asks.ts";
import { DayField } from "./DayField.tsx";
import type { Question } from "./question.ts";
import { useWords } from "./useWords.ts";
import type { ConsolidationWord } from "./words.ts";

const YEARS_BACK = 5;
const MOST_PLACES = 500;
const NOW = { at: null, known: null };

type Part = "project" | "zone" | "community" | "type";

/** What is asked: it lives in the address and holds for every card at once. */
export function Filters({ question, latest, today }: { question: Question; latest: number; today: string }) {
  const { say, language } = useWords();
  const { year, at, known } = question;
  const { project: _p, zone: _z, community: _c, type: _t, ...whole } = question;
  const projects = useQuery(projectsQuery(whole)).data?.rows ?? [];
  const zones = useQuery(featuresQuery("functional_zones", MOST_PLACES, NOW)).data?.features ?? [];
  const communities = useQuery(featuresQuery("communities", MOST_PLACES, NOW)).data?.features ?? [];
  const types = useQuery(codesQuery("project_types")).data ?? [];
  const years = Array.from({ length: YEARS_BACK }, (_, back) => latest - back);
  if (!years.includes(year)) years.push(year);
  const named = (properties: Record<string, unknown>, code: string) => String(properties.name ?? code);
  const choices: [Part, ConsolidationWord, { value: string; text: string }[]][] = [
    ["project", "everyProject", projects.map(({ code, name }) => ({ value: code, text: name }))],
    ["zone", "everyZone", zones.map(({ id, properties }) => ({ value: id, text: named(properties, id) }))],
    [
      "community",
      "everyCommunity",
      communities.map(({ id, properties }) => ({
        value: named(properties, id),
        text: named(properties, id),
      })),
    ],
    [
      "type",
      "everyType",
      types.map((row) => ({ value: row.code, text: language === "zh" ? row.label_zh : row.label_en })),
    ],
  ];
  const filtered = choices.some(([part]) => question[part]);
  return (
    <form className="filters" onSubmit={(event) => event.preventDefault()}>
      <select
        aria-label={say("yearFilter")}
        value={year}
        onChange={(event) => changeAddress({ year: Number(event.target.value), at: null })}
      >
        {years.map((one) => (
          <option key={one} value={one}>
            {say("year", { year: one })}
          </option>
        ))}
      </select>
      {choices.map(([part, every, options]) => (
        <select
          key={part}
          aria-label={say(part)}
          value={question[part] ?? ""}
          onChange={(event) => changeAddress({ [part]: event.target.value || null })}
        >
          <option value="">{say(every)}</option>
          {question[part] && !options.some(({ value }) => value === question[part]) && (
            <option value={question[part]}>{question[part] === "-" ? say("noPlace") : question[part]}</option>
          )}
          {options.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
          {part !== "project" && part !== "type" && question[part] !== "-" && (
            <option value="-">{say("noPlace")}</option>
          )}
        </select>
      ))}
      <DayField
        label={say("until")}
        day={at ?? ""}
        earliest={`${year}-01-01`}
        latest={`${year}-12-31`}
        onDay={(chosen) => changeAddress({ at: chosen, year })}
      />
      <DayField
        label={say("knownFilter")}
        day={known ? dayOfKnown(known) : ""}
        latest={today}
        onDay={(chosen) => changeAddress({ known: chosen })}
      />
      {(filtered || at || known) && (
        <button
          type="button"
          className="plain"
          onClick={() =>
            changeAddress({
              project: null,
              zone: null,
              community: null,
              type: null,
              at: null,
              known: null,
              year,
            })
          }
        >
          {say("clear")}
        </button>
      )}
    </form>
  );
}
