import { useQuery } from "@tanstack/react-query";
import type { FeatureCollection, Geometry } from "geojson";
import { useEffect, useId, useMemo, useRef } from "react";
import { changeAddress } from "../../address/store.ts";
import { catalogueQuery, type Place } from "../../api/queries.ts";
import { useTheme } from "../../app/theme.tsx";
import { useKey } from "../../app/useKey.ts";
import type { Bounds } from "../../map/canvas.ts";
import { usePaperCopy } from "../../map/usePaperCopy.ts";
import { Trouble } from "../../panels/Trouble.tsx";
import { codesQuery, drawnQuery } from "../asks.ts";
import type { Draft } from "../drafts/asks.ts";
import type { EvidenceQuestion, Opened } from "../evidence.ts";
import { PARCELS } from "../layers.ts";
import { lastDay, placeOfQuestion, type Question } from "../question.ts";
import { changeOwn } from "../useOwn.ts";
import { useWords } from "../useWords.ts";
import { PlayerBar } from "./PlayerBar.tsx";
import { spanOf } from "./player.ts";
import { StageLegend } from "./StageLegend.tsx";
import { countStages } from "./stages.ts";
import { useGround } from "./useGround.ts";
import { usePlayer, usePlaying } from "./usePlayer.ts";
import { flyTo, useStageCanvas } from "./useStageCanvas.ts";
import { useStates } from "./useStates.ts";
import { useTold } from "./useTold.ts";

interface Shown {
  question: Question;
  today: string;
  place: Place;
  /** The number whose things are outlined. */
  evidence: { opened: Opened; question: EvidenceQuestion } | null;
  /** Counts how often it was asked to show all of them. */
  wanted: number;
  /** Something that is in no figure, outlined alone. */
  draft: Draft | null;
  onParcel: (code: string) => void;
}

/** Where the parcels stand, in the colours of the stages, through the year. */
export function StageMap({ question, today, place, evidence, wanted, draft, onParcel }: Shown) {
  const { say, number } = useWords();
  const { tokens } = useTheme();
  const catalogue = useQuery(catalogueQuery);
  const stages = useQuery(codesQuery("stages")).data;
  const span = spanOf(question.year, lastDay(question), today);
  const written = JSON.stringify(placeOfQuestion(question)); // the same object for the same question
  const asked = useMemo(() => JSON.parse(written) as ReturnType<typeof placeOfQuestion>, [written]);
  const player = usePlayer(span);
  const { whole, shown, failed: lost } = useStates(asked, span.last, player.day);
  usePlaying(player, shown?.day ?? null);
  const drawn = useQuery({
    ...drawnQuery(evidence?.opened ?? { what: "" }, evidence?.question ?? {}),
    enabled: evidence !== null,
  });

  const box = useRef<HTMLElement>(null);
  const section = useRef<HTMLElement>(null);
  const heading = useId();
  const { canvas, busy, failed } = useStageCanvas(box, place, (thing) => {
    if (thing?.layer === PARCELS) onParcel(thing.code);
  });
  const copy = usePaperCopy(canvas);
  const outline = useMemo(() => (draft ? outlineOf(draft) : null), [draft]);
  const ground = useGround(player, span.last);
  useTold(canvas, {
    catalogue: catalogue.data,
    stages,
    place,
    tokens,
    shown,
    outlined: outline ?? (drawn.data as unknown as FeatureCollection | undefined) ?? null,
    ground,
    question,
  });

  const answered = useRef(0);
  useEffect(() => {
    if (wanted === answered.current) return;
    section.current?.scrollIntoView({ block: "center" });
    const box = draft?.bbox ?? drawn.data?.bbox;
    if (!canvas || (!draft && !drawn.data)) return; // the map is opened when it comes into view
    answered.current = wanted;
    if (box) flyTo(canvas, box as Bounds);
  }, [wanted, canvas, drawn.data, draft]);

  useKey(({ key }) => {
    if (key === "[" || key === "]") player.move(key === "]" ? 1 : -1);
  });

  return (
    <section className="card panel stage-map" aria-labelledby={heading} ref={section}>
      <header>
        <h2 id={heading}>{say("stageMap")}</h2>
        <span className="muted num">
          <b data-testid="map-day">{shown?.day ?? player.day}</b>
          {shown?.changes && shown.changes.size > 0 && (
            <> · {say("changedParcels", { count: shown.changes.size })}</>
          )}
        </span>
      </header>
      {whole.isError && (
        <Trouble tried={say("readingStates")} error={whole.error} onRetry={() => void whole.refetch()} />
      )}
      <div className="stage-map-frame">
        <section
          ref={box}
          className="stage-map-canvas"
          aria-label={`${say("stageMap")} ${player.day}`}
          aria-busy={busy}
        />
        <canvas ref={copy} className="paper-copy" />
        {(failed || lost) && (
          <p className="map-note warn" role="status">
            {failed ? say("mapFailed") : null}
            {lost && (
              <button type="button" className="linklike" onClick={() => void whole.refetch()}>
                {say("stepFailed")}
              </button>
            )}
          </p>
        )}
        {draft && (
          <p className="map-note num" role="status">
            {say("draftOnMap", { name: draft.name })}{" "}
            <button type="button" className="linklike" onClick={() => changeOwn({ draft: null })}>
              {say("clearOutline")}
            </button>
          </p>
        )}
        {!draft && evidence && drawn.data && (
          <p className="map-note num" role="status">
            {say("outlined", { count: number(drawn.data.all) })}{" "}
            <button type="button" className="linklike" onClick={() => changeAddress({ evidence: null })}>
              {say("clearOutline")}
            </button>
          </p>
        )}
      </div>
      <PlayerBar player={player} span={span} />
      {stages && shown && <StageLegend stages={stages} counts={countStages(shown.stages)} day={shown.day} />}
    </section>
  );
}

function outlineOf({ shape }: Draft): FeatureCollection {
  const geometry = shape as unknown as Geometry;
  return { type: "FeatureCollection", features: [{ type: "Feature", geometry, properties: {} }] };
}
