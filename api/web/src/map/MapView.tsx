import { useEffect, useRef } from "react";
import { changeAddress, readAddress, useAddress } from "../address/store.ts";
import type { Place } from "../api/queries.ts";
import { useTheme } from "../app/theme.tsx";
import { useLanguage } from "../language/useLanguage.ts";
import { type Bounds, MapCanvas, type Padding } from "./canvas.ts";
import { busy, camera, cursor, drawn, flight, useSignal } from "./signals.ts";
import type { Picture } from "./style/style.ts";

const NARROW = 900;
const EDGE = 24;

/** Pixels that the cards cover, to be left free when something is to be seen whole. */
export function coveredByCards(): Padding {
  if (innerWidth < NARROW) return { top: EDGE, right: EDGE, bottom: 120, left: EDGE };
  return { top: EDGE, right: 376, bottom: 116, left: 308 };
}

/** What may go wrong with the map, as the page says it. */
export type Trouble = "noWebGl" | "tilesFailed";

interface Props {
  place: Place;
  picture: Omit<Picture, "tokens">;
  onCanvas: (canvas: MapCanvas | null) => void;
  onTrouble: (trouble: Trouble) => void;
}

/** The map: hands pictures to the canvas and its events to the address. */
export function MapView({ place, picture, onCanvas, onTrouble }: Props) {
  const container = useRef<HTMLDivElement>(null);
  const canvas = useRef<MapCanvas | null>(null);
  const { tokens } = useTheme();
  const { say, name } = useLanguage();
  const isBusy = useSignal(busy);
  const view = useAddress((address) => address.view);

  useEffect(() => {
    if (!container.current) return;
    const start = { view: readAddress().view, extent: place.extent as Bounds, padding: coveredByCards() };
    let made: MapCanvas;
    try {
      made = new MapCanvas(container.current, start, {
        onMove: camera.send,
        onView: (moved) => changeAddress({ view: moved }),
        onCursor: cursor.send,
        onPick: (selected) => changeAddress({ selected }),
        onBusy: () => busy.send(true),
        onDrawn: () => {
          busy.send(false);
          drawn.send(drawn.get() + 1);
        },
        onTrouble: () => onTrouble("tilesFailed"),
      });
    } catch {
      onTrouble("noWebGl");
      return;
    }
    canvas.current = made;
    onCanvas(made);
    const grounded = flight.listen((bounds) => bounds && made.flyTo(bounds, coveredByCards()));
    return () => {
      grounded();
      canvas.current = null;
      onCanvas(null);
      made.destroy();
    };
  }, [place.extent, onCanvas, onTrouble]);

  useEffect(() => canvas.current?.show({ ...picture, tokens }), [picture, tokens]);

  // The address may change from outside (the back button): follow it.
  useEffect(() => {
    if (view) canvas.current?.jumpTo(view);
  }, [view]);

  return (
    <section
      ref={container}
      className="map"
      aria-busy={isBusy}
      aria-label={say("mapOf", { place: name(place.name) })}
    />
  );
}
