import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useEffect } from "react";
import { changeAddress, readAddress } from "../address/store.ts";
import { useAddress } from "../address/useAddress.ts";
import type { Place } from "../api/queries.ts";
import { Icon } from "../app/Icon.tsx";
import type { Bounds } from "../map/canvas.ts";
import { flight, outlined } from "../map/signals.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { drawnQuery, evidenceQuery } from "./asks.ts";
import { EvidenceList, ValueOf } from "./EvidenceList.tsx";
import { evidenceOf } from "./evidence.ts";
import { useWords } from "./useWords.ts";
import "./tables.css";
import "./evidenceCard.css";

/** What the number of the address is made of, outlined on the map and listed over it. */
export default function EvidenceCard({ place, folded }: { place: Place; folded: boolean }) {
  const { say, name, number } = useWords();
  const address = useAddress((whole) => whole);
  const asked = evidenceOf(address, Number(place.data_date.slice(0, 4)));
  const opened = asked?.opened ?? { what: "" };
  const question = asked?.question ?? {};
  const evidence = useQuery({ ...evidenceQuery(opened, question), enabled: asked !== null });
  const drawn = useQuery({ ...drawnQuery(opened, question), enabled: asked !== null });
  const found = evidence.data;

  useEffect(() => {
    if (!drawn.data) return;
    outlined.send(drawn.data as unknown as Parameters<typeof outlined.send>[0]);
    if (drawn.data.bbox && readAddress().selected === null) flight.send(drawn.data.bbox as Bounds);
  }, [drawn.data]);

  return (
    <section className="card evidence" aria-label={say("evidence")}>
      <header>
        <div>
          <h2>{found ? name(found.label) : say("evidence")}</h2>
          {found && !folded && <p className="muted num">{say("between", found.period)}</p>}
          {found && !folded && <ValueOf evidence={found} />}
        </div>
        <button
          type="button"
          className="plain icon"
          aria-label={say("close")}
          onClick={() => changeAddress({ evidence: null })}
        >
          <Icon name="close" />
        </button>
      </header>
      {evidence.isPending && <Skeleton active title={false} paragraph={{ rows: 7 }} />}
      {evidence.isError && (
        <Trouble
          tried={say("readingEvidence")}
          error={evidence.error}
          onRetry={() => void evidence.refetch()}
        />
      )}
      {drawn.data && (
        <p className="muted num" role="status">
          {say("outlined", { count: number(drawn.data.features.length) })}
        </p>
      )}
      {found && !folded && (
        <>
          <p className="muted">{name(found.definition)}</p>
          <EvidenceList evidence={found} short />
        </>
      )}
    </section>
  );
}
