/** The few line icons of the application, drawn on a grid of 20. */
const PATHS = {
  sun: "M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7ZM10 1.8v2M10 16.2v2M1.8 10h2M16.2 10h2M4.2 4.2l1.4 1.4M14.4 14.4l1.4 1.4M4.2 15.8l1.4-1.4M14.4 5.6l1.4-1.4",
  moon: "M16.5 12.3A7 7 0 0 1 7.7 3.5a7 7 0 1 0 8.8 8.8Z",
  close: "M5 5l10 10M15 5L5 15",
  chevron: "M7 8.5l3 3 3-3",
  play: "M6.5 4.5l9 5.5-9 5.5Z",
  pause: "M7 4.5v11M13 4.5v11",
  left: "M12 5l-5 5 5 5",
  right: "M8 5l5 5-5 5",
  plus: "M10 4.5v11M4.5 10h11",
  minus: "M4.5 10h11",
  whole: "M3.5 7.5v-4h4M16.5 7.5v-4h-4M3.5 12.5v4h4M16.5 12.5v4h-4",
  target: "M10 5a5 5 0 1 1 0 10 5 5 0 0 1 0-10ZM10 2v4M10 14v4M2 10h4M14 10h4",
  link: "M8.5 11.5l3-3M9 6l1.2-1.2a3.2 3.2 0 0 1 4.6 4.6L13.5 10.6M11 14l-1.2 1.2a3.2 3.2 0 0 1-4.6-4.6L6.5 9.4",
  layers: "M10 3.2l7 3.6-7 3.6-7-3.6ZM3 10.2l7 3.6 7-3.6M3 13.4l7 3.6 7-3.6",
  select: "M4 7.5V4h3.5M10 4h3M15.5 4H16v3.5M4 10v3M4 15.5V16h3.5M9.5 9.5l7 2.6-3.1 1.3-1.3 3.1Z",
  search: "M9 4a5 5 0 1 1 0 10A5 5 0 0 1 9 4ZM12.8 12.8L16.5 16.5",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      className="line-icon"
      viewBox="0 0 20 20"
      width="18"
      height="18"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
