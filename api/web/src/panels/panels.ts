import type { ComponentType } from "react";
import type { Catalogue, Place } from "../api/queries.ts";
import type { MapCanvas } from "../map/canvas.ts";
import { LayerTree } from "./LayerTree.tsx";
import { MapTools } from "./MapTools.tsx";
import { Printed } from "./Printed.tsx";
import { Readout } from "./Readout.tsx";
import { RightCard } from "./RightCard.tsx";
import { SelectTool } from "./SelectTool.tsx";
import { TimeBar } from "./TimeBar.tsx";

/** What every panel of the map page gets. */
export interface MapData {
  place: Place;
  catalogue: Catalogue;
  /** `null` until the map stands. */
  canvas: MapCanvas | null;
  /** Names of the layers shown. */
  shown: ReadonlySet<string>;
}

export type Slot = "left" | "right" | "below" | "tools" | "paper";

/** The cards over the map, each in its place: a new card is a new row. */
export const PANELS: readonly { name: string; slot: Slot; Panel: ComponentType<MapData> }[] = [
  { name: "layers", slot: "left", Panel: LayerTree },
  { name: "thing or year", slot: "right", Panel: RightCard },
  { name: "time", slot: "below", Panel: TimeBar },
  { name: "readout", slot: "left", Panel: Readout },
  { name: "tools", slot: "tools", Panel: MapTools },
  { name: "selection", slot: "tools", Panel: SelectTool },
  { name: "printed map", slot: "paper", Panel: Printed },
];
