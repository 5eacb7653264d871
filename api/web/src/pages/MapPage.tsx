import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { catalogueQuery, placeQuery } from "../api/queries.ts";
import { useLanguage } from "../language/useLanguage.ts";
import type { MapCanvas } from "../map/canvas.ts";
import { type Trouble as MapTrouble, MapView } from "../map/MapView.tsx";
import { drawn } from "../map/signals.ts";
import { usePicture } from "../map/usePicture.ts";
import { type MapData, PANELS, type Slot } from "../panels/panels.ts";
import { Trouble } from "../panels/Trouble.tsx";

const SLOTS: readonly Slot[] = ["left", "right", "below", "tools"];

/** The first page: the map, and over it the cards. */
export function MapPage() {
  const place = useQuery(placeQuery);
  const catalogue = useQuery(catalogueQuery);
  const failed = place.isError ? place : catalogue.isError ? catalogue : null;
  if (failed) {
    return (
      <main className="alone">
        <Trouble
          tried={place.isError ? "loadingPlace" : "loadingLayers"}
          error={failed.error}
          onRetry={() => void failed.refetch()}
        />
      </main>
    );
  }
  if (!place.data || !catalogue.data) return <LoadingPage />;
  return <MapWithCards place={place.data} catalogue={catalogue.data} />;
}

function MapWithCards({ place, catalogue }: Pick<MapData, "place" | "catalogue">) {
  const { say, language } = useLanguage();
  const [canvas, setCanvas] = useState<MapCanvas | null>(null);
  const [trouble, setTrouble] = useState<MapTrouble | null>(null);
  const picture = usePicture(place, catalogue);

  useEffect(() => drawn.listen(() => setTrouble(null)), []);

  return (
    <main className="stage">
      <MapView place={place} picture={picture} onCanvas={setCanvas} onTrouble={setTrouble} />
      {SLOTS.map((slot) => (
        <div key={slot} className={`slot ${slot}`}>
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

/** The shape of what comes. */
function LoadingPage() {
  return (
    <main className="stage" aria-busy="true">
      <div className="map" />
      <div className="slot left">
        <div className="card ghost tall" />
      </div>
      <div className="slot right">
        <div className="card ghost" />
      </div>
      <div className="slot below">
        <div className="card ghost low" />
      </div>
    </main>
  );
}
