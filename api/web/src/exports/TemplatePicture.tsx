import type { ReactNode } from "react";

const ROADS = <path className="road" d="M4 30L26 22L60 26M30 4L26 22L34 38" />;
const LOTS = (
  <path className="lot" d="M6 8h14v10H6zM22 8h10v10H22zM6 20h10v14H6zM18 20h14v14H18zM34 8h6v26h-6z" />
);

/** What is drawn inside the frame of each template's picture. */
const DRAWN: Record<string, ReactNode> = {
  location: (
    <>
      {ROADS}
      <circle className="mark" cx="26" cy="22" r="4" />
    </>
  ),
  ownership: (
    <>
      {LOTS}
      <path className="line" d="M9 13h8M24 13h6M8 27h6M21 27h8" />
    </>
  ),
  buildings: (
    <path
      className="block"
      d="M8 10h8v6H8zM19 8h9v9h-9zM32 11h6v5h-6zM9 21h12v5H9zM25 21h5v12h-5zM9 30h8v4H9zM33 22h6v10h-6z"
    />
  ),
  land_use: (
    <>
      <path className="part-0" d="M5 7h15v12H5z" />
      <path className="part-2" d="M20 7h20v8H20z" />
      <path className="part-3" d="M20 15h20v20H28V19h-8z" />
      <path className="part-4" d="M5 19h23v16H5z" />
    </>
  ),
  progress: (
    <>
      <path className="score-1" d="M5 8h10v12H5z" />
      <path className="score-2" d="M15 8h12v9H15z" />
      <path className="score-3" d="M15 17h12v17H15zM5 20h10v14H5z" />
      <path className="score-4" d="M27 8h13v26H27z" />
    </>
  ),
  change: (
    <>
      <path className="score-1" d="M5 9h12v24H5z" />
      <path className="score-3" d="M28 9h12v24H28z" />
      <path className="line" d="M19 21h6M23 18l3 3-3 3" />
    </>
  ),
  bottlenecks: (
    <>
      {LOTS}
      <path className="stuck" d="M18 20h14v14H18z" />
    </>
  ),
  siting: (
    <>
      {ROADS}
      <circle className="mark" cx="14" cy="13" r="3" />
      <circle className="mark" cx="38" cy="17" r="3" />
      <circle className="mark" cx="20" cy="32" r="3" />
    </>
  ),
  parcel: (
    <>
      <path className="block" d="M7 14l12-6 9 5-3 14-15 3z" />
      <path className="line" d="M32 10h9M32 15h9M32 20h9M32 25h9M32 30h9" />
    </>
  ),
  overview: (
    <>
      <path className="block" d="M6 12l9-5 12 3 8-2 6 12-8 13-15 2-10-7z" />
      <path className="line" d="M44 10h10M44 15h10M44 20h7" />
    </>
  ),
};

const WIDE = new Set(["overview"]);

/** A sheet in small: its frame, what it is about, its legend. */
export function TemplatePicture({ name }: { name: string }) {
  return (
    <svg className="template-picture" viewBox="0 0 64 46" aria-hidden="true">
      <rect className="sheet-paper" x="0.5" y="0.5" width="63" height="45" rx="2" />
      <rect className="neat-line" x="3" y="4" width={WIDE.has(name) ? 58 : 40} height="34" />
      {DRAWN[name] ?? LOTS}
      {!WIDE.has(name) && <path className="line" d="M47 8h12M47 13h9M47 18h11M47 23h7" />}
      <path className="line" d="M3 42h26M47 42h14" />
    </svg>
  );
}
