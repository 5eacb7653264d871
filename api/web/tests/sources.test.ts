import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const SOURCES = join(import.meta.dirname, "..", "src");
const GENERATED = "api/schema.d.ts";
const LONGEST = 300;
const COLOUR = /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/gi;
const NO_COLOUR = "rgba(0, 0, 0, 0)";

const files = readdirSync(SOURCES, { recursive: true, encoding: "utf-8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => /\.(tsx?|css)$/.test(path) && path !== GENERATED);
const textOf = (path: string) => readFileSync(join(SOURCES, path), "utf-8");

describe("the sources", () => {
  it("are there", () => {
    expect(files.length).toBeGreaterThan(40);
  });

  it.each(files)("%s has at most 300 lines", (path) => {
    expect(textOf(path).split("\n").length).toBeLessThanOrEqual(LONGEST);
  });

  it.each(files.filter((path) => path !== "tokens.css"))("%s sets no colour of its own", (path) => {
    const text = textOf(path).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    const colours = [...text.matchAll(COLOUR)].filter(({ index }) => !text.startsWith(NO_COLOUR, index));
    expect(colours.map(([colour]) => colour)).toEqual([]);
  });

  it("touch MapLibre in one wrapper only (types of style documents aside)", () => {
    const touching = files.filter((path) => /^import (?!type).*"maplibre-gl/m.test(textOf(path)));
    expect(touching).toEqual(["map/canvas.ts"]);
  });

  it("name no other host", () => {
    const naming = files.filter((path) => /https?:\/\//.test(textOf(path)));
    expect(naming).toEqual([]);
  });
});
