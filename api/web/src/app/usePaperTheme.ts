import { useCallback, useEffect, useState } from "react";
import { maps } from "../map/signals.ts";
import type { Theme } from "./tokens.ts";

/** A map that isn't drawn by then is printed as it stands. */
const LONGEST_MS = 8000;

/**
 * The theme that is shown, the chosen one or for paper the light one, and how the page is printed.
 *
 * The style sheets are light on paper by themselves. Maps need time to be drawn anew, and a page that is being printed
 * has none: so the light theme comes first. The keys that print are heard here for the same reason.
 */
export function usePaperTheme(chosen: Theme): { theme: Theme; print: () => void } {
  const [printing, setPrinting] = useState(false);

  useEffect(() => {
    if (chosen === "light") return;
    const hear = (event: KeyboardEvent) => {
      const prints = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!prints || event.key.toLowerCase() !== "p") return;
      event.preventDefault();
      setPrinting(true);
    };
    const end = () => setPrinting(false);
    addEventListener("keydown", hear);
    addEventListener("afterprint", end);
    return () => {
      removeEventListener("keydown", hear);
      removeEventListener("afterprint", end);
    };
  }, [chosen]);

  useEffect(() => {
    if (!printing) return;
    let gone = false;
    const late = new Promise((resolve) => setTimeout(resolve, LONGEST_MS));
    const drawn = Promise.all([...maps].map((map) => map.rest()));
    void Promise.race([drawn, late]).then(() => {
      if (!gone) window.print();
    });
    return () => {
      gone = true;
    };
  }, [printing]);

  const print = useCallback(() => {
    if (chosen === "light") window.print();
    else setPrinting(true);
  }, [chosen]);
  return { theme: printing ? "light" : chosen, print };
}
