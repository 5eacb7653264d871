import { lazy, Suspense, useEffect } from "react";
import { useAddress } from "../address/useAddress.ts";
import { outlined } from "../map/signals.ts";
import { FeatureCard } from "./FeatureCard.tsx";
import type { MapData } from "./panels.ts";
import { YearCard } from "./YearCard.tsx";

const EvidenceCard = lazy(() => import("../consolidation/EvidenceCard.tsx"));

/** The thing that is chosen, else what a number is made of, else the year's figures. */
export function RightCard(data: MapData) {
  const selected = useAddress((address) => address.selected);
  const evidence = useAddress((address) => address.evidence);
  useEffect(() => {
    if (evidence === null) outlined.send(null);
  }, [evidence]);
  return (
    <>
      {selected && <FeatureCard thing={selected} catalogue={data.catalogue} />}
      {evidence && (
        <Suspense>
          <EvidenceCard place={data.place} folded={selected !== null} />
        </Suspense>
      )}
      {!selected && !evidence && <YearCard place={data.place} />}
    </>
  );
}
