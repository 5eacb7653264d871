import { Icon } from "../app/Icon.tsx";
import type { Forecast } from "./asks.ts";
import { Dialog } from "./Dialog.tsx";
import { useWords } from "./useWords.ts";

/** What the forecast is made of: each project's share, with its chance to reach its own target. */
export function ForecastDrawer({ forecast, onClose }: { forecast: Forecast; onClose: () => void }) {
  const { say, name, ha, share } = useWords();
  const rows = [...forecast.projects].sort((one, other) => other.mean_m2 - one.mean_m2);
  const area = (value: number | null) => (value === null ? "–" : ha(value));
  return (
    <Dialog className="drawer" label={say("forecast")} onClose={onClose}>
      <header>
        <div>
          <h2>{say("forecastOf", { year: forecast.year, date: forecast.at })}</h2>
          <p className="figure-number num">
            <span>{ha(forecast.middle_m2)}</span>
            <small>
              {say("ha")} · {say("band")} {ha(forecast.low_m2)}–{ha(forecast.high_m2)}
            </small>
          </p>
        </div>
        <button type="button" className="plain icon" aria-label={say("close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <p className="muted">{name(forecast.definition)}</p>
      <table className="rows num">
        <thead>
          <tr>
            <th scope="col">{say("project")}</th>
            {(["done", "lowEnd", "middle", "highEnd", "target"] as const).map((word) => (
              <th key={word} scope="col" className="right">
                {say(word)}
              </th>
            ))}
            <th scope="col" className="right">
              {say("chanceShort")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.project}>
              <td>{row.project === "-" ? say("notYetOnRecord") : row.project}</td>
              <td className="right">{area(row.done_m2)}</td>
              <td className="right">{area(row.low_m2)}</td>
              <td className="right">{area(row.middle_m2)}</td>
              <td className="right">{area(row.high_m2)}</td>
              <td className="right">{area(row.target_m2)}</td>
              <td className="right">{share(row.probability)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
