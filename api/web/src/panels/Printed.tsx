import { type CSSProperties, useState } from "react";
import { flushSync } from "react-dom";
import type { View } from "../address/address.ts";
import { sayKnown } from "../address/known.ts";
import { useAddress } from "../address/useAddress.ts";
import { useLanguage } from "../language/useLanguage.ts";
import { formatDistance, scaleBar } from "../map/scale.ts";
import { camera } from "../map/signals.ts";
import { usePaperCopy } from "../map/usePaperCopy.ts";
import { today } from "./dates.ts";
import type { MapData } from "./panels.ts";

const WIDEST_BAR = 160;

/** The map on paper: a copy of what is drawn, which a printer gets whole, with its scale bar and what it speaks of. */
export function Printed({ canvas, place }: MapData) {
  const { say, name } = useLanguage();
  const at = useAddress((address) => address.at);
  const known = useAddress((address) => address.known);
  const [shot, setShot] = useState<{ view: View; width: number; aspect: number } | null>(null);
  const copy = usePaperCopy(canvas, ({ width: pixels, height }, width) => {
    const view = camera.get();
    if (view) flushSync(() => setShot({ view, width, aspect: pixels / height })); // the printer waits for nothing
  });

  const bar = shot && scaleBar(shot.view.zoom, shot.view.lat, WIDEST_BAR);
  return (
    <figure className="printed" aria-hidden="true" style={{ "--aspect": shot?.aspect ?? 1 } as CSSProperties}>
      <canvas ref={copy} />
      <figcaption>
        {bar && shot && (
          <span className="bar num" style={{ width: `${(100 * bar.pixels) / shot.width}%` }}>
            {formatDistance(bar.metres)}
          </span>
        )}
        <span className="num">
          {at ? say("stateOf", { date: at }) : say("stateOf", { date: today() })} ·{" "}
          {say("knownBy", { date: known ? sayKnown(known) : today() })} · {name(place.crs_name)}
        </span>
      </figcaption>
    </figure>
  );
}
