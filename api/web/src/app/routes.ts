import type { ComponentType } from "react";
import type { Word } from "../language/words.ts";
import { MapPage } from "../pages/MapPage.tsx";

export interface Route {
  path: string;
  title: Word;
  Page: ComponentType;
}

/** Places of the application, in the order in which the navigation shows them; the first is home. */
export const ROUTES: readonly [Route, ...Route[]] = [{ path: "/", title: "map", Page: MapPage }];

/** The route of a path; an unknown path is home's. */
export function routeOf(path: string): Route {
  return ROUTES.find((route) => route.path === path) ?? ROUTES[0];
}
