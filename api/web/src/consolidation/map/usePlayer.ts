import { useEffect, useEffectEvent, useState } from "react";
import { changeAddress } from "../../address/store.ts";
import { useAddress } from "../../address/useAddress.ts";
import { type Span, step, type Unit, within } from "./player.ts";

/** How long a step stands before the next comes; with reduced motion the picture changes no oftener than this. */
const STEP_MS: Record<Unit, number> = { day: 120, week: 300, month: 800 };
const CALM_MS = 1200;
/** After this long without a step time rests: the address hears of the day, and the ground is fetched as it was then. */
const REST_MS = 400;

export interface Player {
  day: string;
  unit: Unit;
  playing: boolean;
  /** Time doesn't move just now. */
  resting: boolean;
  setUnit: (unit: Unit) => void;
  toggle: () => void;
  show: (day: string) => void;
  move: (direction: 1 | -1) => void;
  /** The next step of what is played; it ends with the span. */
  advance: () => void;
}

/** Time on the dashboard's map: where it is, and how it is moved. */
export function usePlayer(span: Span): Player {
  const asked = useAddress((address) => address.day);
  const [moving, setMoving] = useState<string | null>(null);
  const [playing, setPlaying] = useState(false);
  const [unit, setUnit] = useState<Unit>("week");
  const day = within(moving ?? asked ?? span.last, span);

  const move = (direction: 1 | -1) => setMoving(step(day, unit, direction, span));
  const rest = useEffectEvent(() => {
    setMoving(null);
    changeAddress({ day: day === span.last ? null : day });
  });

  useEffect(() => {
    if (playing || moving === null) return;
    const timer = setTimeout(rest, REST_MS);
    return () => clearTimeout(timer);
  }, [playing, moving]);

  return {
    day,
    unit,
    playing,
    resting: moving === null && !playing,
    setUnit,
    show: (to) => {
      setPlaying(false);
      setMoving(within(to, span));
    },
    move: (direction) => {
      setPlaying(false);
      move(direction);
    },
    advance: () => {
      if (day >= span.last) setPlaying(false);
      else move(1);
    },
    toggle: () => {
      if (!playing && day >= span.last) setMoving(span.first);
      setPlaying(!playing);
    },
  };
}

/** Play: the next step waits until the one before stands on the map (`shown`). */
export function usePlaying(player: Player, shown: string | null): void {
  const { playing, day, unit } = player;
  const advance = useEffectEvent(player.advance);
  useEffect(() => {
    if (!playing || shown !== day) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const timer = setTimeout(advance, calm ? CALM_MS : STEP_MS[unit]);
    return () => clearTimeout(timer);
  }, [playing, shown, day, unit]);
}
