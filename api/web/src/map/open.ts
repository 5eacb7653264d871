import { changeAddress, readAddress } from "../address/store.ts";
import type { Place } from "../api/queries.ts";
import { type Bounds, MapCanvas } from "./canvas.ts";
import { coveredByCards } from "./covered.ts";
import { busy, camera, cursor, drawn, flight, trouble } from "./signals.ts";

/** A map on its element, joined to the address and the signals. */
export interface OpenMap {
  element: HTMLElement;
  canvas: MapCanvas;
  close: () => void;
}

/** Open the map of a place inside `parent`, or tell that it can't be and return `null`. */
export function openMap(parent: Element, place: Place): OpenMap | null {
  const element = document.createElement("div");
  element.className = "sheet";
  parent.append(element);
  const start = { view: readAddress().view, extent: place.extent as Bounds, padding: coveredByCards() };
  let canvas: MapCanvas;
  try {
    canvas = new MapCanvas(element, start, {
      onMove: camera.send,
      onView: (view) => changeAddress({ view }),
      onCursor: cursor.send,
      onPick: (selected) => changeAddress({ selected }),
      onBusy: () => busy.send(true),
      onDrawn: () => {
        busy.send(false);
        trouble.send(null);
        drawn.send(drawn.get() + 1);
      },
      onTrouble: () => trouble.send("tilesFailed"),
    });
  } catch {
    element.remove();
    trouble.send("noWebGl");
    return null;
  }
  const grounded = flight.listen((bounds) => bounds && canvas.flyTo(bounds, coveredByCards()));
  const close = () => {
    grounded();
    canvas.destroy();
    element.remove();
  };
  return { element, canvas, close };
}
