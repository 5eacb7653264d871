import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { type FormEvent, useState } from "react";
import { useAddress } from "../address/useAddress.ts";
import type { Catalogue, Layer, Place } from "../api/queries.ts";
import { changeOwn } from "../consolidation/useOwn.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { readLayers } from "./askedLayers.ts";
import { askForData, type DataRequest, EXPORTS, type Format, formatsQuery, selectionQuery } from "./asks.ts";
import { CrsField } from "./CrsField.tsx";
import { DateFields } from "./DateFields.tsx";
import { FilterField } from "./FilterField.tsx";
import { FormatCards, fits } from "./FormatCards.tsx";
import { LayersField } from "./LayersField.tsx";
import { SelectionLine } from "./SelectionLine.tsx";
import { Submit } from "./Submit.tsx";
import { useExportWords } from "./useExportWords.ts";

const USUAL_LAYER = "parcels";
const USUAL_FORMAT = "gpkg";

/** Data out: layers (a single one filtered) or a selection, in a format that says what it keeps and what it loses. */
export function DataForm({ place, catalogue }: { place: Place; catalogue: Catalogue }) {
  const { say } = useExportWords();
  const queries = useQueryClient();
  const { own, at, known } = useAddress((whole) => whole);
  const formats = useQuery(formatsQuery);
  const selected = useQuery(selectionQuery(own.selection ?? null)).data;
  const [crs, setCrs] = useState("");
  const [encoding, setEncoding] = useState("");
  const [purpose, setPurpose] = useState("");
  const asking = useMutation({
    mutationFn: askForData,
    onSuccess: () => void queries.invalidateQueries({ queryKey: [EXPORTS, "list"] }),
  });
  const fromSelection = own.subject ? own.subject === "selection" : own.selection !== undefined;
  const layers = fromSelection ? layersNamed(catalogue, selected?.layer) : layersAsked(catalogue, own.layer);
  const [only] = layers.length === 1 ? layers : [];
  const format = formatOf(formats.data ?? [], own.format, layers);
  const ask = () => {
    if (!format || layers.length === 0 || (fromSelection && !own.selection)) return;
    const of: Partial<DataRequest> = fromSelection
      ? { selection: own.selection ?? null }
      : only
        ? { layer: only.name, filter: own.filter ?? null, at, known }
        : { layers: layers.map((each) => each.name), at, known };
    asking.mutate({
      ...of,
      format: format.name,
      crs: format.crs === null && crs.trim() !== "" ? crs.trim() : null,
      encoding: format.encodings.includes(encoding) ? encoding : null,
      purpose: purpose.trim() || null,
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask();
  };
  return (
    <form className="export-form" onSubmit={submit}>
      <section>
        <fieldset className="segments">
          <legend>{say("what")}</legend>
          {([false, true] as const).map((each) => (
            <label key={String(each)}>
              <input
                type="radio"
                name="what"
                checked={each === fromSelection}
                onChange={() => changeOwn({ subject: each ? "selection" : "layer" })}
              />
              <span>{say(each ? "selection" : "wholeLayer")}</span>
            </label>
          ))}
        </fieldset>
        {fromSelection ? (
          <SelectionLine catalogue={catalogue} />
        ) : (
          <LayersField catalogue={catalogue} layers={layers} together={format?.several ?? true} />
        )}
      </section>
      {!fromSelection && (
        <>
          <DateFields dates="at" />
          {only && <FilterField key={only.name} layer={only} />}
        </>
      )}
      {formats.isPending && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
      {formats.isError && (
        <Trouble tried={say("readingFormats")} error={formats.error} onRetry={() => void formats.refetch()} />
      )}
      {formats.data && <FormatCards formats={formats.data} chosen={format} layers={layers} />}
      {format && (
        <section className="fields">
          <CrsField systems={place.systems} fixed={format.crs} crs={crs} onCrs={setCrs} />
          {format.encodings.length > 0 && (
            <label>
              <span>{say("encoding")}</span>
              <select value={encoding} onChange={(event) => setEncoding(event.target.value)}>
                {format.encodings.map((each) => (
                  <option key={each} value={each}>
                    {each}
                  </option>
                ))}
              </select>
            </label>
          )}
          <label className="wide">
            <span>{say("purpose")}</span>
            <input
              type="text"
              maxLength={500}
              value={purpose}
              onChange={(event) => setPurpose(event.target.value)}
            />
          </label>
        </section>
      )}
      <p className="connect">
        {say("orRead")} <a href="/connect">{say("howToConnect")}</a>
      </p>
      <Submit asking={asking} word="exportData" disabled={!format || layers.length === 0} onRetry={ask} />
    </form>
  );
}

function layersNamed({ layers }: Catalogue, ...names: (string | undefined)[]): Layer[] {
  return names.flatMap((name) => layers.find((each) => each.name === name) ?? []);
}

/** The layers that the address asks for, or the usual one. */
function layersAsked(catalogue: Catalogue, said: string | undefined): Layer[] {
  const all = catalogue.layers.map((each) => each.name);
  const asked = layersNamed(catalogue, ...readLayers(said, all));
  const usual = all.includes(USUAL_LAYER) ? USUAL_LAYER : all[0];
  return asked.length > 0 ? asked : layersNamed(catalogue, usual);
}

/** The format of the address if it can hold the layers' shapes, else the first that can. */
function formatOf(formats: readonly Format[], said: string | undefined, layers: readonly Layer[]) {
  const fitting = formats.filter((format) => fits(format, layers));
  const named = (name: string | undefined) => fitting.find((each) => each.name === name);
  return named(said) ?? named(USUAL_FORMAT) ?? fitting[0] ?? null;
}
