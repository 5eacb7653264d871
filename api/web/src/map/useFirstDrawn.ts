import { useEffect, useState } from "react";
import { drawn } from "./signals.ts";
import { useSignal } from "./useSignal.ts";

/** A map that takes longer than this, or never comes, holds nothing else up. */
const PATIENCE_MS = 4000;

/** Whether the first map stands: until then, what isn't on it waits, so that it has the machine to itself. */
export function useFirstDrawn(): boolean {
  const stands = useSignal(drawn, (times) => times > 0);
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWaited(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return stands || waited;
}
