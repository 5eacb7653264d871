import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useAddress } from "../address/useAddress.ts";
import { type Catalogue, catalogueQuery, type Place, placeQuery } from "../api/queries.ts";
import { Notice } from "../consolidation/Notice.tsx";
import { changeOwn } from "../consolidation/useOwn.ts";
import { DataForm } from "../exports/DataForm.tsx";
import { ExportList } from "../exports/ExportList.tsx";
import { ExportsMap } from "../exports/ExportsMap.tsx";
import { SheetsForm } from "../exports/SheetsForm.tsx";
import { useExportWords } from "../exports/useExportWords.ts";
import { usePlacing } from "../exports/usePlacing.ts";
import { useSubject } from "../exports/useSubject.ts";
import "../consolidation/consolidation.css";
import "../columns.css";
import "../exports/exports.css";
import "../exports/forms.css";
import "../exports/list.css";
import "../exports/templates.css";

const MAKES = ["sheets", "data"] as const;

/** Map sheets and data out: what to make on the left, where it lies on the map, what was made on the right. */
export default function ExportsPage() {
  const place = useQuery(placeQuery).data;
  const catalogue = useQuery(catalogueQuery).data;
  if (!place || !catalogue) return <main className="columns exports" aria-busy="true" />;
  return <Page place={place} catalogue={catalogue} />;
}

function Page({ place, catalogue }: { place: Place; catalogue: Catalogue }) {
  const { say } = useExportWords();
  const own = useAddress((address) => address.own);
  const make = own.make === "data" ? "data" : "sheets";
  const placing = usePlacing(make === "sheets");
  const subject = useSubject(make, placing.template);
  const [marked, setMarked] = useState<number | null>(null);
  return (
    <main className="columns exports">
      <section className="card left-column exports-left" aria-label={say("title")}>
        <header>
          <h1>{say("title")}</h1>
        </header>
        <Notice place={place} />
        <nav className="column-tabs" aria-label={say("make")}>
          {MAKES.map((each) => (
            <button
              key={each}
              type="button"
              aria-current={each === make ? "page" : undefined}
              onClick={() => changeOwn({ make: each === "sheets" ? null : each })}
            >
              {say(each)}
            </button>
          ))}
        </nav>
        {make === "sheets" ? (
          <SheetsForm catalogue={catalogue} placing={placing} marked={marked} onMark={setMarked} />
        ) : (
          <DataForm place={place} catalogue={catalogue} />
        )}
      </section>
      <ExportsMap
        place={place}
        catalogue={catalogue}
        subject={subject}
        layers={(make === "data" ? own.layer : own.each) ?? null}
        placing={make === "sheets" ? placing : null}
        marked={marked}
        onMark={setMarked}
      />
      <ExportList catalogue={catalogue} />
    </main>
  );
}
