import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { cancelJob, type Job } from "../api/jobs.ts";
import { type Catalogue, placeQuery, sessionQuery } from "../api/queries.ts";
import { listed } from "../language/lists.ts";
import { dayOf } from "../language/numbers.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { EXPORTS, type Export, formatsQuery, templatesQuery } from "./asks.ts";
import { sayBytes } from "./bytes.ts";
import { Decision } from "./Decision.tsx";
import { layersOf } from "./layersOf.ts";
import { CLASSIFICATIONS } from "./sheet.ts";
import { useExportWords } from "./useExportWords.ts";

/** Roles that decide on what waits; the server decides who may, this only spares others the offer. */
const DECIDING = new Set(["lead", "administrator"]);

interface Shown {
  export: Export;
  /** Its job as the stream tells it. */
  job: Job | undefined;
  catalogue: Catalogue;
}

/** One export: what it is, where it stands, and what can be done. */
export function ExportRow({ export: one, job, catalogue }: Shown) {
  const { say, name, number, language } = useExportWords();
  const session = useQuery(sessionQuery).data;
  const zone = useQuery(placeQuery).data?.time_zone;
  const title = useTitle(one, catalogue);
  const { state, download } = one;
  const mark = CLASSIFICATIONS.find((each) => each === one.classification);
  const facts = [
    one.rows === null ? "" : say("rows", { count: number(one.rows) }),
    one.bytes === null ? "" : sayBytes(one.bytes, language),
    mark ? say(mark) : one.classification,
    dayOf(one.asked_at, zone),
    one.who === session?.who ? "" : one.who,
    one.decided_by ? say("decided", { who: one.decided_by }) : "",
  ].filter(Boolean);
  const said = [one.why && state === "waiting" ? name(one.why) : "", one.reason ?? "", one.error ?? ""];
  const mine = one.who === session?.who;
  return (
    <li className={`export-row ${state}`}>
      <p className="export-head">
        <b>{title}</b>
        <span className={`export-state ${state}`} role="status">
          {say(state === "queued" ? "queued_state" : state)}
        </span>
      </p>
      <p className="muted num">{facts.join(" · ")}</p>
      {one.purpose && <p className="export-said">{one.purpose}</p>}
      {said.filter(Boolean).map((sentence) => (
        <p key={sentence} className={`export-said ${state === "failed" ? "warn" : ""}`}>
          {sentence}
        </p>
      ))}
      {(state === "queued" || state === "running") && one.job !== null && (
        <Progress job={job} number={one.job} may={mine} />
      )}
      {download && (
        <p className="export-actions">
          <a className="button-like" href={download.url} download={download.name}>
            {say("download")}
          </a>
          <span className="muted num">
            {download.name} · {say("downloadUntil", { when: dayOf(download.expires_at, zone) })}
          </span>
        </p>
      )}
      {one.losses.length + one.notices.length > 0 && (
        <details>
          <summary>{say("details")}</summary>
          <ul>
            {[...one.notices, ...one.losses].map((each) => (
              <li key={each.en}>{name(each)}</li>
            ))}
          </ul>
        </details>
      )}
      {state === "waiting" && !mine && DECIDING.has(session?.role ?? "") && <Decision number={one.id} />}
    </li>
  );
}

function Progress({ job, number, may }: { job: Job | undefined; number: number; may: boolean }) {
  const { say, name } = useExportWords();
  const queries = useQueryClient();
  const cancelling = useMutation({
    mutationFn: () => cancelJob(number),
    onSuccess: () => void queries.invalidateQueries({ queryKey: [EXPORTS, "list"] }),
  });
  const asked = job?.cancel_asked || cancelling.isPending;
  return (
    <>
      <progress max={1} value={job?.progress ?? 0} aria-label={say("running")} />
      <p className="export-head">
        <span className="muted" role="status">
          {asked ? say("cancelling") : job?.doing ? name(job.doing) : ""}
        </span>
        {may && (
          <button type="button" className="plain" disabled={asked} onClick={() => cancelling.mutate()}>
            {say("cancel")}
          </button>
        )}
      </p>
      {cancelling.isError && (
        <Trouble tried={say("cancelTried")} error={cancelling.error} onRetry={() => cancelling.mutate()} />
      )}
    </>
  );
}

/** What an export is called: its template and what it is of, or its layers and format. */
function useTitle({ kind, what }: Export, catalogue: Catalogue): string {
  const { say, name, language } = useExportWords();
  const formats = useQuery(formatsQuery).data;
  const templates = useQuery({ ...templatesQuery, enabled: kind === "sheets" }).data;
  const text = (part: string) => (typeof what[part] === "string" ? (what[part] as string) : "");
  const labels = new Map(catalogue.layers.map((each) => [each.name, name(each.label)]));
  const layers = layersOf(what).map((each) => labels.get(each) ?? each);
  const of = listed(layers, language) || text("project");
  if (kind === "sheets") {
    const template = templates?.find((each) => each.name === text("template"));
    return [template ? name(template.label) : say("sheets"), of].filter(Boolean).join(" · ");
  }
  const format = formats?.find((each) => each.name === text("format"));
  return [of || say("data"), format ? name(format.label) : text("format")].filter(Boolean).join(" · ");
}
