import { linkToThing } from "../../address/address.ts";
import { useAddress } from "../../address/useAddress.ts";
import { Icon } from "../../app/Icon.tsx";
import { Dialog } from "../Dialog.tsx";
import { PARCELS } from "../layers.ts";
import { EventList } from "../project/EventList.tsx";
import { useStageNames } from "../useStageNames.ts";
import { useWords } from "../useWords.ts";
import type { Key, OpenedParcel, Slow } from "./openParcel.tsx";
import { ParcelLink } from "./ParcelLink.tsx";

/** One parcel: what an analysis says of it and from what, and what was recorded. */
export function ParcelDrawer({ parcel, onClose }: { parcel: OpenedParcel; onClose: () => void }) {
  const { say } = useWords();
  const address = useAddress((whole) => whole);
  return (
    <Dialog className="drawer" label={say("evidence")} onClose={onClose}>
      <header>
        <h2 className="num">{parcel.code}</h2>
        <button type="button" className="plain icon" aria-label={say("close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <p className="ways">
        <a href={linkToThing({ layer: PARCELS, code: parcel.code }, address)}>{say("onMap")}</a>
      </p>
      {parcel.slow && <Stay slow={parcel.slow} />}
      {parcel.unlocks && <Unlocks unlocks={parcel.unlocks} />}
      <h3>{say("events")}</h3>
      <EventList of={{ parcel: parcel.code }} known={address.known} />
    </Dialog>
  );
}

/** How long it stands, beside what is usual and from how many stays that is known. */
function Stay({ slow }: { slow: Slow }) {
  const { say, name, number } = useWords();
  const stageName = useStageNames();
  return (
    <section className="num">
      <p>
        {say("stayedSince", {
          stage: stageName(slow.stage),
          date: slow.since,
          days: number(slow.days),
          usual: number(slow.usual_days),
        })}
      </p>
      <p className="muted">
        {say(slow.own_type ? "usualOwnType" : "usualAllTypes", { ends: number(slow.ends) })}
      </p>
      {slow.obstacle && (
        <p>
          {name(slow.obstacle.reason_label)} · {slow.obstacle.owner} · {slow.obstacle.next_on}{" "}
          {slow.obstacle.next_action}
        </p>
      )}
      {slow.gap_yuan != null && <p>{say("offerGap", { yuan: number(slow.gap_yuan) })}</p>}
    </section>
  );
}

/** What it would release, alone and with the missing parcels near it. */
function Unlocks({ unlocks }: { unlocks: Key }) {
  const { say, ha, number } = useWords();
  return (
    <section className="num">
      <p>
        {say("unlocksAlone", {
          area: ha(unlocks.area_m2),
          unlocked: ha(unlocks.unlocked_m2),
          largest: ha(unlocks.largest_m2),
          blocks: number(unlocks.blocks_change),
        })}
      </p>
      {unlocks.neighbours.length > 0 && (
        <>
          <p>{say("unlocksTogether", { unlocked: ha(unlocks.with_neighbours_unlocked_m2) })}</p>
          <ul className="codes rows">
            {unlocks.neighbours.map((code) => (
              <li key={code}>
                <ParcelLink code={code} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
