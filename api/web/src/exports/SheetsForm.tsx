import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { type FormEvent, useState } from "react";
import { useAddress } from "../address/useAddress.ts";
import type { Catalogue } from "../api/queries.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { askForSheets, EXPORTS, templatesQuery } from "./asks.ts";
import { DateFields } from "./DateFields.tsx";
import { FrameList } from "./FrameList.tsx";
import { ImprintFields, NO_IMPRINT, saidOf } from "./ImprintFields.tsx";
import { PaperFields } from "./PaperFields.tsx";
import { SubjectField } from "./SubjectField.tsx";
import { Submit } from "./Submit.tsx";
import type { Imprint, Template } from "./sheet.ts";
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

function Form(props: Shown & { templates: readonly Template[]; template: Template }) {
  const { say } = useExportWords();
  const { catalogue, placing, marked, onMark, templates, template } = props;
  const since = useAddress((address) => address.own.since);
  const queries = useQueryClient();
  const [imprint, setImprint] = useState<Imprint>(NO_IMPRINT);
  const asking = useMutation({
    mutationFn: askForSheets,
    onSuccess: () => void queries.invalidateQueries({ queryKey: [EXPORTS, "list"] }),
  });
  const { request } = placing;
  const ask = () => request && asking.mutate({ ...request, ...saidOf(imprint) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask();
  };
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
      <Submit asking={asking} word="makeSheets" disabled={!request} onRetry={ask} />
    </form>
  );
}
