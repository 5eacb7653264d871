import { type PointerEvent, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useKey } from "../app/useKey.ts";
import { type LonLat, toLonLat, toPixel } from "../map/mercator.ts";
import { camera } from "../map/signals.ts";
import { useSignal } from "../map/useSignal.ts";
import { useSize } from "../map/useSize.ts";
import { boxBetween, cornersOf, type Drawn, NOTHING_DRAWN } from "./drawing.ts";

interface Shown {
  way: "rectangle" | "polygon" | null;
  drawn: Drawn;
  onDrawn: (drawn: Drawn) => void;
}

/** Pixels; a drag shorter than this is a click. */
const LEAST_DRAG = 4;

/** A sheet of glass over the map on which a rectangle is dragged, or a polygon clicked point by point. */
export function DrawOverlay({ way, drawn, onDrawn }: Shown) {
  const view = useSignal(camera);
  const svg = useRef<SVGSVGElement>(null);
  const size = useSize(svg);
  const [stage] = useState(() => document.querySelector(".stage"));
  const [hover, setHover] = useState<LonLat | null>(null);
  const start = useRef<LonLat | null>(null);
  useKey((event) => {
    if (way !== "polygon") return;
    if (event.key === "Enter" && drawn.points.length >= 3) onDrawn({ ...drawn, closed: true });
    else if (event.key === "Backspace") onDrawn({ points: drawn.points.slice(0, -1), closed: false });
    else if (event.key === "Escape") onDrawn(NOTHING_DRAWN);
    else return;
    event.preventDefault();
  });
  if (!stage) return null;

  const pixelOf = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
    const box = svg.current?.getBoundingClientRect();
    return [clientX - (box?.left ?? 0), clientY - (box?.top ?? 0)] as const;
  };
  const placeOf = (event: { clientX: number; clientY: number }) =>
    view ? toLonLat(pixelOf(event), view, size) : null;
  const press = (event: PointerEvent<SVGSVGElement>) => {
    const at = placeOf(event);
    if (!at || event.button !== 0) return;
    if (way === "rectangle") {
      event.currentTarget.setPointerCapture(event.pointerId);
      start.current = at;
      onDrawn(NOTHING_DRAWN);
    } else if (way === "polygon") {
      onDrawn({ points: [...(drawn.closed ? [] : drawn.points), at], closed: false });
    }
  };
  const move = (event: PointerEvent) => {
    const at = placeOf(event);
    if (!at) return;
    setHover(at);
    if (way === "rectangle" && start.current)
      onDrawn({ points: cornersOf(boxBetween(start.current, at)), closed: false });
  };
  const release = (event: PointerEvent) => {
    const at = placeOf(event);
    const from = start.current;
    start.current = null;
    if (way !== "rectangle" || !at || !from || !view) return;
    const [x, y] = toPixel(from, view, size);
    const [endX, endY] = toPixel(at, view, size);
    const dragged = Math.abs(endX - x) >= LEAST_DRAG && Math.abs(endY - y) >= LEAST_DRAG;
    onDrawn(dragged ? { points: cornersOf(boxBetween(from, at)), closed: true } : NOTHING_DRAWN);
  };
  // The second click of a double click has put the last point once more.
  const close = () => {
    const points = drawn.points.slice(0, -1);
    if (way === "polygon" && points.length >= 3) onDrawn({ points, closed: true });
  };

  const lead = way === "polygon" && !drawn.closed && hover && drawn.points.length > 0 ? [hover] : [];
  const pixels = view ? [...drawn.points, ...lead].map((point) => toPixel(point, view, size)) : [];
  const path = pixels.map(([x, y], at) => `${at === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  return createPortal(
    <svg
      ref={svg}
      className={`over-map draw-overlay ${way ? "drawing" : ""}`}
      aria-hidden="true"
      onPointerDown={press}
      onPointerMove={move}
      onPointerUp={release}
      onDoubleClick={close}
    >
      {pixels.length > 1 && <path className="draw-halo" d={`${path}Z`} />}
      {pixels.length > 1 && <path className="draw-line" d={`${path}Z`} />}
      {way === "polygon" &&
        pixels.slice(0, drawn.points.length).map(([x, y], at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place in the order
          <circle key={at} className="draw-point" cx={x} cy={y} r={4} />
        ))}
    </svg>,
    stage,
  );
}
