import { useMutation, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { formatAddress, USUAL } from "../address/address.ts";
import { changeAddress } from "../address/store.ts";
import { useAddress } from "../address/useAddress.ts";
import { type Layer, momentQuery, placeQuery } from "../api/queries.ts";
import { Icon } from "../app/Icon.tsx";
import { changeOwn } from "../consolidation/useOwn.ts";
import { dayOf } from "../language/numbers.ts";
import type { Bounds } from "../map/canvas.ts";
import { flight } from "../map/signals.ts";
import type { MapData } from "../panels/panels.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { type Selection, select, selectionQuery, type Wanted } from "./asks.ts";
import { DrawOverlay } from "./DrawOverlay.tsx";
import { cornersOf, type Drawn, NOTHING_DRAWN, polygonOf, toggled, WAYS, type Way } from "./drawing.ts";
import { useExportWords } from "./useExportWords.ts";
import "./select.css";
import "./forms.css";

const USUAL_LAYER = "parcels";

/** Select by a box, by a polygon, one by one, or by a filter; then export it or make sheets of it. */
export default function SelectCard({ catalogue, canvas, onClose }: MapData & { onClose: () => void }) {
  const { say, name } = useExportWords();
  const { at, known, selected, own } = useAddress((whole) => whole);
  const [layer, setLayer] = useState(selected?.layer ?? USUAL_LAYER);
  const [way, setWay] = useState<Way>("rectangle");
  const [drawn, setDrawn] = useState<Drawn>(NOTHING_DRAWN);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const [filter, setFilter] = useState("");
  const picked = way === "picked" && selected?.layer === layer ? selected.code : null;
  const [last, setLast] = useState<string | null>(null);
  // A thing that is picked on the map is taken in or out, and let go of.
  if (picked !== last) {
    setLast(picked);
    if (picked !== null) setCodes(toggled(codes, picked));
  }
  useEffect(() => {
    if (picked !== null) changeAddress({ selected: null });
  }, [picked]);

  const selecting = useMutation({
    mutationFn: select,
    onSuccess: (made) => changeOwn({ selection: made.count > 0 ? made.id : null }),
  });
  const make = useCallback(
    (part: Partial<Wanted>) => selecting.mutate({ layer, ...part, ...momentQuery({ at, known }) }),
    [selecting.mutate, layer, at, known],
  );
  const draw = (next: Drawn) => {
    setDrawn(next);
    const polygon = next.closed ? polygonOf(next) : null;
    if (polygon) make({ polygon });
  };
  const seeInView = () => {
    if (!canvas) return;
    const bbox = canvas.bounds();
    setDrawn({ points: cornersOf(bbox), closed: true });
    make({ bbox });
  };
  const clear = () => {
    setDrawn(NOTHING_DRAWN);
    setCodes([]);
    selecting.reset();
    changeOwn({ selection: null });
  };
  return (
    <section className="card select-card" aria-label={say("select")}>
      <header>
        <b>{say("select")}</b>
        <button type="button" className="plain icon small" aria-label={say("close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <select
        aria-label={say("selectIn")}
        value={layer}
        onChange={(event) => {
          clear();
          setLayer(event.target.value);
        }}
      >
        {catalogue.layers.filter(isSelectable).map((each) => (
          <option key={each.name} value={each.name}>
            {name(each.label)}
          </option>
        ))}
      </select>
      <fieldset className="segments">
        <legend className="unseen">{say("select")}</legend>
        {WAYS.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="way"
              checked={each === way}
              onChange={() => {
                setDrawn(NOTHING_DRAWN);
                setWay(each);
              }}
            />
            <span>{say(each)}</span>
          </label>
        ))}
      </fieldset>
      {(way === "rectangle" || way === "polygon") && (
        <>
          <p className="muted">{say(way === "rectangle" ? "rectangleHow" : "polygonHow")}</p>
          {way === "rectangle" && (
            <button type="button" className="plain" onClick={seeInView}>
              {say("inView")}
            </button>
          )}
        </>
      )}
      {way === "picked" && (
        <>
          <p className="muted num">{say("pickedHow", { count: codes.length })}</p>
          {codes.length > 0 && <p className="picked-codes num">{codes.join(" · ")}</p>}
          <Do disabled={codes.length === 0 || selecting.isPending} onDo={() => make({ codes })} />
        </>
      )}
      {way === "byFilter" && (
        <>
          <textarea
            rows={2}
            aria-label={say("filter")}
            placeholder={say("filterWhat")}
            spellCheck={false}
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
          <Do
            disabled={filter.trim() === "" || selecting.isPending}
            onDo={() => make({ filter: filter.trim() })}
          />
        </>
      )}
      {selecting.isPending && <p className="muted">{say("selecting")}</p>}
      {selecting.isError && (
        <Trouble
          tried={say("selectTried")}
          error={selecting.error}
          onRetry={() => selecting.variables && selecting.mutate(selecting.variables)}
        />
      )}
      {selecting.data?.count === 0 && (
        <p className="muted" role="status">
          {say("nothingSelected")}
        </p>
      )}
      {own.selection && <Selected id={own.selection} layers={catalogue.layers} onClear={clear} />}
      <DrawOverlay way={way === "rectangle" || way === "polygon" ? way : null} drawn={drawn} onDrawn={draw} />
    </section>
  );
}

/** Layers whose features have a place on the map. */
function isSelectable(layer: Layer): boolean {
  return layer.style !== null;
}

function Do({ disabled, onDo }: { disabled: boolean; onDo: () => void }) {
  const { say } = useExportWords();
  return (
    <button type="button" className="plain do" disabled={disabled} onClick={onDo}>
      {say("doSelect")}
    </button>
  );
}

/** What is selected, and what can be done with it. */
function Selected({ id, layers, onClear }: { id: string; layers: readonly Layer[]; onClear: () => void }) {
  const { say, name, number } = useExportWords();
  const { at, known, language } = useAddress((whole) => whole);
  const zone = useQuery(placeQuery).data?.time_zone;
  const found: Selection | undefined = useQuery(selectionQuery(id)).data;
  if (!found) return null;
  const label = layers.find((each) => each.name === found.layer)?.label;
  const to = (make: string) =>
    `/exports${formatAddress({
      ...USUAL,
      at,
      known,
      language,
      own: { selection: id, subject: "selection", ...(make === "data" ? { make } : {}) },
    })}`;
  return (
    <div className="selected-things">
      <p className="num" role="status">
        <b>{say("selected", { layer: label ? name(label) : found.layer, count: number(found.count) })}</b>{" "}
        <span className="muted">{say("selectedUntil", { day: dayOf(found.expires_at, zone) })}</span>
      </p>
      <p>
        <a className="button-like" href={to("sheets")}>
          {say("sheetsOf")}
        </a>
        <a className="button-like quiet" href={to("data")}>
          {say("dataOf")}
        </a>
        {found.bbox && (
          <button
            type="button"
            className="plain icon"
            aria-label={say("flyTo")}
            title={say("flyTo")}
            onClick={() => flight.send(found.bbox as Bounds)}
          >
            <Icon name="target" />
          </button>
        )}
        <button type="button" className="plain" onClick={onClear}>
          {say("clear")}
        </button>
      </p>
    </div>
  );
}
