import { formatDegrees, formatFixed, formatNumber } from "../language/numbers.ts";
import { useLanguage } from "../language/useLanguage.ts";
import { formatDistance, scaleBar } from "../map/scale.ts";
import { camera, cursor } from "../map/signals.ts";
import { useSurvey } from "../map/survey.ts";
import { useSignal } from "../map/useSignal.ts";
import type { MapData } from "./panels.ts";

const WIDEST_BAR = 96;

/** Scale, and where the pointer is: in the survey CRS and in degrees. */
export function Readout({ place }: MapData) {
  const { language, say, name } = useLanguage();
  const view = useSignal(camera);
  const toSurvey = useSurvey(place.proj4);
  const at = useSignal(cursor);
  const bar = view && scaleBar(view.zoom, view.lat, WIDEST_BAR);
  const [lon, lat] = at ?? (view ? [view.lon, view.lat] : place.center);
  const survey = toSurvey?.(lon, lat);
  return (
    <div className="card readout num">
      {bar && (
        <div className="scale">
          <span className="bar" style={{ width: bar.pixels }} />
          <span>{formatDistance(bar.metres)}</span>
          <span className="muted">1 : {formatNumber(bar.denominator, language, 0)}</span>
        </div>
      )}
      <div data-testid="survey">
        {survey
          ? `${say("east")} ${formatFixed(survey.easting, language, 2)}　${say("north")} ${formatFixed(survey.northing, language, 2)}`
          : "　"}
      </div>
      <div data-testid="degrees" className="muted">
        {formatDegrees(lon, "E", "W")}　{formatDegrees(lat, "N", "S")}
      </div>
      <div className="muted" title={place.crs}>
        {name(place.crs_name)}
      </div>
    </div>
  );
}
