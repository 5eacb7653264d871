import { changeOwn } from "../consolidation/useOwn.ts";
import type { AssembledSet } from "./run.ts";
import { useSitingWords } from "./useSitingWords.ts";

const HECTARE_M2 = 10_000;
const TEN_THOUSAND = 10_000;

interface Shown {
  sets: readonly AssembledSet[];
  refused: string | null;
}

/** Connected land put together from the candidates, the best first, each with its parcels to fly to. */
export function AssembledSets({ sets, refused }: Shown) {
  const { say, number, share } = useSitingWords();
  return (
    <>
      <p>
        <b>{say("assembly")}</b>
      </p>
      {refused && <p className="warn">{refused}</p>}
      {sets.map((one, at) => (
        <section key={one.codes.join()}>
          <p className="num">
            <span className="pin" aria-hidden="true">
              {at + 1}
            </span>{" "}
            <b>{say("hectares", { area: number(Math.round((100 * one.area_m2) / HECTARE_M2) / 100) })}</b>{" "}
            <span className={one.proven ? "ok" : "warn"}>
              {one.proven ? say("proven") : say("gap", { gap: share(one.gap) })}
            </span>
          </p>
          <p className="muted num">
            {say("assembled", {
              cost: number(Math.round(one.cost / TEN_THOUSAND)),
              owners: number(one.owners),
              probability: share(one.probability),
              compactness: one.compactness.toFixed(2),
            })}
          </p>
          <p className="codes">
            {one.codes.map((code) => (
              <button key={code} type="button" className="linklike" onClick={() => changeOwn({ site: code })}>
                {code}
              </button>
            ))}
          </p>
        </section>
      ))}
    </>
  );
}
