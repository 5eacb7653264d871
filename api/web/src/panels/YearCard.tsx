import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useState } from "react";
import { changeAddress } from "../address/store.ts";
import { useAddress } from "../address/useAddress.ts";
import { type Place, yearQuery } from "../api/queries.ts";
import { Icon } from "../app/Icon.tsx";
import { formatFixed, formatNumber } from "../language/numbers.ts";
import { useLanguage } from "../language/useLanguage.ts";
import { SMALL } from "../map/covered.ts";
import { useFirstDrawn } from "../map/useFirstDrawn.ts";
import { Trouble } from "./Trouble.tsx";

/** What the year brought, each number with how it is counted. */
export function YearCard({ place }: { place: Place }) {
  const { language, say, name } = useLanguage();
  const asked = useAddress((address) => address.year);
  const known = useAddress((address) => address.known);
  const latest = Number(place.data_date.slice(0, 4));
  const year = asked ?? latest - 1; // the last year that was over when the records end
  const figures = useQuery({ ...yearQuery(year, known), enabled: useFirstDrawn() });
  const [open, setOpen] = useState(innerWidth >= SMALL);
  const step = (years: number) => changeAddress({ year: year + years });
  return (
    <section className={`card year ${open ? "" : "folded"}`} aria-label={say("figuresTitle")}>
      <header>
        <h2>{say("figuresTitle")}</h2>
        <span className="stepper num">
          <button type="button" className="plain icon" aria-label={say("earlier")} onClick={() => step(-1)}>
            <Icon name="left" />
          </button>
          {say("figuresOf", { year })}
          <button
            type="button"
            className="plain icon"
            aria-label={say("later")}
            disabled={year >= latest}
            onClick={() => step(1)}
          >
            <Icon name="right" />
          </button>
        </span>
        <button
          type="button"
          className={`plain icon narrow-only ${open ? "open" : ""}`}
          aria-expanded={open}
          aria-label={say(open ? "fold" : "unfold")}
          onClick={() => setOpen(!open)}
        >
          <Icon name="chevron" />
        </button>
      </header>
      {figures.isPending && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
      {figures.isError && (
        <Trouble tried={say("loadingFigures")} error={figures.error} onRetry={() => void figures.refetch()} />
      )}
      {figures.data?.figures.length === 0 && <p className="muted">{say("noFigures")}</p>}
      {figures.data?.figures.map((figure) => (
        <div key={figure.name} className="figure">
          <details name="figure">
            <summary className="what">{name(figure.label)}</summary>
            <p className="muted">{name(figure.definition)}</p>
          </details>
          <button
            type="button"
            className="number num"
            title={say("showEvidence")}
            aria-label={`${name(figure.label)}: ${say("showEvidence")}`}
            onClick={() => changeAddress({ evidence: `${figure.figure}/${year}-01-01/${year}-12-31` })}
          >
            {(figure.unit.en === "ha" ? formatFixed : formatNumber)(figure.value, language, 1)}
            <small>{name(figure.unit)}</small>
          </button>
        </div>
      ))}
    </section>
  );
}
