import { Button } from "antd";
import { dayOfKnown } from "../address/known.ts";
import { changeAddress } from "../address/store.ts";
import { useLanguage } from "../language/useLanguage.ts";
import { today } from "./dates.ts";

/** Choose by the end of which day things had to be on record. */
export function KnownDate({ known }: { known: string | null }) {
  const { say } = useLanguage();
  return (
    <div className="known">
      <label>
        {say("knownDate")}
        <input
          type="date"
          className="date num"
          max={today()}
          value={known ? dayOfKnown(known) : today()}
          onChange={(event) => event.target.value && changeAddress({ known: event.target.value })}
        />
      </label>
      {known && (
        <Button size="small" onClick={() => changeAddress({ known: null })}>
          {say("backToNow")}
        </Button>
      )}
    </div>
  );
}
