import type { CSSProperties } from "react";
import type { Layer } from "../api/queries.ts";

const RAMP_COLOURS = 5;

/** A small piece of a layer as it is drawn on the map. */
export function Swatch({ layer }: { layer: Layer }) {
  const kind =
    layer.geometry === "Point" ? "dot" : layer.geometry.endsWith("LineString") ? "stroke" : "patch";
  return (
    <i
      className={`swatch ${kind} ${layer.style?.dash.length ? "" : "solid"}`}
      style={lookOf(layer, kind)}
      aria-hidden="true"
    />
  );
}

function lookOf(layer: Layer, kind: "dot" | "stroke" | "patch"): CSSProperties {
  const style = layer.style;
  if (!style) return {};
  const dashed = style.dash.length > 0 ? "dashed" : "solid";
  if (kind === "stroke") {
    const line = style.line ?? coloursOf(layer)[0] ?? "";
    return dashed === "dashed" ? { borderTop: `3px dashed ${line}`, borderRadius: 0 } : { background: line };
  }
  const fill = fillOf(layer);
  const border = style.line ? { border: `${style.width >= 2 ? 2 : 1}px ${dashed} ${style.line}` } : {};
  return { ...(fill ? { background: fill } : {}), ...(kind === "patch" ? border : {}) };
}

function fillOf(layer: Layer): string | null {
  const { style } = layer;
  if (!style) return null;
  const colours = coloursOf(layer);
  if (style.by && colours.length > 1) return `linear-gradient(90deg, ${spread(colours).join(", ")})`;
  const fill = colours[0] ?? style.fill;
  if (!fill) return null;
  return style.hatch ? `repeating-linear-gradient(45deg, ${fill} 0 2px, transparent 2px 5px)` : fill;
}

function coloursOf(layer: Layer): string[] {
  return layer.style?.by ? layer.legend.flatMap(({ colour }) => (colour ? [colour] : [])) : [];
}

/** A few colours taken evenly from many. */
function spread(colours: string[]): string[] {
  if (colours.length <= RAMP_COLOURS) return colours;
  const step = (colours.length - 1) / (RAMP_COLOURS - 1);
  return Array.from({ length: RAMP_COLOURS }, (_, index) => colours[Math.round(index * step)] ?? "");
}
