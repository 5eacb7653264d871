import { useSyncExternalStore } from "react";
import type { Address } from "./address.ts";
import { readAddress, subscribe } from "./store.ts";

/** Follow the address, or what `choose` takes from it. */
export function useAddress<T>(choose: (address: Address) => T): T {
  return useSyncExternalStore(subscribe, () => choose(readAddress()));
}
