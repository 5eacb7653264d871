import { useQuery } from "@tanstack/react-query";
import { type Funnel as Found, funnelQuery } from "./asks.ts";
import { atStage } from "./evidence.ts";
import { OpenNumber } from "./opening.tsx";
import { Panel } from "./Panel.tsx";
import type { Question } from "./question.ts";
import { useWords } from "./useWords.ts";

/** How much stands at each stage, in the colours that the stages have on the map. */
export function Funnel({ question }: { question: Question }) {
  const { say } = useWords();
  const funnel = useQuery(funnelQuery(question));
  return (
    <Panel
      className="funnel"
      title={say("funnel")}
      aside={say("funnelWhat")}
      asked={funnel}
      tried={say("readingFunnel")}
      rows={8}
    >
      {(found) => <Stages stages={found.stages} />}
    </Panel>
  );
}

function Stages({ stages }: { stages: Found["stages"] }) {
  const { say, name, ha, number } = useWords();
  const most = Math.max(...stages.map((stage) => stage.at_stage.area_m2), 1);
  return (
    <ol>
      {stages.map((stage) => (
        <li key={stage.stage ?? "-"}>
          <span>{name(stage.label)}</span>
          <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect
              width={Math.max((100 * stage.at_stage.area_m2) / most, stage.at_stage.parcels ? 0.5 : 0)}
              height="10"
              fill={stage.colour}
            />
          </svg>
          <span className="num right">
            <OpenNumber of={atStage(stage.stage)} label={name(stage.label)}>
              {ha(stage.at_stage.area_m2)}
            </OpenNumber>{" "}
            <small>{say("ha")}</small>
          </span>
          <span className="num right muted">
            <OpenNumber of={atStage(stage.stage)} label={name(stage.label)}>
              {say("parcelsCount", { count: number(stage.at_stage.parcels) })}
            </OpenNumber>
          </span>
        </li>
      ))}
    </ol>
  );
}
