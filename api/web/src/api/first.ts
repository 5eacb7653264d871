import { get } from "./client.ts";

/**
 * What every page needs first, asked before the libraries are there.
 *
 * `null` when it failed: the page then asks again in its usual way, and says what is wrong.
 */
export const firstPlace = get("/api/place", {}).catch(() => null);
export const firstCatalogue = get("/api/layers", {}).catch(() => null);
