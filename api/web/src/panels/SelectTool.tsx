import { lazy, Suspense, useState } from "react";
import { useAddress } from "../address/useAddress.ts";
import { Icon } from "../app/Icon.tsx";
import { useLanguage } from "../language/useLanguage.ts";
import type { MapData } from "./panels.ts";

const fetchCard = () => import("../exports/SelectCard.tsx");
const SelectCard = lazy(fetchCard);

/** The tool that selects features on the map, to export them or to put them on sheets. */
export function SelectTool(data: MapData) {
  const { say } = useLanguage();
  const selection = useAddress((address) => address.own.selection);
  const [open, setOpen] = useState(selection !== undefined);
  return (
    <>
      <div className="card select-tool">
        <button
          type="button"
          className="plain icon"
          aria-pressed={open}
          title={say("select")}
          aria-label={say("select")}
          // Fetched before the click, so that a drag right after it selects and doesn't move the map.
          onPointerEnter={fetchCard}
          onFocus={fetchCard}
          onClick={() => setOpen(!open)}
        >
          <Icon name="select" />
        </button>
      </div>
      {open && (
        <Suspense>
          <SelectCard {...data} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
