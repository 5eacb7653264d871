import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { type FormEvent, useState } from "react";
import { useAddress } from "../address/useAddress.ts";
import type { Catalogue } from "../api/queries.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { type Asked, askForSheets, EXPORTS, framesQuery, templatesQuery } from "./asks.ts";
import { DateFields } from "./DateFields.tsx";
import { FrameList } from "./FrameList.tsx";
import { ImprintFields, NO_IMPRINT, saidOf } from "./ImprintFields.tsx";
import { PaperFields } from "./PaperFields.tsx";
import { SubjectField } from "./SubjectField.tsx";
import { Submit } from "./Submit.tsx";
import { type Imprint, MANY_SHEETS, placingOf, type SheetRequest, type Template } from "./sheet.ts";
import { TemplateCards } from "./TemplateCards.tsx";
import { useExportWords } from "./useExportWords.ts";
import type { Placing } from "./usePlacing.ts";

interface Shown {
  catalogue: Catalogue;
  placing: Placing;
  /** The frame that is pointed at, on the map or here. */
  marked: number | null;
  onMark: (index: number | null) => void;
}

/** New map sheets: template, what they are of, dates, paper, frames, imprint. */
export function SheetsForm({ catalogue, placing, marked, onMark }: Shown) {
  const { say } = useExportWords();
  const templates = useQuery(templatesQuery);
  if (templates.isPending) return <Skeleton active title={false} paragraph={{ rows: 12 }} />;
  if (templates.isError)
    return (
      <Trouble
        tried={say("readingTemplates")}
        error={templates.error}
        onRetry={() => void templates.refetch()}
      />
    );
  if (!placing.template) return <p className="empty">{say("noTemplates")}</p>;
  return (
    <Form
      templates={templates.data}
      template={placing.template}
      {...{ catalogue, placing, marked, onMark }}
    />
  );
}

interface Order {
  request: SheetRequest;
  /** That many are meant. */
  sure: boolean;
}

/** So many sheets that one is asked whether they are meant. */
interface Doubt {
  many: number;
}

function Sure({ many, onSure, onNot }: { many: number; onSure: () => void; onNot: () => void }) {
  const { say, number } = useExportWords();
  return (
    <div className="submit">
      <p role="alert" className="warn num">
        {say("many", { count: number(many) })}
      </p>
      <button type="button" className="button-like num" onClick={onSure}>
        {say("makeMany", { count: number(many) })}
      </button>
      <button type="button" className="plain" ref={takeFocus} onClick={onNot}>
        {say("fewer")}
      </button>
    </div>
  );
}

/** The button that was pressed is gone: the keyboard goes on where nothing is started. */
function takeFocus(button: HTMLButtonElement | null): void {
  button?.focus();
}

function Form(props: Shown & { templates: readonly Template[]; template: Template }) {
  const { say } = useExportWords();
  const { catalogue, placing, marked, onMark, templates, template } = props;
  const since = useAddress((address) => address.own.since);
  const queries = useQueryClient();
  const [imprint, setImprint] = useState<Imprint>(NO_IMPRINT);
  const asking = useMutation({
    mutationFn: async ({ request, sure }: Order): Promise<Asked | Doubt> => {
      const { frames } = await queries.ensureQueryData(framesQuery(placingOf(request)));
      if (frames.length > MANY_SHEETS && !sure) return { many: frames.length };
      return askForSheets({ ...request, ...saidOf(imprint) });
    },
    onSuccess: () => void queries.invalidateQueries({ queryKey: [EXPORTS, "list"] }),
  });
  const { request } = placing;
  const ask = (sure: boolean) => request && asking.mutate({ request, sure });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask(false);
  };
  const came = asking.data;
  const doubt = came && "many" in came && asking.variables?.request === request ? came : null;
  const asked = came && !("many" in came) ? came : undefined;
  const missing = template.dates === "since_at" && !since ? say("sinceNeeded") : say("chooseFirst");
  return (
    <form className="export-form" onSubmit={submit}>
      <TemplateCards templates={templates} chosen={template} />
      <SubjectField template={template} catalogue={catalogue} />
      <DateFields dates={template.dates} />
      <PaperFields template={template} />
      <section aria-labelledby="frames">
        <h2 id="frames">{say("frames")}</h2>
        {!request && <p className="muted">{missing}</p>}
        {placing.error && <Trouble tried={say("framing")} error={placing.error} onRetry={placing.retry} />}
        {request && !placing.sheets && placing.isPlacing && (
          <Skeleton active title={false} paragraph={{ rows: 2 }} />
        )}
        {placing.sheets && <FrameList placing={placing} marked={marked} onMark={onMark} />}
      </section>
      <ImprintFields imprint={imprint} onImprint={setImprint} />
      {doubt && !asking.isPending ? (
        <Sure many={doubt.many} onSure={() => ask(true)} onNot={asking.reset} />
      ) : (
        <Submit
          asking={{ ...asking, data: asked }}
          word="makeSheets"
          disabled={!request}
          onRetry={() => ask(asking.variables?.sure ?? false)}
        />
      )}
    </form>
  );
}
