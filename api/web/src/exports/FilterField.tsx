import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useAddress } from "../address/useAddress.ts";
import { type Layer, momentQuery } from "../api/queries.ts";
import { changeOwn } from "../consolidation/useOwn.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { select } from "./asks.ts";
import { useExportWords } from "./useExportWords.ts";

const LONGEST = 4000;

/** Which rows: a filter in CQL2, the layer's fields to put in, and how many it leaves. */
export function FilterField({ layer }: { layer: Layer }) {
  const { say, name, number } = useExportWords();
  const { own, at, known } = useAddress((whole) => whole);
  const [text, setText] = useState(own.filter ?? "");
  const field = useRef<HTMLTextAreaElement>(null);
  const counting = useMutation({ mutationFn: select });
  const write = (next: string) => {
    setText(next);
    counting.reset();
    changeOwn({ filter: next.trim() || null });
  };
  const count = () =>
    counting.mutate({
      layer: layer.name,
      ...(text.trim() ? { filter: text.trim() } : {}),
      ...momentQuery({ at, known }),
    });
  const putIn = (word: string) => {
    if (!word) return;
    write(text.trim() ? `${text.trimEnd()} AND ${word} ` : `${word} `);
    field.current?.focus();
  };
  return (
    <section className="filter-field">
      <label>
        <span>{say("filter")}</span>
        <textarea
          ref={field}
          rows={2}
          maxLength={LONGEST}
          spellCheck={false}
          value={text}
          placeholder={say("filterWhat")}
          onChange={(event) => write(event.target.value)}
        />
      </label>
      <p className="filter-tools">
        <select aria-label={say("fields")} value="" onChange={(event) => putIn(event.target.value)}>
          <option value="">{say("fields")}</option>
          {layer.fields.map((each) => (
            <option key={each.name} value={each.name}>
              {name(each.label)} · {each.name}
            </option>
          ))}
        </select>
        <button type="button" className="plain" disabled={counting.isPending} onClick={count}>
          {say(counting.isPending ? "counting" : "count")}
        </button>
        {counting.data && (
          <b className="num" role="status">
            {say("counted", { count: number(counting.data.count) })}
          </b>
        )}
      </p>
      {counting.isError && <Trouble tried={say("countTried")} error={counting.error} onRetry={count} />}
    </section>
  );
}
