import { useState } from "react";
import { changeAddress } from "../address/store.ts";
import type { Layer } from "../api/queries.ts";
import { Icon } from "../app/Icon.tsx";
import { formatNumber } from "../language/numbers.ts";
import { useLanguage } from "../language/useLanguage.ts";
import type { MapCanvas } from "../map/canvas.ts";
import { camera } from "../map/signals.ts";
import { useSignal } from "../map/useSignal.ts";
import { Legend } from "./Legend.tsx";
import type { MapData } from "./panels.ts";
import { Swatch } from "./Swatch.tsx";
import { useCounts } from "./useCounts.ts";

/** The layers as the office groups them, each row its own legend with its count. */
export function LayerTree({ catalogue, canvas, shown }: MapData) {
  const { say, name } = useLanguage();
  const counts = useCounts(canvas);
  const drawnLayers = catalogue.layers.filter((layer) => layer.style);
  const toggle = (layer: Layer) => {
    const next = new Set(shown);
    if (!next.delete(layer.name)) next.add(layer.name);
    changeAddress({ layers: drawnLayers.map((one) => one.name).filter((one) => next.has(one)) });
  };
  return (
    <nav className="card layers" aria-label={say("layers")}>
      <header>
        <b>{say("layers")}</b>
        {drawnLayers.length > 0 && <small className="muted">{say("inView")}</small>}
      </header>
      {drawnLayers.length === 0 && <p className="muted empty">{say("noLayers")}</p>}
      {catalogue.groups.map((group) => {
        const rows = drawnLayers.filter((layer) => layer.group === group.name);
        return (
          rows.length > 0 && (
            <section key={group.name}>
              <h2>{name(group.label)}</h2>
              {rows.map((layer) => (
                <LayerRow
                  key={layer.name}
                  layer={layer}
                  shown={shown.has(layer.name)}
                  count={counts?.[layer.name] ?? null}
                  canvas={canvas}
                  onToggle={() => toggle(layer)}
                />
              ))}
            </section>
          )
        );
      })}
    </nav>
  );
}

interface RowProps {
  layer: Layer;
  shown: boolean;
  /** How many of its features are in view; `null` while that isn't known. */
  count: number | null;
  canvas: MapCanvas | null;
  onToggle: () => void;
}

function LayerRow({ layer, shown, count, canvas, onToggle }: RowProps) {
  const { language, say, name } = useLanguage();
  const [open, setOpen] = useState(false);
  const tooFar = useSignal(camera, (view) => view !== null && view.zoom < layer.zooms[0]);
  return (
    <>
      <div className={`layer ${shown ? "" : "off"}`}>
        <label title={tooFar ? say("closer") : undefined}>
          <input
            type="checkbox"
            checked={shown}
            onChange={onToggle}
            aria-label={say("layerShown", { layer: name(layer.label) })}
          />
          <Swatch layer={layer} />
          <span className="what">{name(layer.label)}</span>
        </label>
        {layer.style?.by && layer.legend.length > 1 && (
          <button
            type="button"
            className={`plain icon small ${open ? "open" : ""}`}
            aria-expanded={open}
            aria-label={say("legendOf", { layer: name(layer.label) })}
            onClick={() => setOpen(!open)}
          >
            <Icon name="chevron" />
          </button>
        )}
        <span
          className="count num"
          title={say("countOf", {
            count: count === null ? "…" : formatNumber(count, language, 0),
            total: formatNumber(layer.count, language, 0),
          })}
        >
          {count === null ? "" : formatNumber(count, language, 0)}
        </span>
      </div>
      {open && <Legend layer={layer} canvas={canvas} />}
    </>
  );
}
