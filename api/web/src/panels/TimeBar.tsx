import { Popover, Slider } from "antd";
import { useMemo, useState } from "react";
import { sayKnown } from "../address/known.ts";
import { changeAddress } from "../address/store.ts";
import { useAddress } from "../address/useAddress.ts";
import { useKey } from "../app/useKey.ts";
import { useLanguage } from "../language/useLanguage.ts";
import { fromDays, stepMonth, toDays, today } from "./dates.ts";
import { KnownDate } from "./KnownDate.tsx";
import type { MapData } from "./panels.ts";

const YEARS_BACK = 3;

/** The dates that the slider spans: some years of records up to today. */
function spanOf(dataDate: string): { first: number; last: number; marks: Record<number, string> } {
  const end = today();
  const firstYear = Math.min(Number(dataDate.slice(0, 4)), Number(end.slice(0, 4))) - YEARS_BACK;
  const [first, last] = [toDays(`${firstYear}-01-01`), toDays(end)];
  const marks: Record<number, string> = {};
  for (let year = firstYear; toDays(`${year}-01-01`) <= last; year += 1)
    marks[toDays(`${year}-01-01`)] = String(year);
  return { first, last, marks };
}

/** Time: for which date the map speaks, and by when it was known, said in words. */
export function TimeBar({ place }: MapData) {
  const { say } = useLanguage();
  const at = useAddress((address) => address.at);
  const known = useAddress((address) => address.known);
  const { first, last, marks } = useMemo(() => spanOf(place.data_date), [place.data_date]);
  const [dragged, setDragged] = useState<number | null>(null);

  const show = (days: number) => {
    setDragged(null);
    changeAddress({ at: days >= last ? null : fromDays(Math.max(days, first)) });
  };
  useKey(({ key }) => {
    if (key === "[" || key === "]") show(toDays(stepMonth(at ?? fromDays(last), key === "]" ? 1 : -1)));
  });

  const days = dragged ?? (at ? toDays(at) : last);
  const state = days >= last ? say("stateToday") : say("stateOf", { date: fromDays(days) });
  return (
    <section className="card time" aria-label={say("time")}>
      <p>
        <b>{say("time")}</b>
        <span className="num" data-testid="state">
          {state}
        </span>
        <Popover trigger="click" content={<KnownDate known={known} />} destroyOnHidden>
          <button type="button" className="plain word num">
            {known ? say("knownBy", { date: sayKnown(known) }) : say("knownNow")}
          </button>
        </Popover>
        <span className="spring" />
        {(at || known) && (
          <button
            type="button"
            className="plain word"
            onClick={() => changeAddress({ at: null, known: null })}
          >
            {say("today")}
          </button>
        )}
      </p>
      <Slider
        min={first}
        max={last}
        marks={marks}
        included
        value={days}
        tooltip={{ formatter: null }}
        ariaLabelForHandle={say("date")}
        onChange={setDragged}
        onChangeComplete={show}
      />
    </section>
  );
}
