import { type Address, formatAddress, parseAddress } from "./address.ts";

let current = parseAddress(location.search);
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

addEventListener("popstate", () => {
  current = parseAddress(location.search);
  tell();
});

/** Hear of every change of the address; the answer ends it. */
export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Return the address as it is now, outside of rendering. */
export function readAddress(): Address {
  return current;
}

/**
 * Change a part of the address.
 *
 * Moving the view or time replaces the entry in the browser's history; choosing a thing makes a new one, so that
 * the back button returns to what was open before.
 */
export function changeAddress(part: Partial<Address>): void {
  const next = { ...current, ...part };
  const before = formatAddress(current);
  const after = formatAddress(next);
  current = next;
  if (after === before) return;
  const url = `${location.pathname}${after}${location.hash}`;
  if ("selected" in part) history.pushState(null, "", url);
  else history.replaceState(null, "", url);
  tell();
}
