import type { KeyboardEvent } from "react";
import { Icon } from "../../app/Icon.tsx";
import { fromDays, toDays } from "../../panels/dates.ts";
import { useWords } from "../useWords.ts";
import { monthMarks, type Span, UNITS, type Unit } from "./player.ts";
import type { Player } from "./usePlayer.ts";

const BACK = ["ArrowLeft", "ArrowDown"];
const ON = ["ArrowRight", "ArrowUp"];

/** Time below the map: played, stepped by day, week or month, or dragged; the arrows and the space bar do it too. */
export function PlayerBar({ player, span }: { player: Player; span: Span }) {
  const { say } = useWords();
  const [first, last] = [toDays(span.first), toDays(span.last)];
  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event;
    if (BACK.includes(key)) player.move(-1);
    else if (ON.includes(key)) player.move(1);
    else if (key === "Home" || key === "End") player.show(key === "Home" ? span.first : span.last);
    else if (key === " ") player.toggle();
    else return;
    event.preventDefault();
  };
  const ends = "player-months";
  return (
    <div className="player">
      <button
        type="button"
        className="plain icon"
        aria-label={say(player.playing ? "pause" : "play")}
        title={say(player.playing ? "pause" : "play")}
        aria-pressed={player.playing}
        onClick={player.toggle}
      >
        <Icon name={player.playing ? "pause" : "play"} />
      </button>
      <button
        type="button"
        className="plain icon"
        aria-label={say("stepBack")}
        onClick={() => player.move(-1)}
      >
        <Icon name="left" />
      </button>
      <input
        type="range"
        min={first}
        max={last}
        value={toDays(player.day)}
        list={ends}
        aria-label={say("mapDay")}
        aria-valuetext={player.day}
        onKeyDown={onKeyDown}
        onChange={(event) => player.show(fromDays(Number(event.target.value)))}
      />
      <datalist id={ends}>
        {monthMarks(span).map((mark) => (
          <option key={mark} value={toDays(mark)} />
        ))}
      </datalist>
      <button type="button" className="plain icon" aria-label={say("stepOn")} onClick={() => player.move(1)}>
        <Icon name="right" />
      </button>
      <output className="num">{player.day}</output>
      <select
        aria-label={say("stepBy")}
        value={player.unit}
        onChange={(event) => player.setUnit(event.target.value as Unit)}
      >
        {UNITS.map((unit) => (
          <option key={unit} value={unit}>
            {say(`by_${unit}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
