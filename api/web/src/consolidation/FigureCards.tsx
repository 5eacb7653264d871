import { useQuery } from "@tanstack/react-query";
import { type Figure, type Figures, figuresQuery } from "./asks.ts";
import { OpenNumber } from "./opening.tsx";
import { Panel } from "./Panel.tsx";
import type { Question } from "./question.ts";
import { useWords } from "./useWords.ts";
import type { ConsolidationWord } from "./words.ts";

const RATES: readonly [string, ConsolidationWord][] = [
  ["signing_rate_area", "signing"],
  ["paid_rate_area", "paid"],
  ["cleared_rate_area", "cleared"],
];
/** Less than this doesn't show in hectares with one decimal. */
const NOTHING_M2 = 500;

/** The numbers of the period, each of which opens what it is made of. */
export function FigureCards({ question }: { question: Question }) {
  const { say } = useWords();
  const figures = useQuery(figuresQuery(question));
  const cards: [ConsolidationWord, (found: Figures) => React.ReactNode][] = [
    [
      "completed",
      (found) => (
        <>
          <Area figure={named(found, "completed_area")} />
          <AgainstPlan plan={named(found, "planned_area")} ahead={named(found, "ahead_area")} />
        </>
      ),
    ],
    ["stored", (found) => <Area figure={named(found, "stored_area")} />],
    [
      "contiguous",
      (found) => (
        <>
          <Area figure={named(found, "contiguous_area")} />
          <Lost figure={named(found, "contiguous_area_lost")} />
        </>
      ),
    ],
    ["rates", (found) => <Rates figures={found} />],
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

function Area({ figure }: { figure: Figure | undefined }) {
  const { say, name, ha } = useWords();
  if (!figure) return <p className="figure-number">–</p>;
  return (
    <p className="figure-number num">
      <OpenNumber of={{ what: figure.name }} label={name(figure.label)} title={name(figure.definition)} large>
        {ha(figure.value ?? 0)}
      </OpenNumber>
      <small>{say("ha")}</small>
    </p>
  );
}

function AgainstPlan({ plan, ahead }: { plan: Figure | undefined; ahead: Figure | undefined }) {
  const { say, name, ha } = useWords();
  if (!plan?.value || ahead?.value == null) return null;
  const even = Math.abs(ahead.value) < NOTHING_M2;
  const words = even ? "even" : ahead.value > 0 ? "ahead" : "behind";
  return (
    <p className="beside num">
      <OpenNumber of={{ what: plan.name }} label={name(plan.label)} title={name(plan.definition)}>
        {say("targetOf", { ha: ha(plan.value) })}
      </OpenNumber>
      {" · "}
      <span className={even ? "" : ahead.value < 0 ? "warn" : "ok"}>
        <OpenNumber of={{ what: ahead.name }} label={name(ahead.label)} title={name(ahead.definition)}>
          {say(words, { ha: ha(Math.abs(ahead.value)) })}
        </OpenNumber>
      </span>
    </p>
  );
}

function Lost({ figure }: { figure: Figure | undefined }) {
  const { say, name, ha } = useWords();
  if (!figure?.value) return <p className="beside">{say("nothingLost")}</p>;
  return (
    <p className="beside num">
      <OpenNumber of={{ what: figure.name }} label={name(figure.label)} title={name(figure.definition)}>
        {say("contiguousLost", { ha: ha(figure.value) })}
      </OpenNumber>
    </p>
  );
}

function Rates({ figures }: { figures: Figures }) {
  const { say, name, share } = useWords();
  return (
    <dl className="rates num">
      {RATES.map(([rate, word]) => {
        const figure = named(figures, rate);
        return (
          figure && (
            <div key={rate}>
              <dd>
                <OpenNumber
                  of={{ what: rate }}
                  label={name(figure.label)}
                  title={name(figure.definition)}
                  large
                >
                  {share(figure.value)}
                </OpenNumber>
              </dd>
              <dt>{say(word)}</dt>
            </div>
          )
        );
      })}
    </dl>
  );
}
