import { describe, expect, it } from "vitest";
import { languagesOf } from "../build/sheetLanguages.ts";
import { parseAddress } from "../src/address/address.ts";
import { readLayers, writeLayers } from "../src/exports/askedLayers.ts";
import { sayBytes } from "../src/exports/bytes.ts";
import { boxBetween, polygonOf, toggled } from "../src/exports/drawing.ts";
import { drawnFrame, turnTowards } from "../src/exports/drawnFrame.ts";
import { badgeOf, boundsOf, framesOf, normalTurn, numberOf, repeated } from "../src/exports/frames.ts";
import { layersOf } from "../src/exports/layersOf.ts";
import {
  type Frame,
  LANGUAGES,
  placingOf,
  readFrames,
  requestOf,
  subjectOf,
  type Template,
  writeFrames,
} from "../src/exports/sheet.ts";
import { EXPORT_WORDS } from "../src/exports/words.ts";
import { toLonLat, toPixel } from "../src/map/mercator.ts";

const LABEL = { zh: "进度", en: "Progress" };
const TEMPLATE: Template = {
  name: "progress",
  label: LABEL,
  about: LABEL,
  subjects: ["project", "selection"],
  dates: "at",
  papers: ["A3", "A1"],
  scales: [1000, 2000],
  needs_run: false,
};
const CHANGE: Template = { ...TEMPLATE, name: "change", dates: "since_at" };
const VIEW = { zoom: 15, lat: 22.77, lon: 113.89 };
const SIZE = { width: 800, height: 600 };
const asked = (query: string, template = TEMPLATE) => requestOf(parseAddress(query), template);

/** 0.02° × 0.01°, its corners from the lower left, turned by `turn` clockwise on a plane of degrees. */
function frame(turn: number, [lon, lat]: [number, number] = [113.89, 22.77]): Frame {
  const angle = (-turn * Math.PI) / 180;
  const shrink = Math.cos((lat * Math.PI) / 180);
  const corner = (x: number, y: number): [number, number] => [
    lon + (x * Math.cos(angle) - y * Math.sin(angle)) / shrink,
    lat + x * Math.sin(angle) + y * Math.cos(angle),
  ];
  const ring = [corner(-0.01, -0.005), corner(0.01, -0.005), corner(0.01, 0.005), corner(-0.01, 0.005)];
  return {
    number: "1",
    name: "",
    center: [lon, lat],
    turn,
    polygon: { type: "Polygon", coordinates: [[...ring, corner(-0.01, -0.005)]] },
    neighbours: {},
  };
}

describe("a request for sheets", () => {
  it("says what the address says, and leaves the rest to the server", () => {
    expect(asked("?project=P-1&at=2024-08-31&scale=2000&print=png&series=yes&overlap=10")).toEqual({
      template: "progress",
      project: "P-1",
      at: "2024-08-31",
      scale: 2000,
      format: "png",
      series: true,
      overlap: 10,
    });
    expect(asked("?project=P-1")).toEqual({ template: "progress", project: "P-1" });
  });

  it("isn't there while something is missing", () => {
    expect(asked("")).toBeNull();
    expect(asked("?project=P-1", CHANGE)).toBeNull();
    expect(asked("?project=P-1&since=2023-12-31", CHANGE)).toMatchObject({ since: "2023-12-31" });
    expect(asked("?project=P-1", { ...TEMPLATE, needs_run: true })).toBeNull();
    expect(asked("?project=P-1&run=7", { ...TEMPLATE, needs_run: true })).toMatchObject({ run: 7 });
    expect(asked("", { ...TEMPLATE, subjects: ["place"] })).toEqual({ template: "progress" });
  });

  it("binds a set only of a project, and takes no paper that the template hasn't", () => {
    expect(asked("?project=P-1&set=yes")).toMatchObject({ set: true });
    expect(asked("?selection=S&set=yes")).not.toHaveProperty("set");
    expect(asked("?project=P-1&paper=A0")).not.toHaveProperty("paper");
  });

  it("is of what the address says if the template has such sheets", () => {
    const own = (query: string) => parseAddress(query).own;
    expect(subjectOf(own("?subject=selection"), TEMPLATE)).toBe("selection");
    expect(subjectOf(own("?selection=S"), TEMPLATE)).toBe("selection");
    expect(subjectOf(own("?subject=each_feature"), TEMPLATE)).toBe("project");
  });

  it("places sheets by what decides where they lie alone", () => {
    const request = asked("?project=P-1&print=svg&set=yes&outline=yes&scale=1000");
    expect(request && placingOf(request)).toEqual({ template: "progress", project: "P-1", scale: 1000 });
  });
});

describe("frames", () => {
  it("come back from an address as they were written, to a centimetre", () => {
    const placed = [
      { center: [113.8912345, 22.7712345] as const, turn: 12.5 },
      { center: [113.9, 22.78] as const, turn: -30 },
    ];
    expect(readFrames(writeFrames(placed))).toEqual(placed);
  });

  it.each(["1,2", "1,2,3,4", "a,b,c", "181,0,0", "1,2,NaN", "1,,3", "_"])("can't be read of %s", (text) => {
    expect(readFrames(text)).toEqual([]);
  });

  it("are repeated side by side, a strip shared where that is asked", () => {
    const one = frame(0);
    const width = 0.02 / Math.cos((22.77 * Math.PI) / 180);
    expect(repeated(one, "east", 0, 2000).center[0]).toBeCloseTo(113.89 + width, 9);
    expect(repeated(one, "north", 0, 2000).center[1]).toBeCloseTo(22.78, 9);
    // 100 mm at 1:2000 are 200 m, of a frame 2224 m wide.
    const shared = repeated(one, "west", 100, 2000).center[0];
    expect((113.89 - shared) / width).toBeCloseTo(1 - 200 / 2223.9, 4);
  });

  it("are repeated to their own sides when they are turned", () => {
    const turned = frame(90); // its east is the map's south
    const east = repeated(turned, "east", 0, 2000);
    expect(east.turn).toBe(90);
    expect(east.center[0]).toBeCloseTo(113.89, 9);
    expect(east.center[1]).toBeCloseTo(22.75, 9);
  });

  it("are repeated by their corners, whatever points stand between", () => {
    const one = frame(30);
    const ring = one.polygon.coordinates[0] ?? [];
    const between = ring.flatMap((point, at): [number, number][] => {
      const next = ring[at + 1];
      return next ? [point, [(point[0] + next[0]) / 2, (point[1] + next[1]) / 2]] : [point];
    });
    const finer: Frame = { ...one, polygon: { type: "Polygon", coordinates: [between] } };
    expect(between).toHaveLength(9);
    expect(repeated(finer, "north", 5, 2000)).toEqual(repeated(one, "north", 5, 2000));
  });

  it("that were put by hand stand there at once, and a new one has the shape of the last", () => {
    const [one, other] = [frame(0), frame(30, [113.9, 22.78])];
    expect(framesOf([], [one])).toEqual([one]);
    expect(framesOf([{ center: one.center, turn: 0 }], [one])[0]).toBe(one);
    const [moved, added] = framesOf([other, { center: [113.95, 22.77], turn: 0 }], [one]);
    const [corner, expected] = [moved?.polygon.coordinates[0]?.[0], other.polygon.coordinates[0]?.[0]];
    expect(corner?.[0]).toBeCloseTo(expected?.[0] ?? 0, 5);
    expect(corner?.[1]).toBeCloseTo(expected?.[1] ?? 0, 5);
    expect(added).toMatchObject({ center: [113.95, 22.77], number: "" });
  });

  it("bear their number where it has room", () => {
    const numbered = { ...frame(0), number: "2518.5-489.0" };
    expect(badgeOf(numbered, 6, 300)).toBe("2518.5-489.0");
    expect(badgeOf(numbered, 6, 60)).toBe("7");
  });

  it("are called by their number, else by their place", () => {
    expect(numberOf({ ...frame(0), number: "2518.5-489.0" }, 3)).toBe("2518.5-489.0");
    expect(numberOf({ ...frame(0), number: "" }, 3)).toBe("4");
  });

  it("are seen whole", () => {
    expect(boundsOf([])).toBeNull();
    const [west, south, east, north] = boundsOf([frame(0), frame(0, [113.9, 22.8])]) ?? [];
    expect([west, south, east, north].every((each) => Number.isFinite(each))).toBe(true);
    expect(north).toBeCloseTo(22.805, 9);
    expect(south).toBeCloseTo(22.765, 9);
  });

  it("are drawn where they are held, turned clockwise about their middle", () => {
    const one = frame(0);
    const { middle, crown } = drawnFrame(one, { center: one.center, turn: 90 }, VIEW, SIZE);
    expect(middle[0]).toBeCloseTo(400, 6);
    expect(crown[0]).toBeGreaterThan(middle[0] + 50); // upwards points east
    expect(crown[1]).toBeCloseTo(middle[1], 6);
  });

  it("turn towards the pointer, every five degrees unless told otherwise", () => {
    expect(turnTowards([0, 0], [0, -10], true)).toBe(0);
    expect(turnTowards([0, 0], [10, 0], true)).toBe(90);
    expect(turnTowards([0, 0], [1, -10], true)).toBe(5);
    expect(turnTowards([0, 0], [1, -10], false)).toBe(5.7);
    expect([normalTurn(190), normalTurn(-190), normalTurn(360)]).toEqual([-170, 170, 0]);
  });
});

describe("the page's own projection", () => {
  it("puts the middle of the view in the middle, and comes back", () => {
    expect(toPixel([VIEW.lon, VIEW.lat], VIEW, SIZE)).toEqual([400, 300]);
    const [lon, lat] = toLonLat(toPixel([113.9, 22.76], VIEW, SIZE), VIEW, SIZE);
    expect(lon).toBeCloseTo(113.9, 10);
    expect(lat).toBeCloseTo(22.76, 10);
  });
});

describe("what is drawn to select by", () => {
  it("is a box whichever corner one began with", () => {
    expect(boxBetween([2, 1], [1, 3])).toEqual([1, 1, 2, 3]);
  });

  it("is a polygon from three points on, its ring closed", () => {
    expect(
      polygonOf({
        points: [
          [0, 0],
          [1, 0],
        ],
        closed: true,
      }),
    ).toBeNull();
    expect(
      polygonOf({
        points: [
          [0, 0],
          [1, 0],
          [1, 1],
        ],
        closed: true,
      })?.coordinates[0],
    ).toHaveLength(4);
  });

  it("takes a code in and out", () => {
    expect(toggled(toggled([], "A"), "B")).toEqual(["A", "B"]);
    expect(toggled(["A", "B"], "A")).toEqual(["B"]);
  });
});

describe("the languages of sheets", () => {
  const said = (language: object) => ({
    components: { schemas: { AskedSheets: { properties: { language } } } },
  });

  it("are those that the server's description lists, be it one or several", () => {
    expect(languagesOf(said({ const: "zh" }))).toEqual(["zh"]);
    expect(languagesOf(said({ enum: ["zh", "en"], default: "zh" }))).toEqual(["zh", "en"]);
    expect(LANGUAGES).toContain("zh");
  });
});

describe("words and sizes", () => {
  it("are in both languages, none empty, none the same", () => {
    const { zh, en } = EXPORT_WORDS;
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
    for (const text of [...Object.values(zh), ...Object.values(en)]) expect(text).not.toBe("");
  });

  it("are said with a unit", () => {
    expect([0, 999, 1000, 1_234_567, 45_000_000].map((size) => sayBytes(size, "en"))).toEqual([
      "0 B",
      "999 B",
      "1 KB",
      "1.2 MB",
      "45 MB",
    ]);
  });
});

describe("the layers that an export is of", () => {
  it("names one, several, such as were worked out, or none", () => {
    expect(layersOf({ layer: "parcels", format: "gpkg" })).toEqual(["parcels"]);
    expect(layersOf({ each_feature: "pocket_parks", template: "parcel" })).toEqual(["pocket_parks"]);
    expect(layersOf({ layers: [{ layer: "parcels" }, { layer: "roads" }] })).toEqual(["parcels", "roads"]);
    expect(layersOf({ worked_out: ["isochrones", "uncovered_homes"] })).toEqual([
      "isochrones",
      "uncovered_homes",
    ]);
    expect(layersOf({ project: "ZB01", template: "progress" })).toEqual([]);
    expect(layersOf({ layers: [null, {}, { layer: 3 }] })).toEqual([]);
  });
});

describe("the layers that the address asks for", () => {
  const known = ["parcels", "buildings", "roads"];
  it("are those that there are, each once, in its order", () => {
    expect(readLayers("roads,parcels,roads,no_such,", known)).toEqual(["roads", "parcels"]);
    expect(readLayers(undefined, known)).toEqual([]);
    expect(readLayers(writeLayers(["buildings", "roads"]), known)).toEqual(["buildings", "roads"]);
  });
  it("are at most as many as the server takes", () => {
    const many = Array.from({ length: 150 }, (_, each) => `layer_${each}`);
    expect(writeLayers(many).split(",")).toHaveLength(100);
    expect(readLayers(many.join(","), many)).toHaveLength(100);
  });
});
