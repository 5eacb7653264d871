import { useSyncExternalStore } from "react";
import type { Signal } from "./signals.ts";

/** Follow a signal, or what `choose` takes from it. */
export function useSignal<T, Chosen = T>(signal: Signal<T>, choose?: (value: T) => Chosen): Chosen {
  return useSyncExternalStore(signal.listen, () =>
    choose ? choose(signal.get()) : (signal.get() as unknown as Chosen),
  );
}
