import type { Place } from "../api/queries.ts";
import { useWords } from "./useWords.ts";

/** That the data are synthetic, on the screen and on paper; nothing where they are real. */
export function Notice({ place }: { place: Place }) {
  const { language } = useWords();
  if (!place.synthetic || !place.notice) return null;
  return (
    <p className="desk-notice" role="note">
      {place.notice[language]}
    </p>
  );
}
