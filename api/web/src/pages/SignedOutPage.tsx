import { Button } from "antd";
import { useLanguage } from "../language/useLanguage.ts";

/** What one sees without a session: why, and what to do. */
export function SignedOutPage() {
  const { say } = useLanguage();
  return (
    <main className="alone">
      <section className="card message">
        <h1>{say("signedOut")}</h1>
        <p>{say("signedOutWhat")}</p>
        <p>{say("signedOutHow")}</p>
        <Button
          type="primary"
          href={`/login?next=${encodeURIComponent(location.pathname + location.search)}`}
        >
          {say("signIn")}
        </Button>
      </section>
    </main>
  );
}
