import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { changeAddress } from "../../address/store.ts";
import { useAddress } from "../../address/useAddress.ts";
import { featuresQuery, type Place } from "../../api/queries.ts";
import { useLanguage } from "../../language/useLanguage.ts";
import { boxOf, type Shape } from "../shapes/frame.ts";
import { changeOwn, useOwnWords } from "../useOwn.ts";
import { DrawMap } from "./DrawMap.tsx";
import { LONGEST_LINE, polygonText, readCodes, readLine, type Source, type Subject } from "./subject.ts";
import { COMPLIANCE_WORDS } from "./words.ts";

const SOURCES: readonly Source[] = ["project", "parcels", "sent"];
const MOST_PROJECTS = 500;
/** What coordinates are in unless it is said. */
const DEGREES = "EPSG:4326";
const LARGEST_FILE = 8 * 2 ** 20;

interface Shown {
  place: Place;
  at: string;
  first: Source;
  /** A red line too long for the address. */
  onLongLine: (subject: Subject) => void;
}

/** Say whose red line it is: a project's, that of parcels, or one drawn, pasted or opened. */
export function RedLineForm({ place, at, first, onLongLine }: Shown) {
  const say = useOwnWords(COMPLIANCE_WORDS);
  const [source, setSource] = useState(first);
  const { project, own } = useAddress((address) => address);
  const projects = useQuery(featuresQuery("consolidation_projects", MOST_PROJECTS, { at, known: null })).data;
  const outlines = projects?.features.map((feature) => feature.geometry as Shape) ?? [];
  const [trouble, setTrouble] = useState("");

  const send = (text: string, crs: string) => {
    const long = text.length > LONGEST_LINE;
    setTrouble(long ? say("longLine") : "");
    changeOwn({ line: long ? null : text, crs: crs || null, parcels: null });
    if (long) onLongLine({ source: "sent", red_line: readLine(text), ...(crs ? { crs } : {}) });
  };
  return (
    <section className="card panel red-line-form">
      <fieldset className="choices">
        <legend>{say("source")}</legend>
        {SOURCES.map((one) => (
          <label key={one}>
            <input type="radio" name="source" checked={source === one} onChange={() => setSource(one)} />
            {say(one)}
          </label>
        ))}
      </fieldset>
      {source === "project" && (
        <select
          aria-label={say("chooseProject")}
          value={(own.line || own.parcels ? null : project) ?? ""}
          onChange={(event) => {
            changeOwn({ line: null, crs: null, parcels: null });
            changeAddress({ project: event.target.value || null });
          }}
        >
          <option value="">{say("chooseProject")}</option>
          {projects?.features.map(({ id, properties }) => (
            <option key={id} value={id}>
              {String(properties.name ?? id)}
            </option>
          ))}
        </select>
      )}
      {source === "parcels" && (
        <form
          className="stacked"
          onSubmit={(event) => {
            event.preventDefault();
            const codes = readCodes(String(new FormData(event.currentTarget).get("codes") ?? ""));
            changeOwn({ line: null, crs: null, parcels: codes.join(",") });
          }}
        >
          <label>
            {say("codes")}
            <textarea name="codes" rows={3} required defaultValue={own.parcels?.replaceAll(",", "\n")} />
          </label>
          <p className="muted">{say("codesHelp")}</p>
          <button type="submit" className="button-like">
            {say("measure")}
          </button>
        </form>
      )}
      {source === "sent" && (
        <div className="sent">
          {projects && (
            <DrawMap
              extent={boxOf(outlines) ?? place.extent}
              projects={outlines}
              at={at}
              onClosed={(points) => send(polygonText(points), "")}
            />
          )}
          <Pasted systems={place.systems} onSend={send} onTrouble={setTrouble} />
        </div>
      )}
      {trouble && (
        <p className="refusal" role="status">
          {trouble}
        </p>
      )}
    </section>
  );
}

function Pasted(props: {
  systems: Place["systems"];
  onSend: (text: string, crs: string) => void;
  onTrouble: (trouble: string) => void;
}) {
  const say = useOwnWords(COMPLIANCE_WORDS);
  const { name } = useLanguage();
  const own = useAddress((address) => address.own);
  const [text, setText] = useState(own.line ?? "");
  const others = props.systems.filter(({ crs }) => crs !== DEGREES);
  const open = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > LARGEST_FILE) props.onTrouble(say("fileTooLarge"));
    else setText(await file.text());
  };
  return (
    <form
      className="stacked"
      onSubmit={(event) => {
        event.preventDefault();
        props.onSend(text.trim(), String(new FormData(event.currentTarget).get("crs") ?? ""));
      }}
    >
      <label>
        {say("paste")}
        <textarea
          rows={3}
          required
          spellCheck={false}
          value={text}
          placeholder="POLYGON ((113.89 22.77, …))"
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <div className="filters">
        <label>
          {say("upload")}
          <input
            type="file"
            accept=".json,.geojson,.wkt,.txt"
            title={say("uploadKinds")}
            onChange={(event) => void open(event.target.files?.[0])}
          />
        </label>
        <label>
          {say("crs")}
          <select name="crs" defaultValue={own.crs ?? ""}>
            <option value="">{say("crsDegrees")}</option>
            {others.map((each) => (
              <option key={each.crs} value={each.crs}>
                {name(each.label)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="button-like">
          {say("measure")}
        </button>
      </div>
    </form>
  );
}
