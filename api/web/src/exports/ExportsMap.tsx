import type { FeatureCollection } from "geojson";
import { useEffect, useMemo, useRef, useState } from "react";
import type { View } from "../address/address.ts";
import { useAddress } from "../address/useAddress.ts";
import type { Catalogue, Place } from "../api/queries.ts";
import { useTheme } from "../app/theme.tsx";
import { flyTo, useStageCanvas } from "../consolidation/map/useStageCanvas.ts";
import { shownLayers } from "../map/shown.ts";
import { finely } from "../map/style/selection.ts";
import { type Picture, SELECTION } from "../map/style/style.ts";
import { useSurroundings } from "../map/useSurroundings.ts";
import { readLayers } from "./askedLayers.ts";
import { FrameOverlay } from "./FrameOverlay.tsx";
import { boundsOf } from "./frames.ts";
import { useExportWords } from "./useExportWords.ts";
import type { Placing } from "./usePlacing.ts";
import type { Outlined } from "./useSubject.ts";

/** More shapes than these are outlined finely: bold lines would hide them. */
const FEW_SHAPES = 20;
const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };

interface Shown {
  place: Place;
  catalogue: Catalogue;
  subject: Outlined | null;
  /** The layers that are exported, as the address says them; shown whatever else is. */
  layers: string | null;
  /** The sheets that would be made; `null` where data are exported. */
  placing: Placing | null;
  marked: number | null;
  onMark: (index: number | null) => void;
}

/** Where it lies: what is exported is outlined, and over it stand the frames of the sheets. */
export function ExportsMap({ place, catalogue, subject, layers, placing, marked, onMark }: Shown) {
  const { say, number } = useExportWords();
  const { tokens } = useTheme();
  const at = useAddress((address) => address.at);
  const known = useAddress((address) => address.known);
  const box = useRef<HTMLElement>(null);
  const [view, setView] = useState<View | null>(null);
  const { canvas, busy, failed } = useStageCanvas(box, place, () => {}, setView);
  const around = useSurroundings(at, known);
  const picture = useMemo<Picture | null>(() => {
    if (!around) return null;
    const shown = shownLayers(catalogue.layers, null);
    const all = catalogue.layers.map((each) => each.name);
    return {
      ...around,
      shown: new Set([...shown, ...readLayers(layers ?? "", all)]),
      together: [...shown].sort(),
      latitude: place.center[1],
      tokens,
      selection: subject?.shapes ?? NOTHING,
      finish: (style) =>
        (subject?.shapes.features.length ?? 0) > FEW_SHAPES ? finely(style, SELECTION, tokens) : style,
    };
  }, [around, catalogue, place.center, tokens, subject, layers]);
  useEffect(() => {
    if (picture) canvas?.show(picture);
  }, [canvas, picture]);

  const frames = placing?.sheets ? placing.frames : null;
  const bounds = useMemo(() => (frames ? boundsOf(frames) : (subject?.bounds ?? null)), [frames, subject]);
  const byHand = placing?.byHand ?? false;
  const arrived = useRef(false);
  useEffect(() => {
    if (!canvas || !bounds) return;
    // Frames that were put by hand are where one looks already, unless one has just come.
    if (!byHand || !arrived.current) flyTo(canvas, bounds);
    arrived.current = frames !== null;
  }, [canvas, bounds, byHand, frames]);

  return (
    <div className="map-column exports-map">
      <section
        ref={box}
        className="exports-canvas"
        aria-label={frames ? say("map", { count: number(frames.length) }) : say("mapOfData")}
        aria-busy={busy}
      />
      {view && frames && placing && (
        <FrameOverlay
          view={view}
          frames={frames}
          apart={placing.request?.each_feature === undefined}
          marked={marked}
          onMark={onMark}
          onPlaced={placing.move}
          onReset={placing.reset}
        />
      )}
      {(failed || subject?.boxed) && (
        <p className={`map-note ${failed ? "warn" : ""}`} role="status">
          {say(failed ? "mapFailed" : "boxed")}
        </p>
      )}
    </div>
  );
}
