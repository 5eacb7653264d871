import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useLanguage } from "../language/useLanguage.ts";

/** What one sees without a session: why, and what to do. */
export function SignedOutPage() {
  const { say } = useLanguage();
  const queries = useQueryClient();
  return (
    <main className="alone">
      <section className="card message">
        <h1>{say("signedOut")}</h1>
        <p>{say("signedOutWhat")}</p>
        <p>{say("signedOutHow")}</p>
        <Button type="primary" onClick={() => void queries.resetQueries()}>
          {say("signedOutAgain")}
        </Button>
      </section>
    </main>
  );
}
