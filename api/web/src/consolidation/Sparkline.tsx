import { cumulate, linePath } from "./sparkline.ts";

const BOX = { width: 88, height: 22 };

/** Twelve months of a project in a line; what it says stands beside it in numbers. */
export function Sparkline({ values, late }: { values: readonly number[]; late: boolean }) {
  return (
    <svg
      className={`sparkline ${late ? "late" : ""}`}
      viewBox={`0 0 ${BOX.width} ${BOX.height}`}
      width={BOX.width}
      height={BOX.height}
      aria-hidden="true"
    >
      <path d={linePath(cumulate(values), BOX)} />
    </svg>
  );
}
