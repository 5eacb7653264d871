import { changeOwn } from "../consolidation/useOwn.ts";
import type { Template } from "./sheet.ts";
import { TemplatePicture } from "./TemplatePicture.tsx";
import { useExportWords } from "./useExportWords.ts";

/** The templates, each with a small picture of its sheet; what the chosen one shows is said below. */
export function TemplateCards({ templates, chosen }: { templates: readonly Template[]; chosen: Template }) {
  const { say, name } = useExportWords();
  return (
    <section>
      <fieldset className="template-cards">
        <legend>{say("template")}</legend>
        {templates.map((template) => (
          <label key={template.name} title={name(template.about)}>
            <input
              type="radio"
              name="template"
              value={template.name}
              checked={template.name === chosen.name}
              onChange={() => changeOwn({ template: template.name, frames: null })}
            />
            <TemplatePicture name={template.name} />
            <span>{name(template.label)}</span>
          </label>
        ))}
      </fieldset>
      <p className="muted template-about">{name(chosen.about)}</p>
    </section>
  );
}
