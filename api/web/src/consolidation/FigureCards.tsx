import { useQuery } from "@tanstack/react-query";
import { type Figure, type Figures, figuresQuery, type Monthly, monthlyQuery } from "./asks.ts";
import { Panel } from "./Panel.tsx";
import { lastDay, type Question } from "./question.ts";
import { useWords } from "./useWords.ts";
import type { ConsolidationWord } from "./words.ts";

export type OpenEvidence = (figure: string) => void;

const RATES: readonly [string, ConsolidationWord][] = [
  ["signing_rate_area", "signing"],
  ["paid_rate_area", "paid"],
  ["cleared_rate_area", "cleared"],
];

/** The numbers of the period, each of which opens what it is made of. */
export function FigureCards({ question, onOpen }: { question: Question; onOpen: OpenEvidence }) {
  const { say } = useWords();
  const figures = useQuery(figuresQuery(question));
  const monthly = useQuery(monthlyQuery(question));
  const cards: [ConsolidationWord, (found: Figures) => React.ReactNode][] = [
    [
      "completed",
      (found) => (
        <>
          <Area figure={named(found, "completed_area")} onOpen={onOpen} />
          {monthly.data && <AgainstTarget figures={found} monthly={monthly.data} day={lastDay(question)} />}
        </>
      ),
    ],
    ["stored", (found) => <Area figure={named(found, "stored_area")} onOpen={onOpen} />],
    [
      "contiguous",
      (found) => (
        <>
          <Area figure={named(found, "contiguous_area")} onOpen={onOpen} />
          <Lost figure={named(found, "contiguous_area_lost")} onOpen={onOpen} />
        </>
      ),
    ],
    ["rates", (found) => <Rates figures={found} onOpen={onOpen} />],
  ];
  return (
    <div className="figures">
      {cards.map(([title, body]) => (
        <Panel key={title} title={say(title)} asked={figures} tried={say("readingFigures")} rows={2}>
          {body}
        </Panel>
      ))}
    </div>
  );
}

function named(figures: Figures, name: string): Figure | undefined {
  return figures.figures.find((figure) => figure.name === name);
}

function Area({ figure, onOpen }: { figure: Figure | undefined; onOpen: OpenEvidence }) {
  const { say, name, ha } = useWords();
  if (!figure) return <p className="figure-number">–</p>;
  return (
    <p className="figure-number num">
      <button
        type="button"
        title={name(figure.definition)}
        aria-label={`${ha(figure.value ?? 0)} ${say("ha")}. ${say("openEvidence", { figure: name(figure.label) })}`}
        onClick={() => onOpen(figure.name)}
      >
        {ha(figure.value ?? 0)}
      </button>
      <small>{say("ha")}</small>
    </p>
  );
}

function AgainstTarget({ figures, monthly, day }: { figures: Figures; monthly: Monthly; day: string }) {
  const { say, ha } = useWords();
  const month = monthly.months[Number(day.slice(5, 7)) - 1];
  const done = named(figures, "completed_area")?.value;
  if (!month || done == null || month.cumulative_target_m2 === 0) return null;
  const target = month.cumulative_target_m2;
  const ahead = done - target;
  const words = ahead > 0 ? "ahead" : ahead < 0 ? "behind" : "even";
  return (
    <p className="beside num">
      {say("targetOf", { ha: ha(target) })} ·{" "}
      <span className={ahead < 0 ? "warn" : "ok"}>{say(words, { ha: ha(Math.abs(ahead)) })}</span>
    </p>
  );
}

function Lost({ figure, onOpen }: { figure: Figure | undefined; onOpen: OpenEvidence }) {
  const { say, ha } = useWords();
  if (!figure?.value) return <p className="beside">{say("nothingLost")}</p>;
  return (
    <p className="beside num">
      <button type="button" className="linklike" onClick={() => onOpen(figure.name)}>
        {say("contiguousLost", { ha: ha(figure.value) })}
      </button>
    </p>
  );
}

function Rates({ figures, onOpen }: { figures: Figures; onOpen: OpenEvidence }) {
  const { say, name, share } = useWords();
  return (
    <dl className="rates num">
      {RATES.map(([rate, word]) => {
        const figure = named(figures, rate);
        return (
          figure && (
            <div key={rate}>
              <dd>
                <button
                  type="button"
                  title={name(figure.definition)}
                  aria-label={`${share(figure.value)}. ${say("openEvidence", { figure: name(figure.label) })}`}
                  onClick={() => onOpen(rate)}
                >
                  {share(figure.value)}
                </button>
              </dd>
              <dt>{say(word)}</dt>
            </div>
          )
        );
      })}
    </dl>
  );
}
