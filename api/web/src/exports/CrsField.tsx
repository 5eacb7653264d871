import { useState } from "react";
import type { Place } from "../api/queries.ts";
import { useExportWords } from "./useExportWords.ts";

const GCJ02 = "GCJ-02";
const OTHER = "other";

interface Shown {
  /** The systems that are used at the place. */
  systems: Place["systems"];
  /** The only one that the format is in, or `null`. */
  fixed: string | null;
  /** Empty for the survey CRS. */
  crs: string;
  onCrs: (crs: string) => void;
}

/** In which coordinates: those used here, or any by its code; the shifted ones of web maps only on an explicit word. */
export function CrsField({ systems, fixed, crs, onCrs }: Shown) {
  const { say, name } = useExportWords();
  const [isOther, setOther] = useState(false);
  if (fixed !== null) return <p className="muted wide">{say("crsFixed", { crs: fixed })}</p>;
  const shifted = crs === GCJ02;
  const straight = systems.filter(({ use }) => use !== "shifted");
  const choose = (chosen: string) => {
    setOther(chosen === OTHER);
    onCrs(chosen === OTHER ? "" : chosen);
  };
  return (
    <>
      <label className="wide">
        <span>{say("crs")}</span>
        <select
          value={isOther ? OTHER : shifted ? "" : crs}
          disabled={shifted}
          onChange={(event) => choose(event.target.value)}
        >
          {straight.map((each) => (
            <option key={each.crs} value={each.use === "survey" ? "" : each.crs}>
              {name(each.label)}
            </option>
          ))}
          <option value={OTHER}>{say("otherCrs")}</option>
        </select>
      </label>
      {isOther && !shifted && (
        <label className="wide">
          <span>{say("crsCode")}</span>
          <input
            type="text"
            required
            maxLength={200}
            placeholder="EPSG:32650"
            value={crs}
            onChange={(event) => onCrs(event.target.value)}
          />
        </label>
      )}
      {systems.some((each) => each.crs === GCJ02) && (
        <div className="wide">
          <label className="switch">
            <input
              type="checkbox"
              checked={shifted}
              onChange={(event) => choose(event.target.checked ? GCJ02 : "")}
            />
            {say("forWebMaps")}
          </label>
          {shifted && (
            <p className="warn small-print" role="status">
              {say("gcjWarning")}
            </p>
          )}
        </div>
      )}
    </>
  );
}
