import type { FeatureCollection } from "geojson";
import type { View } from "../address/address.ts";
import type { Bounds } from "./canvas.ts";

/** Small channels between the map and the panels, for what changes too often or passes too quickly for React state. */
export class Signal<T> {
  private readonly listeners = new Set<(value: T) => void>();

  constructor(private value: T) {}

  readonly get = (): T => this.value;

  readonly send = (value: T): void => {
    this.value = value;
    for (const listener of this.listeners) listener(value);
  };

  readonly listen = (listener: (value: T) => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

/** Where the map looks, while it moves too; the address hears of it when it rests. */
export const camera = new Signal<View | null>(null);

/** Where the pointer is, in degrees; `null` when it is off the map. */
export const cursor = new Signal<[lon: number, lat: number] | null>(null);

/** Whether the map still has something to fetch or to draw. */
export const busy = new Signal(true);

/** Counts how often the map has come to rest with everything drawn. */
export const drawn = new Signal(0);

/** A request to show some bounds; the map answers when it is there. */
export const flight = new Signal<Bounds | null>(null);

/** Things that are outlined because a number is made of them. */
export const outlined = new Signal<FeatureCollection | null>(null);

/** The maps of the page; `rest` comes when all that one shows just now is drawn. */
export const maps = new Set<{ rest: () => Promise<void> }>();

/** What may go wrong with the map, as the page says it. */
export type Trouble = "noWebGl" | "tilesFailed";

/** What went wrong since everything was last drawn. */
export const trouble = new Signal<Trouble | null>(null);
