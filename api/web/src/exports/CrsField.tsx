import { useExportWords } from "./useExportWords.ts";

const ZONED = "EPSG:4526";
const DEGREES = "EPSG:4490";
const WGS84 = "EPSG:4326";
const GCJ02 = "GCJ-02";

interface Shown {
  /** The place's own CRS. */
  survey: string;
  /** The only one that the format is in, or `null`. */
  fixed: string | null;
  /** Empty for the survey CRS. */
  crs: string;
  onCrs: (crs: string) => void;
}

/** In which coordinates; the shifted ones of web maps only on an explicit word. */
export function CrsField({ survey, fixed, crs, onCrs }: Shown) {
  const { say } = useExportWords();
  if (fixed !== null) return <p className="muted wide">{say("crsFixed", { crs: fixed })}</p>;
  const shifted = crs === GCJ02;
  return (
    <>
      <label className="wide">
        <span>{say("crs")}</span>
        <select value={shifted ? "" : crs} disabled={shifted} onChange={(event) => onCrs(event.target.value)}>
          <option value="">{say("surveyCrs", { crs: survey })}</option>
          <option value={ZONED}>{say("zoned")}</option>
          <option value={DEGREES}>{say("degrees")}</option>
          <option value={WGS84}>{say("wgs")}</option>
        </select>
      </label>
      <div className="wide">
        <label className="switch">
          <input
            type="checkbox"
            checked={shifted}
            onChange={(event) => onCrs(event.target.checked ? GCJ02 : "")}
          />
          {say("forWebMaps")}
        </label>
        {shifted && (
          <p className="warn small-print" role="status">
            {say("gcjWarning")}
          </p>
        )}
      </div>
    </>
  );
}
