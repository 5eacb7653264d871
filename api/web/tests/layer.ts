import type { Layer } from "../src/api/queries.ts";
import type { Tokens } from "../src/app/tokens.ts";

type Style = NonNullable<Layer["style"]>;

const STYLE: Style = {
  fill: null,
  line: null,
  by: null,
  opacity: 0.6,
  width: 1,
  width_by: null,
  dash: [],
  hatch: false,
  radius: 5,
  label: null,
  label_from: 14,
};

/** A layer as the catalogue gives it, with what a test says about it. */
export function layerOf(said: Partial<Omit<Layer, "style">> & { style?: Partial<Style> }): Layer {
  return {
    name: "parcels",
    label: { zh: "地块", en: "Parcels" },
    group: "land",
    geometry: "MultiPolygon",
    count: 10,
    zooms: [9, 22],
    single_from: 0,
    dissolve_by: null,
    legend: [],
    fields: [],
    status: null,
    visible: true,
    name_field: null,
    order: 10,
    ...said,
    style: { ...STYLE, ...said.style },
  };
}

export function legendRow(code: string, colour: string) {
  return { code, label: { zh: code, en: code }, colour };
}

export const TOKENS: Tokens = {
  ink: "#111111",
  ink2: "#222222",
  ink3: "#333333",
  line: "#444444",
  paper: "#ffffff",
  wash: "#eeeeee",
  brand: "#155e75",
  onBrand: "#ffffff",
  warn: "#d55e00",
  ok: "#2f7d4f",
  track: "#dddddd",
  font: '"Noto Sans CJK SC", sans-serif',
  mapPaper: "#f4f2ee",
  mapInk: "#111111",
  mapInk2: "#222222",
  mapHalo: "#ffffff",
  mapWater: "#3d7fa8",
  mapPick: "#155e75",
  mapStrength: 1,
  mapBehind: 0.5,
  mapOutline: 0.8,
  mapVeil: 0,
  redLine: "#b3261e",
  scores: ["#ffffd9", "#a1dab4", "#41b6c4", "#225ea8", "#081d58"],
};
