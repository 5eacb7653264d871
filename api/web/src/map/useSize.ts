import { type RefObject, useLayoutEffect, useState } from "react";
import type { Size } from "./mercator.ts";

/** How large an element stands on the page, in CSS pixels. */
export function useSize(element: RefObject<Element | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const shown = element.current;
    if (!shown) return;
    const measure = () => setSize({ width: shown.clientWidth, height: shown.clientHeight });
    measure(); // an observer tells of it with the next frame, which a busy machine may draw late
    const watch = new ResizeObserver(measure);
    watch.observe(shown);
    return () => watch.disconnect();
  }, [element]);
  return size;
}
