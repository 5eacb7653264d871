import { Icon, type IconName } from "../app/Icon.tsx";
import { useLanguage } from "../language/useLanguage.ts";
import type { Word } from "../language/words.ts";
import type { Bounds } from "../map/canvas.ts";
import { flight } from "../map/signals.ts";
import type { MapData } from "./panels.ts";

/** Zoom, and back to the whole place. */
export function MapTools({ canvas, place }: MapData) {
  const { say } = useLanguage();
  const tools: { word: Word; icon: IconName; use: () => void }[] = [
    { word: "zoomIn", icon: "plus", use: () => canvas?.zoomBy(1) },
    { word: "zoomOut", icon: "minus", use: () => canvas?.zoomBy(-1) },
    { word: "wholePlace", icon: "whole", use: () => flight.send(place.extent as Bounds) },
  ];
  return (
    <div className="card tool-card" role="toolbar" aria-label={say("mapTools")}>
      {tools.map(({ word, icon, use }) => (
        <button
          key={word}
          type="button"
          className="plain icon"
          title={say(word)}
          aria-label={say(word)}
          onClick={use}
        >
          <Icon name={icon} />
        </button>
      ))}
    </div>
  );
}
