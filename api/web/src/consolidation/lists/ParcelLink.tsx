import { linkToThing } from "../../address/address.ts";
import { useAddress } from "../../address/useAddress.ts";
import { PARCELS } from "../layers.ts";
import { useWords } from "../useWords.ts";

/** A parcel's code that leads to its place on the map. */
export function ParcelLink({ code }: { code: string }) {
  const { say } = useWords();
  const address = useAddress((whole) => whole);
  return (
    <a href={linkToThing({ layer: PARCELS, code }, address)} title={say("onMap")}>
      {code}
    </a>
  );
}
