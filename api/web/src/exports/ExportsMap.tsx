import { useQuery } from "@tanstack/react-query";
import type { FeatureCollection, Feature as GeoFeature } from "geojson";
import { useEffect, useMemo, useRef, useState } from "react";
import type { View } from "../address/address.ts";
import { useAddress } from "../address/useAddress.ts";
import { type Catalogue, featuresQuery, type Place } from "../api/queries.ts";
import { useTheme } from "../app/theme.tsx";
import { flyTo, useStageCanvas } from "../consolidation/map/useStageCanvas.ts";
import { shownLayers } from "../map/shown.ts";
import { collect, FEW, namesOf } from "../map/style/names.ts";
import { finely } from "../map/style/selection.ts";
import { type Picture, SELECTION } from "../map/style/style.ts";
import { readLayers } from "./askedLayers.ts";
import { FrameOverlay } from "./FrameOverlay.tsx";
import { boundsOf } from "./frames.ts";
import { useExportWords } from "./useExportWords.ts";
import type { Placing } from "./usePlacing.ts";
import type { Outlined } from "./useSubject.ts";

const COMMUNITIES = "communities";
/** More shapes than these are outlined finely: bold lines would hide them. */
const FEW_SHAPES = 20;
/** Their names stand once, or not at all: tiles would write them in each. */
const NAMED = new Set(["subdistrict", COMMUNITIES]);
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
  const moment = useMemo(() => ({ at, known }), [at, known]);
  const communities = useQuery(featuresQuery(COMMUNITIES, FEW, moment)).data;
  const names = useMemo<FeatureCollection>(() => {
    const layer = catalogue.layers.find((each) => each.name === COMMUNITIES);
    return layer && communities
      ? collect(namesOf(layer, communities.features as unknown as GeoFeature[]))
      : NOTHING;
  }, [catalogue, communities]);

  const picture = useMemo<Picture>(() => {
    const shown = shownLayers(catalogue.layers, null);
    const all = catalogue.layers.map((each) => each.name);
    return {
      layers: catalogue.layers,
      shown: new Set([...shown, ...readLayers(layers ?? "", all)]),
      together: [...shown].sort(),
      moment,
      latitude: place.center[1],
      tokens,
      names,
      selection: subject?.shapes ?? NOTHING,
      named: NAMED,
      finish: (style) =>
        (subject?.shapes.features.length ?? 0) > FEW_SHAPES ? finely(style, SELECTION, tokens) : style,
    };
  }, [catalogue, place.center, tokens, names, subject, layers, moment]);
  useEffect(() => canvas?.show(picture), [canvas, picture]);

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
