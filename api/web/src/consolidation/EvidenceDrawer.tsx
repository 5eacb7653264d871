import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useAddress } from "../address/useAddress.ts";
import { Icon } from "../app/Icon.tsx";
import { Trouble } from "../panels/Trouble.tsx";
import { evidenceQuery } from "./asks.ts";
import { Dialog } from "./Dialog.tsx";
import { EvidenceList, ValueOf } from "./EvidenceList.tsx";
import { linkToEvidence, type Opened, questionFor, stageOf } from "./evidence.ts";
import { FreezeForm } from "./frozen/FreezeForm.tsx";
import type { Question } from "./question.ts";
import { useWords } from "./useWords.ts";

interface Shown {
  opened: Opened;
  /** What the page asks about. */
  question: Question;
  /** Show it on the page's own map, where there is one. */
  onMap?: () => void;
  onClose: () => void;
}

/** What a number is made of: what it means, every row of it, its place on the map; an officer may freeze it. */
export function EvidenceDrawer({ opened, question, onMap, onClose }: Shown) {
  const { say, name } = useWords();
  const address = useAddress((whole) => whole);
  const asked = questionFor(opened, question);
  const evidence = useQuery(evidenceQuery(opened, asked));
  const found = evidence.data;
  return (
    <Dialog className="drawer" label={say("evidence")} onClose={onClose}>
      <header>
        <div>
          <h2>{found ? name(found.label) : say("evidence")}</h2>
          {found && (
            <p className="muted num">
              {found.period.first === found.period.last
                ? found.period.last
                : say("between", { first: found.period.first, last: found.period.last })}
              {opened.project && ` · ${opened.project}`}
            </p>
          )}
          {found && <ValueOf evidence={found} />}
        </div>
        <button type="button" className="plain icon" aria-label={say("close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {evidence.isPending && <Skeleton active title={false} paragraph={{ rows: 10 }} />}
      {evidence.isError && (
        <Trouble
          tried={say("readingEvidence")}
          error={evidence.error}
          onRetry={() => void evidence.refetch()}
        />
      )}
      {found && (
        <>
          <p className="muted">{name(found.definition)}</p>
          <p className="ways">
            {onMap && (
              <button type="button" className="plain" onClick={onMap}>
                {say("allHere")}
              </button>
            )}
            <a href={linkToEvidence(opened, address, question)}>{say("allOnMap")}</a>
          </p>
          {stageOf(opened) === null && !found.hidden && <FreezeForm figure={opened.what} question={asked} />}
          <EvidenceList evidence={found} />
        </>
      )}
    </Dialog>
  );
}
