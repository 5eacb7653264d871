import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { useAddress } from "../address/useAddress.ts";
import { changeOwn } from "../consolidation/useOwn.ts";
import { framesQuery, templatesQuery } from "./asks.ts";
import { framesOf, normalTurn } from "./frames.ts";
import {
  type Frame,
  type Placed,
  placingOf,
  readFrames,
  requestOf,
  type SheetRequest,
  type Sheets,
  type Template,
  writeFrames,
} from "./sheet.ts";

/** Where the sheets of the address would lie. */
export interface Placing {
  template: Template | null;
  /** What would be asked for; `null` while something is missing. */
  request: SheetRequest | null;
  sheets: Sheets | null;
  /** Its frames; what was put by hand a moment ago is there at once. */
  frames: readonly Frame[];
  /** The frames stand where they were put by hand. */
  byHand: boolean;
  isPlacing: boolean;
  error: Error | null;
  retry: () => void;
  /** Put one frame elsewhere. */
  move: (index: number, placed: Placed) => void;
  add: (placed: Placed) => void;
  remove: (index: number) => void;
  /** Give up what was put by hand. */
  reset: () => void;
}

export function usePlacing(wanted: boolean): Placing {
  const address = useAddress((whole) => whole);
  const templates = useQuery({ ...templatesQuery, enabled: wanted }).data;
  const template = templates?.find((each) => each.name === address.own.template) ?? templates?.[0] ?? null;
  const request = useMemo(() => (template ? requestOf(address, template) : null), [address, template]);
  const placing = useMemo(() => (wanted && request ? placingOf(request) : null), [wanted, request]);
  const asked = useQuery({ ...framesQuery(useDeferredValue(placing)), placeholderData: keepPreviousData });
  const sheets = placing && asked.data ? asked.data : null;
  const byHand = useMemo(() => readFrames(address.own.frames), [address.own.frames]);
  const frames = useMemo(() => framesOf(byHand, sheets?.frames ?? []), [byHand, sheets]);
  const placed = frames.map(({ center, turn }): Placed => ({ center, turn }));
  const put = (frames: readonly Placed[]) => changeOwn({ frames: writeFrames(frames) || null });
  return {
    template,
    request,
    sheets,
    frames,
    byHand: byHand.length > 0,
    isPlacing: asked.isFetching,
    error: placing ? asked.error : null,
    retry: () => void asked.refetch(),
    move: (index, { center, turn }) =>
      put(placed.map((each, at) => (at === index ? { center, turn: normalTurn(turn) } : each))),
    add: (frame) => put([...placed, frame]),
    remove: (index) => put(placed.filter((_, at) => at !== index)),
    reset: () => changeOwn({ frames: null }),
  };
}
