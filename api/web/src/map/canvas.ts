import type { FilterSpecification, MapGeoJSONFeature, MapMouseEvent, PointLike } from "maplibre-gl";
import { Map as GlMap, prewarm, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { Thing, View } from "../address/address.ts";
import { maps } from "./signals.ts";
import { layerOf } from "./style/draw.ts";
import { drawHatch } from "./style/hatch.ts";
import { type Picture, sourceOf, styleOf } from "./style/style.ts";

export type Bounds = [west: number, south: number, east: number, north: number];

/** What the map tells the page. */
export interface MapEvents {
  /** The map looks elsewhere: at each step of a movement. */
  onMove: (view: View) => void;
  /** A movement has ended. */
  onView: (view: View) => void;
  onCursor: (lonLat: [number, number] | null) => void;
  /** The map is clicked: on a thing or none, at longitude and latitude. */
  onPick: (thing: Thing | null, at: [number, number]) => void;
  /** Something is being fetched or drawn. */
  onBusy: () => void;
  /** Everything is drawn, and the map rests. */
  onDrawn: () => void;
  onTrouble: () => void;
}

/** Pixels that the floating cards cover. */
export interface Padding {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** Groups whose areas hold everything else. */
const SURROUNDING = new Set(["boundaries", "controls"]);
/** Pixels around the pointer within which lines and points count as hit. */
const REACH = 4;
/** What a page's own map adds to the layers of the records lies above them. */
const ABOVE_ALL = Number.MAX_SAFE_INTEGER;
/** Mark in the browser's timeline when the first map stands. */
const FIRST_DRAWN = "first map drawn";
const LOCAL_FONTS = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';

setWorkerUrl(workerUrl);

/** Start the worker before there is a map for it. */
export function warmUp(): void {
  prewarm();
}

/** The only code that touches MapLibre: the page hands it pictures and hears events. */
export class MapCanvas {
  private readonly map: GlMap;
  private hovered: { source: string; sourceLayer: string; id: number | string } | null = null;
  private picture: Picture | null = null;
  private ready = false;
  /** What was said of single features, by layer and code. */
  private readonly said = new Map<string, Map<string, object>>();
  private pending = 0;

  constructor(
    container: HTMLElement,
    start: { view: View | null; extent: Bounds; padding: Padding },
    private readonly events: MapEvents,
  ) {
    const at = start.view
      ? { center: [start.view.lon, start.view.lat] as [number, number], zoom: start.view.zoom }
      : { bounds: start.extent, fitBoundsOptions: { padding: start.padding } };
    this.map = new GlMap({
      container,
      ...at,
      minZoom: 8,
      maxZoom: 21,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      fadeDuration: reducedMotion() ? 0 : 150,
      localIdeographFontFamily: LOCAL_FONTS,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.setMissingStyleImageResolver((name) => this.addHatch(name));
    this.listen();
    maps.add(this);
    events.onMove(this.view());
  }

  /** Show a picture; only what differs from the last one is changed. */
  show(picture: Picture): void {
    const first = this.picture === null;
    this.picture = picture;
    if (this.ready || first) this.apply(picture);
    if (!first) return;
    // A style can only be compared with one that is loaded: what comes meanwhile would begin all tiles anew.
    this.map.once("style.load", () => {
      this.ready = true;
      if (this.picture && this.picture !== picture) this.apply(this.picture);
      else this.repeat();
    });
  }

  /** Say what is true of some features of a layer, by code, beyond what their tiles hold; `null` takes all of it back. */
  tell(layer: string, states: ReadonlyMap<string, object> | null): void {
    const known = this.said.get(layer) ?? new Map<string, object>();
    this.said.set(layer, known);
    if (states === null) known.clear();
    for (const [code, state] of states ?? []) known.set(code, state);
    if (this.ready) this.pass(layer, states);
  }

  private pass(layer: string, states: ReadonlyMap<string, object> | null): void {
    // What a page's own map adds has a source of its own name.
    const features = this.map.getSource(layer)
      ? { source: layer }
      : { source: sourceOf(layer, this.picture?.together ?? []), sourceLayer: layer };
    if (!this.map.getSource(features.source)) return; // said again once there is one
    if (states === null) this.map.removeFeatureState(features);
    for (const [id, state] of states ?? []) this.map.setFeatureState({ ...features, id }, state);
  }

  /** A source that was made anew has forgotten what was said of its features. */
  private repeat(): void {
    for (const [layer, states] of this.said) this.pass(layer, states);
  }

  private apply(picture: Picture): void {
    const style = styleOf(picture, location.origin);
    this.map.setStyle(picture.finish?.(style) ?? style, { diff: true, validate: import.meta.env.DEV });
    if (this.ready) this.repeat();
  }

  flyTo(bounds: Bounds, padding: Padding): void {
    this.map.fitBounds(bounds, { padding, maxZoom: 18, animate: !reducedMotion(), duration: 900 });
  }

  jumpTo(view: View): void {
    const { lng, lat } = this.map.getCenter();
    const same =
      Math.abs(lng - view.lon) < 1e-5 &&
      Math.abs(lat - view.lat) < 1e-5 &&
      Math.abs(this.map.getZoom() - view.zoom) < 0.006;
    if (!same) this.map.jumpTo({ center: [view.lon, view.lat], zoom: view.zoom });
  }

  zoomBy(steps: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + steps, animate: !reducedMotion(), duration: 250 });
  }

  /** The values of a field that are drawn just now, for a legend of what is to be seen. */
  valuesInView(layer: string, field: string): Set<string> {
    const ids = this.partsOf([layer]);
    const found = ids.length > 0 ? this.map.queryRenderedFeatures({ layers: ids }) : [];
    return new Set(found.map((feature) => String(feature.properties[field] ?? "")));
  }

  /** What is in view, in degrees. */
  bounds(): Bounds {
    const box = this.map.getBounds();
    return [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
  }

  /** Copy the picture as it is drawn, and return how wide it stands on the page, in CSS pixels. */
  copyTo(target: HTMLCanvasElement): number {
    this.map.redraw(); // what was drawn earlier is gone from the canvas once it was shown
    const drawing = this.map.getCanvas();
    target.width = drawing.width;
    target.height = drawing.height;
    target.getContext("2d")?.drawImage(drawing, 0, 0);
    return drawing.clientWidth;
  }

  /** Come back when all is drawn. */
  rest(): Promise<void> {
    return new Promise((resolve) => {
      this.map.once("idle", () => resolve());
      this.map.triggerRepaint(); // a map that rests already tells so once more
    });
  }

  destroy(): void {
    maps.delete(this);
    cancelAnimationFrame(this.pending);
    this.map.remove();
  }

  private listen(): void {
    const { map, events } = this;
    map.on("move", () => events.onMove(this.view()));
    map.on("moveend", () => events.onView(this.view()));
    map.on("mousemove", (event) => {
      events.onCursor([event.lngLat.lng, event.lngLat.lat]);
      cancelAnimationFrame(this.pending);
      this.pending = requestAnimationFrame(() => this.hover(event));
    });
    map.on("mouseout", () => {
      events.onCursor(null);
      this.light(null);
    });
    map.on("click", (event) => events.onPick(thingOf(this.hit(event)), [event.lngLat.lng, event.lngLat.lat]));
    map.on("dataloading", () => events.onBusy());
    map.on("movestart", () => events.onBusy());
    map.on("idle", () => events.onDrawn());
    map.once("idle", () => performance.mark(FIRST_DRAWN));
    map.on("error", () => events.onTrouble());
  }

  private view(): View {
    const { lng, lat } = this.map.getCenter();
    return { zoom: this.map.getZoom(), lat, lon: lng };
  }

  private hover(event: MapMouseEvent): void {
    const feature = this.hit(event);
    this.map.getCanvas().style.cursor = feature ? "pointer" : "";
    this.light(feature);
  }

  private light(feature: MapGeoJSONFeature | null): void {
    if (this.hovered) this.map.setFeatureState(this.hovered, { hover: false });
    this.hovered = null;
    if (feature?.id === undefined || !feature.sourceLayer) return;
    this.hovered = { source: feature.source, sourceLayer: feature.sourceLayer, id: feature.id };
    this.map.setFeatureState(this.hovered, { hover: true });
  }

  /** The topmost thing under the pointer, what surrounds it (zones, control lines) last: areas where they are, lines and points within reach. */
  private hit({ point }: MapMouseEvent): MapGeoJSONFeature | null {
    const single: FilterSpecification = ["has", "code"];
    const parts = this.partsOf(this.picture ? [...this.picture.shown] : []);
    const areas = parts.filter((id) => id.endsWith(":fill") || id.endsWith(":hatch"));
    const others = parts.filter((id) => !areas.includes(id));
    const around: [PointLike, PointLike] = [
      [point.x - REACH, point.y - REACH],
      [point.x + REACH, point.y + REACH],
    ];
    const inReach =
      others.length > 0 ? this.map.queryRenderedFeatures(around, { layers: others, filter: single }) : [];
    const under =
      areas.length > 0 ? this.map.queryRenderedFeatures(point, { layers: areas, filter: single }) : [];
    // An outline of a filled area lies under the pointer of its neighbour too: the fill decides there.
    const filled = new Set(areas.map(layerOf));
    const thin = inReach.filter((feature) => !filled.has(layerOf(feature.layer.id)));
    const found = [...thin, ...under];
    const height = new Map(this.picture?.layers.map((layer) => [layer.name, heightOf(layer)]));
    const order = (feature: MapGeoJSONFeature) => height.get(layerOf(feature.layer.id)) ?? ABOVE_ALL;
    return found.sort((a, b) => order(b) - order(a))[0] ?? null;
  }

  private partsOf(layers: readonly string[]): string[] {
    const wanted = new Set(layers);
    const ids = this.map.getLayersOrder();
    return ids.filter((id) => wanted.has(layerOf(id)) && !id.endsWith(":label") && !id.endsWith(":casing"));
  }

  private addHatch(name: string): void {
    const pattern = drawHatch(name);
    if (pattern && !this.map.hasImage(name)) this.map.addImage(name, pattern, { pixelRatio: 2 });
  }
}

/** How high a layer counts when a thing is picked: what is drawn above, but over a zone that holds it. */
function heightOf({ group, order }: { group: string; order: number }): number {
  return SURROUNDING.has(group) ? order - 1000 : order;
}

function thingOf(feature: MapGeoJSONFeature | null): Thing | null {
  const code = feature?.properties.code;
  if (!feature || typeof code !== "string") return null;
  return { layer: feature.sourceLayer ?? layerOf(feature.layer.id), code };
}

/** Whether the system asks for no animation. */
export function reducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
