import { type RefObject, useEffect, useEffectEvent, useRef } from "react";
import type { MapCanvas } from "./canvas.ts";

/** Draw on a copy of the map, which stands `width` CSS pixels wide on the page. */
type Over = (copy: HTMLCanvasElement, width: number) => void;

/** A copy of the map as it is drawn, made when the page is printed: a printer gets it whole. */
export function usePaperCopy(canvas: MapCanvas | null, over?: Over): RefObject<HTMLCanvasElement | null> {
  const copy = useRef<HTMLCanvasElement>(null);
  const prepare = useEffectEvent(() => {
    if (!canvas || !copy.current) return;
    const width = canvas.copyTo(copy.current);
    over?.(copy.current, width);
  });
  useEffect(() => {
    const listen = () => prepare();
    addEventListener("beforeprint", listen);
    return () => removeEventListener("beforeprint", listen);
  }, []);
  return copy;
}
