import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { catalogueQuery, placeQuery } from "../api/queries.ts";
import { Icon } from "../app/Icon.tsx";
import { useKey } from "../app/useKey.ts";
import { useLanguage } from "../language/useLanguage.ts";
import type { MapCanvas } from "../map/canvas.ts";
import { MapView } from "../map/MapView.tsx";
import { trouble as mapTrouble } from "../map/signals.ts";
import { usePicture } from "../map/usePicture.ts";
import { useSignal } from "../map/useSignal.ts";
import { type MapData, PANELS, type Slot } from "../panels/panels.ts";
import { Trouble } from "../panels/Trouble.tsx";

/** Mark in the browser's timeline when the page around the map stands. */
const CARDS_STAND = "cards stand";
const SLOTS: readonly Slot[] = ["left", "right", "below", "tools", "paper"];

/** The first page: the map, and over it the cards. */
export default function MapPage() {
  const { say } = useLanguage();
  const place = useQuery(placeQuery);
  const catalogue = useQuery(catalogueQuery);
  const failed = place.isError ? place : catalogue.isError ? catalogue : null;
  if (failed) {
    return (
      <main className="alone">
        <Trouble
          tried={say(place.isError ? "loadingPlace" : "loadingLayers")}
          error={failed.error}
          onRetry={() => void failed.refetch()}
        />
      </main>
    );
  }
  if (!place.data || !catalogue.data) return <main className="stage" aria-busy="true" />;
  return <MapWithCards place={place.data} catalogue={catalogue.data} />;
}

function MapWithCards({ place, catalogue }: Pick<MapData, "place" | "catalogue">) {
  const { say, language } = useLanguage();
  const [canvas, setCanvas] = useState<MapCanvas | null>(null);
  const trouble = useSignal(mapTrouble);
  const picture = usePicture(place, catalogue);
  const [drawer, setDrawer] = useState(false);
  useEffect(() => void performance.mark(CARDS_STAND), []);
  useKey(({ key }) => {
    if (key === "Escape") setDrawer(false);
  });

  return (
    <main className="stage">
      <MapView place={place} picture={picture} onCanvas={setCanvas} />
      <button
        type="button"
        className="card drawer-handle"
        aria-expanded={drawer}
        onClick={() => setDrawer(!drawer)}
      >
        <Icon name={drawer ? "close" : "layers"} />
        {say(drawer ? "close" : "layers")}
      </button>
      {SLOTS.map((slot) => (
        <div key={slot} className={`slot ${slot} ${slot === "left" && drawer ? "open" : ""}`}>
          {PANELS.filter((panel) => panel.slot === slot).map(({ name, Panel }) => (
            <Panel key={name} place={place} catalogue={catalogue} canvas={canvas} shown={picture.shown} />
          ))}
        </div>
      ))}
      {place.synthetic && place.notice && (
        <p className="notice" role="note">
          {place.notice[language]}
        </p>
      )}
      {trouble && (
        <p className="toast" role="status">
          {say(trouble)}
        </p>
      )}
    </main>
  );
}
