import type { ComponentType } from "react";
import { type Address, formatAddress } from "../address/address.ts";
import type { Word } from "../language/words.ts";

export interface Route {
  path: string;
  title: Word;
  /** Fetch the page's code. */
  load: () => Promise<{ default: ComponentType }>;
  /** Show inside the stage what doesn't have to wait for that; resolved when it stands. */
  early?: (stage: Element) => Promise<void>;
}

/** Places of the application, in the order in which the navigation shows them; the first is home. A new page is a new row. */
export const ROUTES: readonly [Route, ...Route[]] = [
  {
    path: "/",
    title: "map",
    load: () => import("../pages/MapPage.tsx"),
    early: async (stage) => (await import("../map/firstMap.ts")).openFirstMap(stage),
  },
];

/** The route of a path; an unknown path is home's. */
export function routeOf(path: string): Route {
  return ROUTES.find((route) => route.path === path) ?? ROUTES[0];
}

/** Where a link to another page leads: what is true everywhere (language, the two times, the year) goes along. */
export function linkTo(route: Route, { language, at, known, year }: Address): string {
  return route.path + formatAddress({ view: null, layers: null, selected: null, at, known, year, language });
}
