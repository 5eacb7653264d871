import { type RefObject, useEffect, useEffectEvent, useState } from "react";
import type { Thing, View } from "../../address/address.ts";
import type { Place } from "../../api/queries.ts";
import type { Bounds, MapCanvas } from "../../map/canvas.ts";

const PADDING = { top: 16, right: 16, bottom: 16, left: 16 };
const nothing = () => {};
/** The map is opened when it is nearly in view: the numbers come first. */
const NEARLY = "200px";

/** The dashboard's map inside `element`, `null` until it is there; MapLibre comes when it is needed. */
export function useStageCanvas(
  element: RefObject<HTMLElement | null>,
  place: Place,
  onPick: (thing: Thing | null, at: [number, number]) => void,
  onMove: (view: View) => void = nothing,
) {
  const [canvas, setCanvas] = useState<MapCanvas | null>(null);
  const [busy, setBusy] = useState(true);
  const [failed, setFailed] = useState(false);
  const pick = useEffectEvent(onPick);
  const move = useEffectEvent(onMove);

  useEffect(() => {
    const container = element.current;
    if (!container) return;
    let made: MapCanvas | null = null;
    let gone = false;
    const open = async () => {
      const { MapCanvas: Canvas } = await import("../../map/canvas.ts");
      if (gone) return;
      try {
        made = new Canvas(
          container,
          { view: null, extent: place.extent as Bounds, padding: PADDING },
          {
            onMove: (view) => move(view),
            onView: nothing,
            onCursor: nothing,
            onPick: (thing, at) => pick(thing, at),
            onBusy: () => setBusy(true),
            onDrawn: () => {
              setBusy(false);
              setFailed(false);
            },
            onTrouble: () => setFailed(true),
          },
        );
        setCanvas(made);
      } catch {
        setFailed(true);
      }
    };
    const watch = new IntersectionObserver(
      (seen) => {
        if (!seen.some((entry) => entry.isIntersecting)) return;
        watch.disconnect();
        void open();
      },
      { rootMargin: NEARLY },
    );
    watch.observe(container);
    return () => {
      gone = true;
      watch.disconnect();
      made?.destroy();
      setCanvas(null);
    };
  }, [element, place]);

  return { canvas, busy, failed };
}

/** Fly so that `bounds` are seen whole. */
export function flyTo(canvas: MapCanvas, bounds: Bounds): void {
  canvas.flyTo(bounds, { top: 40, right: 40, bottom: 40, left: 40 });
}
