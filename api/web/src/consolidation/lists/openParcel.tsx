import { createContext, type ReactNode, useContext } from "react";
import type { Bottlenecks, KeyParcels } from "../asks.ts";
import { useWords } from "../useWords.ts";

export type Slow = Bottlenecks["parcels"][number];
export type Key = KeyParcels["parcels"][number];

/** A parcel whose history is looked at, with what an analysis said of it. */
export interface OpenedParcel {
  code: string;
  slow?: Slow;
  unlocks?: Key;
}

/** How a page opens a parcel. */
export const OpeningParcel = createContext<(parcel: OpenedParcel) => void>(() => {});

/** A number that an analysis gives of a parcel: opens what it comes from. */
export function OpenParcel(props: OpenedParcel & { label: string; children: ReactNode }) {
  const { say } = useWords();
  const open = useContext(OpeningParcel);
  const { label, children, ...parcel } = props;
  const what = say("openEvidence", { figure: `${parcel.code}, ${label}` });
  return (
    <button
      type="button"
      className="linklike"
      title={what}
      aria-label={`${String(children)}. ${what}`}
      onClick={() => open(parcel)}
    >
      {children}
    </button>
  );
}
