import { useEffect, useLayoutEffect, useRef } from "react";
import { useAddress } from "../address/useAddress.ts";
import type { Place } from "../api/queries.ts";
import { useTheme } from "../app/theme.tsx";
import { useLanguage } from "../language/useLanguage.ts";
import type { MapCanvas } from "./canvas.ts";
import { takeFirstMap } from "./firstMap.ts";
import { openMap } from "./open.ts";
import { busy } from "./signals.ts";
import type { Picture } from "./style/style.ts";
import { useSignal } from "./useSignal.ts";

interface Props {
  place: Place;
  picture: Omit<Picture, "tokens">;
  onCanvas: (canvas: MapCanvas | null) => void;
}

/** The map: takes over the first one or opens its own, and hands it pictures. */
export function MapView({ place, picture, onCanvas }: Props) {
  const container = useRef<HTMLElement>(null);
  const canvas = useRef<MapCanvas | null>(null);
  const { tokens } = useTheme();
  const { say, name } = useLanguage();
  const isBusy = useSignal(busy);
  const view = useAddress((address) => address.view);

  // Before the browser paints, so that the first map isn't gone for a moment.
  useLayoutEffect(() => {
    if (!container.current) return;
    const first = takeFirstMap();
    if (first) container.current.append(first.element);
    const map = first ?? openMap(container.current, place);
    if (!map) return;
    canvas.current = map.canvas;
    onCanvas(map.canvas);
    return () => {
      canvas.current = null;
      onCanvas(null);
      map.close();
    };
  }, [place, onCanvas]);

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
