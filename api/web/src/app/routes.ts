import type { ComponentType } from "react";
import { type Address, formatAddress, USUAL } from "../address/address.ts";
import type { Word } from "../language/words.ts";

export interface Route {
  path: string;
  title: Word;
  /** Path of the place that it belongs to; only places stand in the navigation. */
  within?: string;
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
  {
    path: "/consolidation",
    title: "consolidation",
    load: () => import("../pages/ConsolidationPage.tsx"),
  },
  {
    path: "/consolidation/project",
    title: "consolidation",
    within: "/consolidation",
    load: () => import("../pages/ProjectPage.tsx"),
  },
  {
    path: "/consolidation/team",
    title: "consolidation",
    within: "/consolidation",
    load: () => import("../pages/TeamPage.tsx"),
  },
  {
    path: "/consolidation/compliance",
    title: "consolidation",
    within: "/consolidation",
    load: () => import("../pages/CompliancePage.tsx"),
  },
  {
    path: "/consolidation/what-if",
    title: "consolidation",
    within: "/consolidation",
    load: () => import("../pages/WhatIfPage.tsx"),
  },
  {
    path: "/siting",
    title: "siting",
    load: () => import("../pages/SitingPage.tsx"),
  },
  {
    path: "/siting/circle",
    title: "siting",
    within: "/siting",
    load: () => import("../pages/CirclePage.tsx"),
  },
  {
    path: "/exports",
    title: "exports",
    load: () => import("../pages/ExportsPage.tsx"),
  },
];

/** The places that the navigation shows. */
export const PLACES = ROUTES.filter((route) => !route.within);

/** The route of a path; an unknown path is home's. */
export function routeOf(path: string): Route {
  return ROUTES.find((route) => route.path === path) ?? ROUTES[0];
}

/** Where a link to another page leads: what is true everywhere (language, the two times, the year) goes along. */
export function linkTo(route: Route, { language, at, known, year }: Address): string {
  return route.path + formatAddress({ ...USUAL, at, known, year, language });
}
