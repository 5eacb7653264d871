/** What the form sends. Pure. */

export interface StageEvent {
  parcel: string;
  stage: string;
  happened_on: string;
  override_reason?: string;
  note?: string;
}

/** Make an event of a form's fields; what is left empty isn't said. */
export function stageEvent(parcel: string, form: FormData): StageEvent {
  const said = (name: string) => String(form.get(name) ?? "").trim();
  const reason = said("override_reason");
  const note = said("note");
  return {
    parcel,
    stage: said("stage"),
    happened_on: said("happened_on"),
    ...(reason ? { override_reason: reason } : {}),
    ...(note ? { note } : {}),
  };
}
