import { useState } from "react";
import { useWords } from "../useWords.ts";

/** A list that begins short and is unfolded page by page: the rows to show, and the button for more. */
export function useFold<Row>(rows: readonly Row[], first: number, page: number) {
  const { say, number } = useWords();
  const [most, setMost] = useState(first);
  const left = rows.length - most;
  const more = (left > 0 || most > first) && (
    <p className="ways">
      {left > 0 && (
        <button type="button" className="plain more" onClick={() => setMost(most + page)}>
          {say("more", { count: number(left) })} · {say("showMore")}
        </button>
      )}
      {most > first && (
        <button type="button" className="plain more" onClick={() => setMost(first)}>
          {say("fold")}
        </button>
      )}
    </p>
  );
  return { shown: rows.slice(0, most), more };
}
