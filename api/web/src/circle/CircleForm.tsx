import { changeAddress } from "../address/store.ts";
import { DayField } from "../consolidation/DayField.tsx";
import { changeOwn } from "../consolidation/useOwn.ts";
import { AGES, type Circle, MINUTES, type Question } from "./asks.ts";
import { useCircleWords } from "./useCircleWords.ts";

/** What is asked: kinds of facilities, time, pace, day. Everything lives in the address. */
export function CircleForm({ asked, circle }: { asked: Question; circle: Circle | undefined }) {
  const { say, kinds, kindName, fixed } = useCircleWords();
  const toggle = (kind: string, on: boolean) => {
    const chosen = on ? [...asked.kinds, kind] : asked.kinds.filter((each) => each !== kind);
    if (chosen.length > 0) changeOwn({ kinds: chosen.join(",") });
  };
  const ofAge = (age: (typeof AGES)[number]) =>
    circle?.asked.age === age
      ? say("pace", { age: say(age), speed: fixed(circle.asked.m_per_s, 2) })
      : say(age);
  return (
    <form className="circle-form" onSubmit={(event) => event.preventDefault()}>
      <fieldset className="kinds">
        <legend>{say("kind")}</legend>
        {kinds.map(({ code }) => {
          const chosen = asked.kinds.includes(code);
          return (
            <label key={code} title={chosen && asked.kinds.length === 1 ? say("chooseKind") : undefined}>
              <input
                type="checkbox"
                checked={chosen}
                onChange={(event) => toggle(code, event.target.checked)}
              />
              {kindName(code)}
            </label>
          );
        })}
      </fieldset>
      <div className="filters">
        <label>
          {say("minutes")}
          <select
            className="num"
            value={asked.minutes}
            onChange={(event) => changeOwn({ minutes: event.target.value })}
          >
            {[...new Set([...MINUTES, asked.minutes])]
              .sort((a, b) => a - b)
              .map((minutes) => (
                <option key={minutes} value={minutes}>
                  {say("minutesShort", { minutes })}
                </option>
              ))}
          </select>
        </label>
        <label>
          {say("age")}
          <select value={asked.age} onChange={(event) => changeOwn({ age: event.target.value })}>
            {AGES.map((age) => (
              <option key={age} value={age}>
                {ofAge(age)}
              </option>
            ))}
          </select>
        </label>
        <DayField label={say("day")} day={asked.at} onDay={(at) => changeAddress({ at })} />
        <label>
          <input
            type="checkbox"
            checked={asked.decay}
            onChange={(event) => changeOwn({ decay: event.target.checked ? "gaussian" : null })}
          />
          {say("decay")}
        </label>
      </div>
    </form>
  );
}
