import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { parseAddress } from "../src/address/address.ts";
import { WORDS } from "../src/language/words.ts";

vi.stubGlobal("location", { search: "", pathname: "/" });
vi.stubGlobal("addEventListener", () => {});
const { linkTo, ROUTES, routeOf } = await import("../src/app/routes.ts");

describe("routes", () => {
  it("have an address and a title of their own, and a page that exists", () => {
    expect(new Set(ROUTES.map((route) => route.path)).size).toBe(ROUTES.length);
    const pages = readdirSync(join(import.meta.dirname, "..", "src", "pages"));
    const loaded = ROUTES.map((route) => /pages\/(\w+\.tsx)/.exec(String(route.load))?.[1]);
    for (const page of loaded) expect(pages).toContain(page);
    for (const { title } of ROUTES) expect(WORDS.en[title]).not.toBe("");
  });

  it("lead home from an unknown path", () => {
    expect(routeOf("/nowhere")).toBe(ROUTES[0]);
  });

  it("take along in a link what is true on every page, and leave behind what is the map's", () => {
    const here = parseAddress(
      "?view=15/22.76/113.89&layers=roads&select=roads/R-1&at=2024-08-31&year=2023&lang=en",
    );
    expect(linkTo(ROUTES[0], here)).toBe("/?at=2024-08-31&year=2023&lang=en");
  });
});
