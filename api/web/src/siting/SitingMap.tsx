import { useQuery } from "@tanstack/react-query";
import type { FeatureCollection, Geometry } from "geojson";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Thing, View } from "../address/address.ts";
import type { Place } from "../api/queries.ts";
import { useTheme } from "../app/theme.tsx";
import { flyTo, useStageCanvas } from "../consolidation/map/useStageCanvas.ts";
import { changeOwn } from "../consolidation/useOwn.ts";
import type { Bounds } from "../map/canvas.ts";
import type { Picture } from "../map/style/style.ts";
import { usePaperCopy } from "../map/usePaperCopy.ts";
import { useSurroundings } from "../map/useSurroundings.ts";
import { MOST_SHAPES, type Run, shapesQuery } from "./asks.ts";
import { type Pin, Pins, stampPins } from "./Pins.tsx";
import type { Ranking } from "./ranking.ts";
import { CANDIDATES, scaleOf, shapesOf, spotsOf, withCandidates } from "./sitingStyle.ts";
import { useShades } from "./useShades.ts";
import { useSitingWords } from "./useSitingWords.ts";

const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };
/** Degrees around a site that is flown to: some 200 m. */
const NEAR = 0.002;

interface Shown {
  place: Place;
  run: Run | null;
  ranking: Ranking | null;
  /** Candidates with numbered pins, in their order. */
  pinned: readonly number[];
  site: number | null;
}

/** The candidates on the map, coloured by score as the weights move. */
export function SitingMap({ place, run, ranking, pinned, site }: Shown) {
  const { say, number, fixed } = useSitingWords();
  const { tokens } = useTheme();
  const box = useRef<HTMLElement>(null);
  const [view, setView] = useState<View | null>(null);
  const pick = (thing: Thing | null) => thing?.layer === CANDIDATES && changeOwn({ site: thing.code });
  const { canvas, busy, failed } = useStageCanvas(box, place, pick, setView);
  const scale = useMemo(() => (ranking ? scaleOf(ranking) : null), [ranking]);
  const candidates = run?.candidates;
  const lon = site === null ? null : (candidates?.lon[site] ?? null);
  const lat = site === null ? null : (candidates?.lat[site] ?? null);

  const code = site === null ? null : (candidates?.codes[site] ?? null);
  const best = useMemo(() => (run?.ranked ?? []).slice(0, MOST_SHAPES).map((each) => each.code), [run]);
  const outlines = useQuery(shapesQuery(run?.id, best)).data?.features;
  const near = useMemo(() => (code === null || best.includes(code) ? [] : [code]), [code, best]);
  const others = useQuery(shapesQuery(run?.id, near)).data?.features;
  const shape = [...(outlines ?? []), ...(others ?? [])].find((each) => each.id === code)?.geometry;

  const around = useSurroundings(run?.at ?? null, null);
  const picture = useMemo<Picture | null>(() => {
    if (!around) return null;
    const spots = run ? spotsOf(run.candidates, run.ranked) : null;
    const shapes = outlines ? shapesOf(outlines) : NOTHING;
    return {
      ...around,
      shown: new Set([...around.shown, CANDIDATES]),
      latitude: place.center[1],
      tokens,
      selection: shape
        ? outlineOf(shape as unknown as Geometry)
        : lon === null || lat === null
          ? NOTHING
          : spotAt(lon, lat),
      finish: (style) => (spots ? withCandidates(style, spots, shapes, tokens) : style),
    };
  }, [around, run, outlines, tokens, place.center, lon, lat, shape]);
  useEffect(() => {
    if (picture) canvas?.show(picture);
  }, [canvas, picture]);
  useShades(canvas, run, ranking, scale);
  const pins = useMemo<Pin[]>(
    () =>
      pinned.map((index) => ({
        code: candidates?.codes[index] ?? "",
        at: [candidates?.lon[index] ?? 0, candidates?.lat[index] ?? 0],
      })),
    [pinned, candidates],
  );

  useEffect(() => {
    if (canvas && lon !== null && lat !== null)
      flyTo(canvas, [lon - NEAR, lat - NEAR, lon + NEAR, lat + NEAR] as Bounds);
  }, [canvas, lon, lat]);

  const copy = usePaperCopy(canvas, (picture, width) => {
    if (view)
      stampPins(picture, pins, view, { width, height: (picture.height * width) / picture.width }, tokens);
  });

  const label = say("map", {
    count: number(ranking?.order.length ?? 0),
    pins: number(pinned.length),
  });
  return (
    <div className="map-column siting-map">
      <section ref={box} className="siting-canvas" aria-label={label} aria-busy={busy} />
      <canvas ref={copy} className="paper-copy" />
      {view && <Pins view={view} pins={pins} />}
      {failed && (
        <p className="map-note warn" role="status">
          {say("mapFailed")}
        </p>
      )}
      {scale && (
        <p className="card score-legend num">
          {say("legend")} <span>{fixed(scale.low, 2)}</span>
          <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <defs>
              <linearGradient id="scores">
                {tokens.scores.map((colour, step) => (
                  <stop key={colour} offset={step / (tokens.scores.length - 1)} stopColor={colour} />
                ))}
              </linearGradient>
            </defs>
            <rect width="100" height="8" fill="url(#scores)" />
          </svg>
          <span>{fixed(scale.high, 2)}</span>
        </p>
      )}
    </div>
  );
}

function spotAt(lon: number, lat: number): FeatureCollection {
  const geometry = { type: "Point" as const, coordinates: [lon, lat] };
  return { type: "FeatureCollection", features: [{ type: "Feature", geometry, properties: {} }] };
}

function outlineOf(geometry: Geometry): FeatureCollection {
  return { type: "FeatureCollection", features: [{ type: "Feature", geometry, properties: {} }] };
}
