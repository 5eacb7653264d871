import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useId, useState } from "react";
import { Trouble } from "../panels/Trouble.tsx";
import { type Run, type Why, whyQuery } from "./asks.ts";
import { useSitingWords } from "./useSitingWords.ts";

/** Ask of one candidate what each constraint measured, and whether it holds, also of one that fell. */
export function WhyForm({ run }: { run: Run }) {
  const { say } = useSitingWords();
  const [code, setCode] = useState("");
  const [asked, setAsked] = useState<string | null>(null);
  const field = useId();
  const found = useQuery(whyQuery(run.id, asked));
  return (
    <>
      <h3 className="screen-only">
        <label htmlFor={field}>{say("whyCode")}</label>
      </h3>
      <form
        className="why screen-only"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(code.trim() || null);
        }}
      >
        <input
          id={field}
          value={code}
          placeholder={say("whyWhat")}
          onChange={(event) => setCode(event.target.value)}
        />
        <button type="submit" className="plain" disabled={code.trim() === ""}>
          {say("ask_why")}
        </button>
      </form>
      {found.isLoading && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
      {found.isError && (
        <Trouble
          tried={say("whyTried", { code: asked ?? "" })}
          error={found.error}
          onRetry={() => void found.refetch()}
        />
      )}
      {found.data && <Reasons reasons={found.data.reasons} />}
    </>
  );
}

function Reasons({ reasons }: Pick<Why, "reasons">) {
  const { say, language, number, unit } = useSitingWords();
  return (
    <ul className="reasons num">
      {reasons.map((reason) => (
        <li key={reason.step}>
          <span
            className={reason.holds ? "ok" : "warn"}
            role="img"
            aria-label={say(reason.holds ? "holds" : "fails")}
          >
            {reason.holds ? "✓" : "✗"}
          </span>
          <span>{language === "zh" ? reason.label_zh : reason.label_en}</span>
          <span>{reason.value === null ? "–" : `${number(reason.value)} ${unit(reason.unit)}`}</span>
        </li>
      ))}
    </ul>
  );
}
