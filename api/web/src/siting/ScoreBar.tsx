/** Shades of the parts of a score, in the order of the criteria; they begin again after the last. */
export const SHADES = 6;

/** A score as a bar: one piece a criterion, what is missing to 1 left empty. */
export function ScoreBar({ parts }: { parts: readonly number[] }) {
  let at = 0;
  return (
    <svg className="score-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect className="rail" width="100" height="6" />
      {parts.map((part, criterion) => {
        const x = at;
        at += 100 * part;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its criterion's place
            key={criterion}
            className={`part-${criterion % SHADES}`}
            x={x}
            width={Math.max(100 * part - 0.25, 0)}
            height="6"
          />
        );
      })}
    </svg>
  );
}
