/**
 * Where the page begins, with nothing imported that takes long: what the route can show early (the map) comes first,
 * then React with the page around it.
 */

import "./api/first.ts";
import { routeOf } from "./app/routes.ts";
import { applyTheme, firstTheme } from "./app/tokens.ts";
import "./tokens.css";
import "./page.css";
import "./bar.css";
import "./cards.css";
import "./details.css";
import "./narrow.css";
import "./print.css";

async function begin(): Promise<void> {
  applyTheme(firstTheme());
  const root = document.getElementById("root");
  const stage = root?.querySelector("main");
  if (!root || !stage) throw new Error("index.html has no #root with its stage");
  const route = routeOf(location.pathname);
  if (route.early) await route.early(stage);
  else stage.remove();
  const [{ start }, page] = await Promise.all([import("./app/start.tsx"), route.load()]);
  await start(root, page.default);
}

void begin();
