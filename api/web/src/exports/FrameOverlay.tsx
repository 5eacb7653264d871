import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import type { View } from "../address/address.ts";
import { type Pixel, type Size, toLonLat, toPixel } from "../map/mercator.ts";
import { useSize } from "../map/useSize.ts";
import { drawnFrame, turnTowards } from "./drawnFrame.ts";
import { badgeOf, badgeWidth, MOST_HANDLED, numberOf } from "./frames.ts";
import type { Frame, Placed } from "./sheet.ts";
import { useExportWords } from "./useExportWords.ts";

interface Shown {
  view: View;
  frames: readonly Frame[];
  /** They lie side by side, not over each other: each can bear its number. */
  apart: boolean;
  marked: number | null;
  onMark: (index: number | null) => void;
  onPlaced: (index: number, placed: Placed) => void;
  onReset: () => void;
}

/** A frame that is held: it moves with the pointer, and is asked for anew when it is let go. */
interface Held extends Placed {
  index: number;
  /** What it was when it was taken; another answer lets go of it. */
  of: Frame;
}

const STEP = 8; // pixels
const LARGE = 5;
const TURN = 1; // degrees
/** Pixels that a frame must be wide to bear a number. */
const LEAST_NUMBERED = 36;
/** Among more than this, only the frame that is pointed at shows the dot by which it is turned. */
const MOST_OPEN = 4;

/** The frames over the map: moved by their numbers, turned by their dots, or by the keyboard. */
export function FrameOverlay({ view, frames, apart, marked, onMark, onPlaced, onReset }: Shown) {
  const { say } = useExportWords();
  const svg = useRef<SVGSVGElement>(null);
  const size = useSize(svg);
  const [held, setHeld] = useState<Held | null>(null);
  const grip = useRef<{ kind: "move" | "turn"; dx: number; dy: number } | null>(null);
  const current = held && frames[held.index] === held.of ? held : null;

  const pixelOf = (event: PointerEvent) => {
    const box = svg.current?.getBoundingClientRect();
    return [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)] as const;
  };
  const take = (event: PointerEvent<SVGElement>, index: number, kind: "move" | "turn") => {
    const frame = frames[index];
    if (!frame) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const [x, y] = pixelOf(event);
    const [middleX, middleY] = toPixel(frame.center, view, size);
    grip.current = { kind, dx: middleX - x, dy: middleY - y };
    setHeld({ index, of: frame, center: frame.center, turn: frame.turn });
  };
  const carry = (event: PointerEvent) => {
    if (!grip.current || !current) return;
    const [x, y] = pixelOf(event);
    const { kind, dx, dy } = grip.current;
    if (kind === "move") {
      const [lon, lat] = toLonLat([x + dx, y + dy], view, size);
      setHeld({ ...current, center: [lon, lat] });
    } else {
      const turn = turnTowards(toPixel(current.center, view, size), [x, y], !event.altKey);
      setHeld({ ...current, turn });
    }
  };
  const drop = () => {
    grip.current = null;
    if (!current) return;
    const moved = current.center !== current.of.center || current.turn !== current.of.turn;
    if (moved) onPlaced(current.index, current);
    else setHeld(null);
  };
  const press = (event: KeyboardEvent, index: number) => {
    const frame = frames[index];
    if (!frame) return;
    const step = event.shiftKey ? STEP * LARGE : STEP;
    const [x, y] = toPixel(frame.center, view, size);
    const moved = (dx: number, dy: number) => {
      const [lon, lat] = toLonLat([x + dx * step, y + dy * step], view, size);
      onPlaced(index, { center: [lon, lat], turn: frame.turn });
    };
    const turned = (by: number) => onPlaced(index, { center: frame.center, turn: frame.turn + by });
    const act = new Map([
      ["ArrowLeft", () => moved(-1, 0)],
      ["ArrowRight", () => moved(1, 0)],
      ["ArrowUp", () => moved(0, -1)],
      ["ArrowDown", () => moved(0, 1)],
      [",", () => turned(-TURN)],
      [".", () => turned(TURN)],
      ["r", onReset],
    ]).get(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  };

  const handled = frames.length <= MOST_HANDLED;
  const few = frames.length <= MOST_OPEN;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing can't be a fieldset
    <svg ref={svg} className="over-map frame-overlay" role="group" aria-label={say("frames")}>
      {!handled && <ManyFrames frames={frames} view={view} size={size} apart={apart} />}
      {(handled ? frames : []).map((frame, index) => {
        const placed = current?.index === index ? current : frame;
        const { outline, top, middle, crown, width } = drawnFrame(frame, placed, view, size);
        const number = badgeOf(frame, index, width);
        const label = say("frame", { number: numberOf(frame, index), name: frame.name });
        const isMarked = marked === index || current?.index === index;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: frames are their places in the order
          <g key={index} className={isMarked ? "marked" : ""}>
            <path className="frame-shade" d={outline} />
            <path className="frame-halo" d={outline} />
            <path className="frame-line" d={outline} />
            {(few || isMarked) && (
              <>
                <path className="frame-stem" d={`M${top[0]} ${top[1]}L${crown[0]} ${crown[1]}`} />
                <circle
                  className="frame-turn"
                  cx={crown[0]}
                  cy={crown[1]}
                  r={6}
                  onPointerDown={(event) => take(event, index, "turn")}
                  onPointerMove={carry}
                  onPointerUp={drop}
                />
              </>
            )}
            {/* biome-ignore lint/a11y/useSemanticElements: a shape can't be a button */}
            <g
              className="badge frame-number"
              role="button"
              tabIndex={0}
              aria-label={label}
              transform={`translate(${middle[0]} ${middle[1]})`}
              onFocus={() => onMark(index)}
              onPointerEnter={() => onMark(index)}
              onBlur={() => onMark(null)}
              onKeyDown={(event) => press(event, index)}
              onPointerDown={(event) => take(event, index, "move")}
              onPointerMove={carry}
              onPointerUp={drop}
            >
              <rect x={-badgeWidth(number) / 2} y={-12} width={badgeWidth(number)} height={24} rx={12} />
              <text textAnchor="middle" dominantBaseline="central">
                {number}
              </text>
            </g>
          </g>
        );
      })}
    </svg>
  );
}

/** Frames too many to be handled one by one: a single drawing, with the numbers that have room. */
function ManyFrames({
  frames,
  view,
  size,
  apart,
}: Pick<Shown, "frames" | "view" | "apart"> & { size: Size }) {
  const drawn = frames.map((frame) => drawnFrame(frame, frame, view, size));
  const outlines = drawn.map((each) => each.outline).join("");
  const inView = ({ middle: [x, y] }: { middle: Pixel }) =>
    x > 0 && y > 0 && x < size.width && y < size.height;
  return (
    <>
      <path className="frame-line many" d={outlines} />
      {(apart ? drawn : []).map((each, index) => {
        const frame = frames[index];
        if (!frame || each.width < LEAST_NUMBERED || !inView(each)) return null;
        const [x, y] = each.middle;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: frames are their places in the order
          <text key={index} className="frame-mark" x={x} y={y} textAnchor="middle" dominantBaseline="central">
            {badgeOf(frame, index, each.width)}
          </text>
        );
      })}
    </>
  );
}
