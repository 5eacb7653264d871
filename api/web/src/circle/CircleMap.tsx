import { useQuery } from "@tanstack/react-query";
import type { FeatureCollection, Feature as GeoFeature } from "geojson";
import { useEffect, useMemo, useRef } from "react";
import { catalogueQuery, featuresQuery, type Place } from "../api/queries.ts";
import { useTheme } from "../app/theme.tsx";
import { flyTo, useStageCanvas } from "../consolidation/map/useStageCanvas.ts";
import { changeOwn } from "../consolidation/useOwn.ts";
import type { Bounds } from "../map/canvas.ts";
import { collect, FEW, namesOf } from "../map/style/names.ts";
import type { Picture } from "../map/style/style.ts";
import { bandsOf, type Circle, type Community, type Question, type Reach } from "./asks.ts";
import { bandColours, drawnOf, STRENGTH, withCircle } from "./circleStyle.ts";
import { useCircleWords } from "./useCircleWords.ts";

const COMMUNITIES = "communities";
const AROUND = ["subdistrict", COMMUNITIES, "roads", "water", "pocket_parks"];
const NAMED = new Set(["subdistrict", COMMUNITIES]);
const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };
/** Decimals of a degree that say a place to a metre. */
const DEGREES = 5;

interface Shown {
  place: Place;
  asked: Question;
  circle: Circle | undefined;
  reach: Reach | null;
  chosen: Community | null;
}

/** What is reached on foot and the homes outside; a click asks from there. */
export function CircleMap({ place, asked, circle, reach, chosen }: Shown) {
  const { say, number, kindName } = useCircleWords();
  const { tokens } = useTheme();
  const catalogue = useQuery(catalogueQuery).data;
  const box = useRef<HTMLElement>(null);
  const copy = useRef<HTMLCanvasElement>(null);
  const { canvas, busy, failed } = useStageCanvas(box, place, (_, at) =>
    changeOwn({ from: at.map((degrees) => degrees.toFixed(DEGREES)).join(",") }),
  );
  const moment = useMemo(() => ({ at: asked.at, known: asked.known }), [asked.at, asked.known]);
  const communities = useQuery(featuresQuery(COMMUNITIES, FEW, moment)).data;

  const picture = useMemo<Picture | null>(() => {
    if (!catalogue) return null;
    const together = AROUND.filter((name) => catalogue.layers.some((layer) => layer.name === name));
    const layer = catalogue.layers.find((each) => each.name === COMMUNITIES);
    const features = (communities?.features ?? []) as unknown as GeoFeature[];
    const outlined = features.filter((each) => chosen && each.properties?.code === chosen.code);
    const drawn = circle && drawnOf(circle, reach, tokens);
    return {
      layers: catalogue.layers,
      shown: new Set(together),
      together,
      moment,
      latitude: place.center[1],
      tokens,
      names: layer ? collect(namesOf(layer, features)) : NOTHING,
      selection: { type: "FeatureCollection", features: outlined },
      named: NAMED,
      finish: (style) => (drawn ? withCircle(style, drawn, tokens) : style),
    };
  }, [catalogue, communities, chosen, circle, reach, tokens, moment, place.center]);

  useEffect(() => {
    if (picture) canvas?.show(picture);
  }, [canvas, picture]);

  const bbox = chosen?.bbox?.join(",") ?? null;
  useEffect(() => {
    if (canvas && bbox) flyTo(canvas, bbox.split(",").map(Number) as Bounds);
  }, [canvas, bbox]);

  useEffect(() => {
    const prepare = () => {
      if (canvas && copy.current) canvas.copyTo(copy.current);
    };
    addEventListener("beforeprint", prepare);
    return () => removeEventListener("beforeprint", prepare);
  }, [canvas]);

  const bands = bandsOf(asked.minutes);
  const colours = bandColours(bands.length, tokens);
  const gaps = circle?.gaps;
  return (
    <div className="circle-map">
      <section
        ref={box}
        className="circle-canvas"
        aria-busy={busy}
        aria-label={say("map", {
          kind: asked.kinds.map(kindName).join("、"),
          minutes: asked.minutes,
          gaps: number(gaps?.all ?? 0),
        })}
      />
      <canvas ref={copy} className="circle-print" />
      {failed && (
        <p className="map-note warn" role="status">
          {say("mapFailed")}
        </p>
      )}
      <div className="card circle-legend">
        <ul>
          {bands.map((minutes, band) => (
            <li key={minutes}>
              <svg viewBox="0 0 14 14" aria-hidden="true">
                <rect width="14" height="14" rx="3" fill={colours[band]} fillOpacity={STRENGTH} />
              </svg>
              {say("band", { from: bands[band - 1] ?? 0, to: minutes })}
            </li>
          ))}
          <li>
            <svg viewBox="0 0 14 14" aria-hidden="true">
              <circle className="gap" cx="7" cy="7" r="5" />
            </svg>
            {say("gap")}
          </li>
        </ul>
        <p className="muted">{say("clickMap")}</p>
        {gaps && gaps.codes.length < gaps.all && (
          <p className="muted num">
            {say("gapsDrawn", { all: number(gaps.all), drawn: number(gaps.codes.length) })}
          </p>
        )}
      </div>
    </div>
  );
}
