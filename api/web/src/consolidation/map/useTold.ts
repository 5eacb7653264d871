import type { FeatureCollection } from "geojson";
import { useEffect, useMemo, useRef } from "react";
import type { Catalogue, Place } from "../../api/queries.ts";
import type { Tokens } from "../../app/tokens.ts";
import type { MapCanvas } from "../../map/canvas.ts";
import type { Picture } from "../../map/style/style.ts";
import type { CodeRow } from "../asks.ts";
import { PARCELS } from "../layers.ts";
import type { Question } from "../question.ts";
import { byStage, type Told } from "./stageStyle.ts";
import type { Shown } from "./useStates.ts";

const AROUND = ["subdistrict", "roads", "consolidation_projects"];
const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };

interface Shows {
  catalogue: Catalogue | undefined;
  stages: readonly CodeRow[] | undefined;
  place: Place;
  tokens: Tokens;
  shown: Shown | null;
  /** What is outlined. */
  outlined: FeatureCollection | null;
  ground: string;
  question: Question;
}

/** Hand the map its picture, and tell it the stages: all of them at first, then what each step changes. */
export function useTold(canvas: MapCanvas | null, shows: Shows): void {
  const { catalogue, stages, place, tokens, shown, outlined, ground, question } = shows;
  const known = question.known ?? null;

  const picture = useMemo<Picture | null>(() => {
    if (!catalogue || !stages) return null;
    const names = new Set(catalogue.layers.map((layer) => layer.name));
    const together = AROUND.filter((name) => names.has(name));
    const colours = new Map(stages.map((row) => [row.code, String(row.colour ?? tokens.track)]));
    const look = { colours, tokens, moment: { at: ground, known }, origin: location.origin };
    return {
      layers: catalogue.layers,
      shown: new Set([...together, PARCELS]),
      together,
      moment: { at: ground, known },
      latitude: place.center[1],
      tokens,
      names: NOTHING,
      selection: outlined ?? NOTHING,
      named: new Set<string>(),
      finish: (style) => byStage(style, look),
    };
  }, [catalogue, stages, place.center, tokens, ground, known, outlined]);

  useEffect(() => {
    if (picture) canvas?.show(picture);
  }, [canvas, picture]);

  const told = useRef<{ canvas: MapCanvas; day: string } | null>(null);
  const ready = picture !== null;
  useEffect(() => {
    if (!canvas || !shown || !ready) return;
    const isNext = told.current?.canvas === canvas && shown.changes !== null;
    if (!isNext) canvas.tell(PARCELS, null);
    canvas.tell(PARCELS, isNext && shown.changes ? statesOf(shown.changes) : statesOf(shown.stages));
    told.current = { canvas, day: shown.day };
  }, [canvas, shown, ready]);
}

function statesOf(stages: ReadonlyMap<string, string | null | undefined>): Map<string, Told> {
  return new Map(
    [...stages].map(([code, stage]) => [code, { stage: stage === undefined ? null : (stage ?? "-") }]),
  );
}
