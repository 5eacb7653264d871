import { useLanguage } from "../language/useLanguage.ts";

interface Asked {
  label: string;
  /** Empty: none is chosen. */
  day: string;
  earliest?: string;
  latest?: string;
  /** `null`: the reader has emptied it. */
  onDay: (day: string | null) => void;
}

/** A day among the filters of a page. */
export function DayField({ label, day, earliest, latest, onDay }: Asked) {
  const { say } = useLanguage();
  return (
    <label>
      {label}
      <span className="day" data-hint={day === "" ? say("dayHint") : undefined}>
        <input
          type="date"
          className="date num"
          min={earliest}
          max={latest}
          value={day}
          onChange={(event) => onDay(event.target.value || null)}
        />
      </span>
    </label>
  );
}
