import { Button } from "antd";
import { ProblemError } from "../api/problem.ts";
import { useLanguage } from "../language/useLanguage.ts";

/** What was tried (in the page's language), what was said, and the offer to try again. */
export function Trouble({ tried, error, onRetry }: { tried: string; error: Error; onRetry: () => void }) {
  const { say } = useLanguage();
  const said = error instanceof ProblemError ? error.detail || error.message : error.message;
  return (
    <div className="trouble" role="alert">
      <p>{say("tried", { what: tried })}</p>
      <p className="muted">{said}</p>
      <Button size="small" onClick={onRetry}>
        {say("retry")}
      </Button>
    </div>
  );
}
