import { useAddress } from "../address/useAddress.ts";
import { FeatureCard } from "./FeatureCard.tsx";
import type { MapData } from "./panels.ts";
import { YearCard } from "./YearCard.tsx";

/** The thing that is chosen, else the year's figures. */
export function RightCard(data: MapData) {
  const selected = useAddress((address) => address.selected);
  return selected ? (
    <FeatureCard thing={selected} catalogue={data.catalogue} />
  ) : (
    <YearCard place={data.place} />
  );
}
