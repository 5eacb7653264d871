import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { sessionQuery } from "../api/queries.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { ahp } from "./ahp.ts";
import { type Document, mayRun, type Run, startRun } from "./asks.ts";
import { Contradiction } from "./Contradiction.tsx";
import { isNewMember, type Sheet, sheetsOf, together, weightingOf } from "./group.ts";
import { PairGrid } from "./PairGrid.tsx";
import { useFollow } from "./useJobs.ts";
import { useSitingWords } from "./useSitingWords.ts";
import type { Weights } from "./weights.ts";

interface Shown {
  run: Run;
  weights: Weights;
  onWeights: (weights: Weights) => void;
}

/** Weights by comparing in pairs: one sheet a member, and what they say together. */
export function PairSheets({ run, weights, onWeights }: Shown) {
  const { say } = useSitingWords();
  const { criteria } = run;
  const names = criteria.map((criterion) => criterion.name);
  const [sheets, setSheets] = useState(() => sheetsOf(run.document.weights, names, weights, say("ownSheet")));
  const [open, setOpen] = useState(0);
  const sheet = sheets[open] ?? sheets[0];
  const group = sheets.length > 1;
  const all = ahp(together(sheets));
  const own = sheet ? ahp(sheet.judged) : all;
  const change = (part: Partial<Sheet>) =>
    setSheets(sheets.map((each, at) => (at === open ? { ...each, ...part } : each)));
  const add = (member: string) => {
    setSheets([...sheets, { member, judged: sheet?.judged ?? [] }]);
    setOpen(sheets.length);
  };
  const remove = () => {
    setSheets(sheets.filter((_, at) => at !== open));
    setOpen(0);
  };
  const take = () => onWeights(Object.fromEntries(names.map((name, at) => [name, all.weights[at] ?? 0])));
  return (
    <>
      <Members sheets={sheets} open={open} onOpen={setOpen} onAdd={add} onRemove={remove} />
      {sheet && (
        <PairGrid
          criteria={criteria}
          judged={sheet.judged}
          found={own}
          onJudged={(judged) => change({ judged })}
        />
      )}
      <Contradiction found={own} criteria={criteria} />
      {group && (
        <section className="group-answer" aria-label={say("together")}>
          <h3>{say("together")}</h3>
          <PairGrid criteria={criteria} judged={together(sheets)} found={all} />
          <Contradiction found={all} criteria={criteria} />
        </section>
      )}
      <div className="actions-row">
        <button type="button" className="button-like" onClick={take}>
          {say("usePairs")}
        </button>
        <RunWith run={run} sheets={sheets} names={names} />
      </div>
    </>
  );
}

function Members(props: {
  sheets: readonly Sheet[];
  open: number;
  onOpen: (at: number) => void;
  onAdd: (member: string) => void;
  onRemove: () => void;
}) {
  const { say } = useSitingWords();
  const [name, setName] = useState("");
  const { sheets, open, onOpen, onAdd, onRemove } = props;
  const fits = isNewMember(name, sheets);
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (!fits) return;
    onAdd(name.trim());
    setName("");
  };
  return (
    <form className="members" onSubmit={add}>
      {sheets.map(({ member }, at) => (
        <button
          key={member}
          type="button"
          className="plain"
          aria-pressed={at === open}
          onClick={() => onOpen(at)}
        >
          {member}
        </button>
      ))}
      <span className="add-member">
        <input
          type="text"
          maxLength={40}
          value={name}
          placeholder={say("member")}
          aria-label={say("member")}
          onChange={(event) => setName(event.target.value)}
        />
        <button type="submit" className="plain" disabled={!fits}>
          {say("addSheet")}
        </button>
        {sheets.length > 1 && (
          <button type="button" className="plain" onClick={onRemove}>
            {say("removeSheet", { member: sheets[open]?.member ?? "" })}
          </button>
        )}
      </span>
    </form>
  );
}

/** Run the scenario again with the sheets in its document, so that the record tells who judged what. */
function RunWith({ run, sheets, names }: { run: Run; sheets: readonly Sheet[]; names: readonly string[] }) {
  const { say } = useSitingWords();
  const session = useQuery(sessionQuery).data;
  const starting = useMutation({
    mutationFn: () => startRun({ ...run.document, weights: weightingOf(sheets, names) } as Document),
    onSuccess: useFollow(),
  });
  return (
    <>
      <button
        type="button"
        className="plain"
        disabled={!mayRun(session?.role) || starting.isPending}
        onClick={() => starting.mutate()}
      >
        {say(starting.isPending ? "starting" : sheets.length > 1 ? "runGroup" : "runPairs")}
      </button>
      {starting.isError && (
        <Trouble tried={say("startTried")} error={starting.error} onRetry={() => starting.mutate()} />
      )}
    </>
  );
}
