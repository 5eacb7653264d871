import { useRef } from "react";
import type { View } from "../address/address.ts";
import type { Tokens } from "../app/tokens.ts";
import { changeOwn } from "../consolidation/useOwn.ts";
import { type LonLat, type Size, toPixel } from "../map/mercator.ts";
import { useSize } from "../map/useSize.ts";

export interface Pin {
  code: string;
  at: LonLat;
}

const RADIUS = 11;
const EDGE = 2;
const FONT = "600 12px";

/** The pins with their numbers, the best last so that it lies on top. */
function numbered(pins: readonly Pin[]) {
  return pins.map((pin, at) => ({ ...pin, number: at + 1 })).reverse();
}

/** Draw the pins on a picture of the map that stands `size` wide and high on the page. */
export function stampPins(
  picture: HTMLCanvasElement,
  pins: readonly Pin[],
  view: View,
  size: Size,
  tokens: Tokens,
): void {
  const pen = picture.getContext("2d");
  if (!pen) return;
  pen.scale(picture.width / size.width, picture.height / size.height);
  pen.font = `${FONT} ${tokens.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineWidth = EDGE;
  for (const { at, number } of numbered(pins)) {
    const [x, y] = toPixel(at, view, size);
    pen.beginPath();
    pen.arc(x, y, RADIUS, 0, 2 * Math.PI);
    pen.fillStyle = tokens.brand;
    pen.strokeStyle = tokens.paper;
    pen.fill();
    pen.stroke();
    pen.fillStyle = tokens.onBrand;
    pen.fillText(String(number), x, y);
  }
}

/**
 * The best candidates, numbered, over the map; a better one hides what lies below it.
 *
 * They aren't the map's own, which would take a while to lay them out anew at each step of a slider. The list of the
 * ranking is where the keyboard finds them.
 */
export function Pins({ view, pins }: { view: View; pins: readonly Pin[] }) {
  const svg = useRef<SVGSVGElement>(null);
  const size = useSize(svg);
  return (
    <svg ref={svg} className="over-map site-pins" aria-hidden="true">
      {numbered(pins).map(({ code, at, number }) => {
        const [x, y] = toPixel(at, view, size);
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the list is there for the keyboard
          <g
            key={code}
            className="badge"
            transform={`translate(${x} ${y})`}
            onClick={() => changeOwn({ site: code })}
          >
            <circle r={RADIUS} />
            <text textAnchor="middle" dominantBaseline="central">
              {number}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
