/** How the dashboard's map draws the parcels: by the stage that is told of each, not by what its tile holds. Pure. */

import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";
import type { Tokens } from "../../app/tokens.ts";
import { partId } from "../../map/style/draw.ts";
import { FINEST_TILES, sourceOf, tilesPath } from "../../map/style/style.ts";
import { PARCELS } from "../layers.ts";

/** What is told of a parcel: its stage (`-`: none yet), or nothing where it doesn't count or isn't there. */
export interface Told {
  stage: string | null;
}

export interface StageLook {
  /** Colours by stage, of the table of stages. */
  colours: ReadonlyMap<string, string>;
  tokens: Tokens;
  /** Day and instant of the ground that the tiles show. */
  moment: { at: string; known: string | null };
  origin: string;
}

const TOLD: ExpressionSpecification = ["feature-state", "stage"];
const HOVERED: ExpressionSpecification = ["boolean", ["feature-state", "hover"], false];
/** Far out, tiles hold blocks of one stage without codes: nothing can be told of those. */
const STANDS: ExpressionSpecification = [
  "any",
  ["!", ["has", "code"]],
  ["==", ["typeof", TOLD], "string"],
] as ExpressionSpecification;

/** Make the style of the dashboard's map of the usual one. */
export function byStage(style: StyleSpecification, look: StageLook): StyleSpecification {
  const source = sourceOf(PARCELS, []);
  const { colours, tokens } = look;
  const stage: ExpressionSpecification = ["to-string", ["coalesce", TOLD, ["get", "stage"], "-"]];
  const pairs = [...colours].flat();
  const colour = ["match", stage, ...pairs, tokens.track] as unknown as ExpressionSpecification;
  return {
    ...style,
    sources: {
      ...style.sources,
      [source]: {
        type: "vector",
        maxzoom: FINEST_TILES,
        tiles: [look.origin + tilesPath([PARCELS], look.moment)],
        promoteId: { [PARCELS]: "code" },
      },
    },
    layers: style.layers.map((layer) => {
      if (layer.type === "fill" && layer.id === partId(PARCELS, "fill")) {
        const opacity: ExpressionSpecification = ["case", ["!", STANDS], 0, HOVERED, 1, 0.9];
        return { ...layer, paint: { ...layer.paint, "fill-color": colour, "fill-opacity": opacity } };
      }
      if (layer.type === "line" && layer.id === partId(PARCELS, "line")) {
        const opacity: ExpressionSpecification = ["case", STANDS, 0.7, 0];
        const line = { "line-color": tokens.mapInk2, "line-opacity": opacity };
        return { ...layer, paint: { ...layer.paint, ...line } };
      }
      return layer;
    }),
  };
}
