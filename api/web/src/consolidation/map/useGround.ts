import { useEffect, useState } from "react";
import type { Player } from "./usePlayer.ts";

/**
 * The day whose ground (which parcels there are, and their boundaries) the tiles show.
 *
 * While time moves it is the last day of the span, so that no tile is fetched for a step; where time rests it is the
 * day itself: parcels that were divided or redrawn later stand as they did.
 */
export function useGround({ day, resting, playing }: Player, last: string): string {
  const [ground, setGround] = useState(last);
  const [lastBefore, setLastBefore] = useState(last);
  if (lastBefore !== last) {
    setLastBefore(last);
    setGround(last);
  }
  useEffect(() => {
    if (resting) setGround(day);
    else if (playing) setGround(last);
  }, [resting, playing, day, last]);
  return ground;
}
