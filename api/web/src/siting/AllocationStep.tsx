import { changeOwn } from "../consolidation/useOwn.ts";
import { AssembledSets } from "./AssembledSets.tsx";
import type { Run } from "./asks.ts";
import type { Located } from "./run.ts";
import { useSitingWords } from "./useSitingWords.ts";

/** Several sites chosen together, with what is served and how good the choice is known to be. */
export function AllocationStep({ run }: { run: Run }) {
  const { say } = useSitingWords();
  const found = run.allocation;
  return (
    <>
      <h2>{say("allocation")}</h2>
      <p className="muted">{say("allocationWhat")}</p>
      {found === null && <p>{say("noAllocation")}</p>}
      {found?.model === "assembly" && <AssembledSets sets={found.sets} refused={found.refused} />}
      {found && found.model !== "assembly" && <Chosen found={found} codes={run.candidates.codes} />}
    </>
  );
}

function Chosen({ found, codes }: { found: Located; codes: readonly string[] }) {
  const { say, number, share } = useSitingWords();
  const most = Math.max(...found.sites.map((site) => site.served), 1);
  return (
    <>
      <p>
        <b>{say(found.model)}</b>{" "}
        <span className={found.proven ? "ok" : "warn"}>
          {found.proven ? say("proven") : say("gap", { gap: share(found.gap) })}
        </span>
      </p>
      <p className="num big-number">
        {say("servedShare", {
          served: number(Math.round(found.served)),
          of: number(Math.round(found.of)),
          share: share(found.of > 0 ? found.served / found.of : 0),
        })}
      </p>
      <p className="muted num">
        {say("before", { people: number(Math.round(found.served_before)) })}
        {found.existing > 0 && ` · ${say("existing", { count: number(found.existing) })}`}
        {found.mean_walk_m !== null &&
          ` · ${say("meanWalk", { metres: number(Math.round(found.mean_walk_m)) })}`}
      </p>
      <ol className="chosen num">
        {found.sites.map((site, at) => (
          <li key={site.code}>
            <span className="pin" aria-hidden="true">
              {at + 1}
            </span>
            <button
              type="button"
              className="linklike"
              disabled={!codes.includes(site.code)}
              onClick={() => changeOwn({ site: site.code })}
            >
              {site.code}
            </button>
            <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
              <rect width={(100 * site.served) / most} height="6" />
            </svg>
            <small>{say("served", { people: number(Math.round(site.served)) })}</small>
          </li>
        ))}
      </ol>
      <p className="muted num">
        {say("objective")} {number(found.objective)} · {say("bound")} {number(found.bound)}
      </p>
    </>
  );
}
