import { useEffect, useMemo, useRef } from "react";
import type { Place } from "../api/queries.ts";
import { useTheme } from "../app/theme.tsx";
import { flyTo, useStageCanvas } from "../consolidation/map/useStageCanvas.ts";
import { changeOwn } from "../consolidation/useOwn.ts";
import { listed } from "../language/lists.ts";
import type { Bounds } from "../map/canvas.ts";
import type { Picture } from "../map/style/style.ts";
import { usePaperCopy } from "../map/usePaperCopy.ts";
import { useSurroundings } from "../map/useSurroundings.ts";
import { bandsOf, type Circle, type Community, type Question, type Reach } from "./asks.ts";
import { bandColours, drawnOf, STRENGTH, withCircle } from "./circleStyle.ts";
import { useCircleWords } from "./useCircleWords.ts";

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
  const { language, say, number, kindName } = useCircleWords();
  const { tokens } = useTheme();
  const box = useRef<HTMLElement>(null);
  const { canvas, busy, failed } = useStageCanvas(box, place, (_, at) =>
    changeOwn({ from: at.map((degrees) => degrees.toFixed(DEGREES)).join(",") }),
  );
  const copy = usePaperCopy(canvas);
  const around = useSurroundings(asked.at, asked.known);

  const picture = useMemo<Picture | null>(() => {
    if (!around) return null;
    const outlined = around.communities.filter((each) => chosen && each.properties?.code === chosen.code);
    const drawn = circle && drawnOf(circle, reach, tokens);
    return {
      ...around,
      latitude: place.center[1],
      tokens,
      selection: { type: "FeatureCollection", features: outlined },
      finish: (style) => (drawn ? withCircle(style, drawn, tokens) : style),
    };
  }, [around, chosen, circle, reach, tokens, place.center]);

  useEffect(() => {
    if (picture) canvas?.show(picture);
  }, [canvas, picture]);

  const bbox = chosen?.bbox?.join(",") ?? null;
  useEffect(() => {
    if (canvas && bbox) flyTo(canvas, bbox.split(",").map(Number) as Bounds);
  }, [canvas, bbox]);

  const bands = bandsOf(asked.minutes);
  const colours = bandColours(bands.length, tokens);
  const gaps = circle?.gaps;
  return (
    <div className="map-column">
      <section
        ref={box}
        className="circle-canvas"
        aria-busy={busy}
        aria-label={say("map", {
          kind: listed(asked.kinds.map(kindName), language),
          minutes: asked.minutes,
          gaps: number(gaps?.all ?? 0),
        })}
      />
      <canvas ref={copy} className="paper-copy" />
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
