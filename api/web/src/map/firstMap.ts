/**
 * The first map, begun before React is there: the page's code takes longer to start than a map to be drawn, and the
 * map is what one came for. The page takes it over as it stands.
 */

import { readAddress } from "../address/store.ts";
import { firstCatalogue, firstPlace } from "../api/first.ts";
import { applyTheme, firstTheme } from "../app/tokens.ts";
import { warmUp } from "./canvas.ts";
import { type OpenMap, openMap } from "./open.ts";
import { pictureOf } from "./picture.ts";
import { drawn } from "./signals.ts";

/** A map that takes longer than this holds the rest of the page up no more. */
const PATIENCE_MS = 3000;

let waiting: OpenMap | null = null;

/** Draw the first map inside `parent`; resolved when it stands, can't, or takes too long. */
export async function openFirstMap(parent: Element): Promise<void> {
  warmUp();
  const [place, catalogue] = await Promise.all([firstPlace, firstCatalogue]);
  if (!place || !catalogue) return;
  waiting = openMap(parent, place);
  if (!waiting) return;
  const tokens = applyTheme(firstTheme());
  waiting.canvas.show({ ...pictureOf(place, catalogue, readAddress()), tokens });
  await new Promise<void>((resolve) => {
    drawn.listen(() => resolve());
    setTimeout(resolve, PATIENCE_MS);
  });
}

/** Hand the first map over, once. */
export function takeFirstMap(): OpenMap | null {
  const taken = waiting;
  waiting = null;
  return taken;
}
