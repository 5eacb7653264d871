import { type ReactNode, useMemo } from "react";
import {
  boxOf,
  type Frame,
  frameOf,
  middleOf,
  pathOf,
  type Shape,
  type Size,
  scaleBar,
  shownBy,
} from "./frame.ts";
import { Ground, type Patch } from "./Ground.tsx";
import "./shapes.css";

export interface Area {
  key: string;
  shape: Shape;
  /** What the pointer is told. */
  title: string;
  /** A short text in its middle, where there is room. */
  label?: string;
  fill?: string;
  className?: string;
}

interface Shown {
  label: string;
  areas: readonly Area[];
  /** Land below the areas. */
  patches?: readonly Patch[];
  /** Dashed outlines over everything. */
  outlines: readonly Shape[];
  /** What the picture is fitted to; the outlines, unless it is said. */
  around?: readonly Shape[];
  size?: Size;
  /** Day for which roads are asked. */
  at: string;
  onPick?: (key: string) => void;
  children?: (frame: Frame) => ReactNode;
}

const SIZE = { width: 560, height: 340 };
const LONGEST_BAR = 110;
const [SMALLEST_TEXT, LARGEST_TEXT] = [5, 11];

/** A small map drawn as SVG from shapes: sharp on paper, and light. What can be picked has its equal in a list. */
export function ShapeMap({
  label,
  areas,
  patches,
  outlines,
  around,
  size = SIZE,
  at,
  onPick,
  children,
}: Shown) {
  const frame = useMemo(() => {
    const box = boxOf(around ?? outlines) ?? boxOf(areas.map((area) => area.shape));
    return box && frameOf(box, size);
  }, [around, outlines, areas, size]);
  const box = useMemo(() => frame && shownBy(frame), [frame]);
  if (!frame || !box) return null;
  const bar = scaleBar(frame, LONGEST_BAR);
  return (
    <svg className="shape-map" viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={label}>
      <Ground frame={frame} box={box} at={at} {...(patches ? { patches } : {})} />
      {areas.map((area) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: the list beside it does the same by keyboard
        <path
          key={area.key}
          className={`area ${area.className ?? ""} ${onPick ? "pickable" : ""}`}
          d={pathOf(area.shape, frame)}
          fill={area.fill ?? "none"}
          onClick={onPick && (() => onPick(area.key))}
        >
          <title>{area.title}</title>
        </path>
      ))}
      {outlines.map((shape, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: outlines have nothing else to be told by
        <path key={index} className="outline" d={pathOf(shape, frame)} />
      ))}
      {areas.map((area) => area.label && <Text key={area.key} area={area} frame={frame} />)}
      {children?.(frame)}
      <g className="scale" transform={`translate(12 ${size.height - 12})`}>
        <path d={`M0,-4V0H${bar.length.toFixed(1)}V-4`} />
        <text x={bar.length + 6}>{bar.metres >= 1000 ? `${bar.metres / 1000} km` : `${bar.metres} m`}</text>
      </g>
      <g className="north" transform={`translate(${size.width - 20} 26)`}>
        <path d="M0,-14L5,4L0,0L-5,4Z" />
        <text y="15" textAnchor="middle">
          N
        </text>
      </g>
    </svg>
  );
}

function Text({ area, frame }: { area: Area; frame: Frame }) {
  const { at, side } = middleOf(area.shape, frame);
  const size = Math.min((side * 1.1) / Math.max((area.label ?? "").length, 1.4), LARGEST_TEXT);
  if (size < SMALLEST_TEXT) return null;
  return (
    <text
      className="in-area"
      x={at[0].toFixed(1)}
      y={at[1].toFixed(1)}
      dy="0.35em"
      fontSize={size.toFixed(1)}
    >
      {area.label}
    </text>
  );
}
