import { useQuery } from "@tanstack/react-query";
import { memo, useMemo } from "react";
import { roadsQuery } from "./asks.ts";
import { type Box, type Frame, pathOf, type Shape } from "./frame.ts";

const USUAL_WIDTH_M = 6;
const THINNEST = 0.8;

/** Shapes of one colour, drawn as one path: thousands of paths would keep a browser busy. */
export interface Patch {
  fill: string;
  shapes: readonly Shape[];
}

/** What lies below: patches of land, and the roads of a box, one path a width. */
export const Ground = memo(function Ground(props: {
  frame: Frame;
  box: Box;
  at: string;
  patches?: readonly Patch[];
}) {
  const { frame, box, at, patches } = props;
  const roads = useQuery(roadsQuery(box, at)).data;
  const widths = useMemo(() => {
    const found = new Map<string, string>();
    for (const { geometry, properties } of roads?.features ?? []) {
      const width = Math.max(Number(properties.width_m ?? USUAL_WIDTH_M) * frame.scale, THINNEST).toFixed(1);
      found.set(width, (found.get(width) ?? "") + pathOf(geometry as Shape, frame));
    }
    return [...found];
  }, [roads, frame]);
  const land = useMemo(
    () =>
      patches?.map(
        ({ fill, shapes }) => [fill, shapes.map((shape) => pathOf(shape, frame)).join("")] as const,
      ),
    [patches, frame],
  );
  return (
    <>
      <rect className="ground" width={frame.width} height={frame.height} />
      {widths.map(([width, path]) => (
        <path key={width} className="road" d={path} strokeWidth={width} />
      ))}
      {land?.map(([fill, path]) => (
        <path key={fill} className="background" d={path} fill={fill} />
      ))}
    </>
  );
});
