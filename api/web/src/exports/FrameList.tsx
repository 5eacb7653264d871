import { useAddress } from "../address/useAddress.ts";
import { Icon } from "../app/Icon.tsx";
import { changeOwn } from "../consolidation/useOwn.ts";
import { MOST_HANDLED, numberOf, repeated, SIDES } from "./frames.ts";
import { useExportWords } from "./useExportWords.ts";
import type { Placing } from "./usePlacing.ts";

interface Shown {
  placing: Placing;
  marked: number | null;
  onMark: (index: number | null) => void;
}

/** Millimetres of paper. */
const USUAL_OVERLAP = "0";
const OVERLAPS = ["0", "5", "10", "20"];
/** More frames than this are told by their count: nobody turns them one by one. */
const MOST_ROWS = 24;

/** The frames as rows: number and name, turn, repeated on a side. The map shows the same. */
export function FrameList({ placing, marked, onMark }: Shown) {
  const { say, number } = useExportWords();
  const overlap = useAddress((address) => address.own.overlap) ?? USUAL_OVERLAP;
  const { sheets, frames, byHand } = placing;
  if (!sheets) return null;
  const handled = frames.length <= MOST_HANDLED;
  const last = frames[marked ?? frames.length - 1] ?? frames.at(-1);
  return (
    <>
      <p className="num" role="status">
        {say(placing.request?.each_feature && !placing.request.scale ? "frameCountEach" : "frameCount", {
          count: number(frames.length),
          scale: number(sheets.scale),
          paper: sheets.paper,
        })}
        {byHand && (
          <>
            {" "}
            <span className="muted">{say("moved")}</span>{" "}
            <button type="button" className="linklike" onClick={placing.reset}>
              {say("own")}
            </button>
          </>
        )}
      </p>
      {frames.length <= MOST_ROWS && (
        <ul className="frame-list num">
          {frames.map((frame, index) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: frames are their places in the order
              key={index}
              className={marked === index ? "marked" : ""}
              onPointerEnter={() => onMark(index)}
              onPointerLeave={() => onMark(null)}
              onFocus={() => onMark(index)}
            >
              <b>{numberOf(frame, index)}</b>
              <span className="what">{frame.name}</span>
              <span className="turn">
                <span className="muted">{say("turn")}</span>
                <TurnField
                  key={frame.turn}
                  label={say("turnOf", { number: numberOf(frame, index) })}
                  turn={frame.turn}
                  onTurn={(turn) => placing.move(index, { center: frame.center, turn })}
                />
              </span>
              {frames.length > 1 && (
                <button
                  type="button"
                  className="plain icon small"
                  aria-label={say("remove", { number: numberOf(frame, index) })}
                  title={say("remove", { number: numberOf(frame, index) })}
                  onClick={() => placing.remove(index)}
                >
                  <Icon name="close" />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {last && handled && (
        <p className="repeat">
          <span className="muted">{say("again")}</span>
          {SIDES.map((side) => (
            <button
              key={side}
              type="button"
              className="plain"
              aria-label={say("againSide", { side: say(side) })}
              onClick={() => placing.add(repeated(last, side, Number(overlap), sheets.scale))}
            >
              {say(side)}
            </button>
          ))}
          <label>
            <span className="muted">{say("overlap")}</span>{" "}
            <select
              value={overlap}
              onChange={(event) =>
                changeOwn({ overlap: event.target.value === USUAL_OVERLAP ? null : event.target.value })
              }
            >
              {OVERLAPS.map((share) => (
                <option key={share} value={share}>
                  {share} mm
                </option>
              ))}
            </select>
          </label>
        </p>
      )}
      {handled && <p className="muted">{say("framesWhat")}</p>}
    </>
  );
}

/** A turn is taken when it is whole: with Enter, or when the field is left. */
function TurnField(props: { label: string; turn: number; onTurn: (turn: number) => void }) {
  const { label, turn, onTurn } = props;
  const take = (text: string) => {
    const said = Number(text);
    if (text !== "" && Number.isFinite(said) && said !== turn) onTurn(said);
  };
  return (
    <input
      type="number"
      step={1}
      min={-180}
      max={180}
      aria-label={label}
      defaultValue={Number(turn.toFixed(2))}
      onBlur={(event) => take(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        take(event.currentTarget.value);
      }}
    />
  );
}
