import { useEffect, useEffectEvent } from "react";
import { isTyping } from "./keys.ts";

/** Hear the keys that are commands of the page: those that go into no field. */
export function useKey(onKey: (event: KeyboardEvent) => void): void {
  const hear = useEffectEvent((event: KeyboardEvent) => {
    if (!isTyping(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) onKey(event);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => hear(event);
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}
