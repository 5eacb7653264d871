import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { type Box, frameOf, type Point, pathOf, type Shape, shownBy } from "../shapes/frame.ts";
import { Ground } from "../shapes/Ground.tsx";
import { useOwnWords } from "../useOwn.ts";
import { COMPLIANCE_WORDS } from "./words.ts";

const SIZE = { width: 760, height: 460 };
const NEAR = 9;
const STEP = 0.2;
const ZOOM = 1.5;

interface Shown {
  /** What is shown first. */
  extent: Box;
  projects: readonly Shape[];
  at: string;
  onClosed: (points: Point[]) => void;
}

/** Draw a polygon on roads and red lines; the points are in degrees. */
export function DrawMap({ extent, projects, at, onClosed }: Shown) {
  const say = useOwnWords(COMPLIANCE_WORDS);
  const [box, setBox] = useState(extent);
  const [points, setPoints] = useState<Point[]>([]);
  const svg = useRef<SVGSVGElement>(null);
  const frame = useMemo(() => frameOf(box, SIZE, 0), [box]);
  const [whole] = useState(() => shownBy(frameOf(extent, SIZE, 0)));

  const zoom = (factor: number, [x, y]: Point = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]) =>
    setBox(([west, south, east, north]) => [
      x - (x - west) / factor,
      y - (y - south) / factor,
      x + (east - x) / factor,
      y + (north - y) / factor,
    ]);
  const move = (right: number, up: number) =>
    setBox(([west, south, east, north]) => {
      const [dx, dy] = [right * STEP * (east - west), up * STEP * (north - south)];
      return [west + dx, south + dy, east + dx, north + dy];
    });
  const close = () => {
    if (points.length >= 3) onClosed(points);
  };
  const takeBack = () => setPoints(points.slice(0, -1));
  const onKey = (event: KeyboardEvent) => {
    const keys = new Map([
      ["Enter", close],
      ["Backspace", takeBack],
      ["Escape", () => setPoints([])],
      ["+", () => zoom(ZOOM)],
      ["=", () => zoom(ZOOM)],
      ["-", () => zoom(1 / ZOOM)],
      ["ArrowLeft", () => move(-1, 0)],
      ["ArrowRight", () => move(1, 0)],
      ["ArrowUp", () => move(0, 1)],
      ["ArrowDown", () => move(0, -1)],
    ]);
    const act = keys.get(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  };
  const pointOf = (event: { clientX: number; clientY: number }): Point => {
    const shown = svg.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    const x = ((event.clientX - shown.left) / shown.width) * SIZE.width;
    const y = ((event.clientY - shown.top) / shown.height) * SIZE.height;
    return [x, y];
  };
  const onPress = (event: PointerEvent) => {
    const at = pointOf(event);
    const first = points[0] && frame.to(points[0]);
    if (first && points.length >= 3 && Math.hypot(at[0] - first[0], at[1] - first[1]) < NEAR) close();
    else setPoints([...points, frame.from(at)]);
  };

  // A wheel that React listens to can't keep the page from scrolling.
  const wheel = useRef<(event: WheelEvent) => void>(() => {});
  wheel.current = (event) => {
    event.preventDefault();
    zoom(event.deltaY < 0 ? ZOOM : 1 / ZOOM, frame.from(pointOf(event)));
  };
  useEffect(() => {
    const element = svg.current;
    const turn = (event: WheelEvent) => wheel.current(event);
    element?.addEventListener("wheel", turn, { passive: false });
    return () => element?.removeEventListener("wheel", turn);
  }, []);

  const drawn: Shape = {
    type: points.length > 2 ? "Polygon" : "LineString",
    coordinates: points.length > 2 ? [points] : points,
  };
  return (
    <div className="draw">
      <svg
        ref={svg}
        className="shape-map drawing"
        viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
        role="application"
        aria-label={say("drawing")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a drawing surface takes the keyboard
        tabIndex={0}
        onKeyDown={onKey}
        onPointerDown={onPress}
      >
        <Ground frame={frame} box={whole} at={at} />
        {projects.map((shape, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: outlines have nothing else to be told by
          <path key={index} className="outline faint" d={pathOf(shape, frame)} />
        ))}
        {points.length > 0 && <path className="drawn" d={pathOf(drawn, frame)} />}
        {points.map((point, index) => {
          const [x, y] = frame.to(point);
          // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place in the order
          return <circle key={index} className="vertex" cx={x} cy={y} r={index === 0 ? 5 : 3.5} />;
        })}
      </svg>
      <p className="draw-tools num">
        <button type="button" className="plain" disabled={points.length < 3} onClick={close}>
          {say("close")}
        </button>
        <button type="button" className="plain" disabled={points.length === 0} onClick={takeBack}>
          {say("back")}
        </button>
        <button type="button" className="plain" disabled={points.length === 0} onClick={() => setPoints([])}>
          {say("clear")}
        </button>
        <button type="button" className="plain" onClick={() => zoom(ZOOM)}>
          {say("zoomIn")}
        </button>
        <button type="button" className="plain" onClick={() => zoom(1 / ZOOM)}>
          {say("zoomOut")}
        </button>
        <span className="muted">{say("points", { count: points.length })}</span>
      </p>
      <p className="muted">{say("drawHelp")}</p>
    </div>
  );
}
