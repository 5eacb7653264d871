import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useRef, useState } from "react";
import { linkToThing } from "../address/address.ts";
import { changeAddress, readAddress } from "../address/store.ts";
import { placeQuery, type SearchResult, searchQuery } from "../api/queries.ts";
import { Icon } from "../app/Icon.tsx";
import { useKey } from "../app/useKey.ts";
import { useLanguage } from "../language/useLanguage.ts";
import type { Bounds } from "../map/canvas.ts";
import { flight } from "../map/signals.ts";
import { parseDegrees } from "./coordinates.ts";

const MOST = 8;
const AROUND_DEGREES = 0.0015;

interface Hit {
  key: string;
  title: string;
  kind: string;
  bounds: Bounds;
  result: SearchResult | null;
}

/** Search by code, name, initials or coordinates: `/` comes here, arrows walk, Enter goes, Esc leaves. */
export function Search() {
  const { say } = useLanguage();
  const [words, setWords] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const box = useRef<HTMLInputElement>(null);
  const list = useId();
  const asked = useDeferredValue(words.trim());
  const { hits, searching } = useHits(asked);

  useKey((event) => {
    if (event.key !== "/") return;
    event.preventDefault();
    box.current?.select();
    box.current?.focus();
  });

  const go = (hit: Hit | undefined) => {
    if (!hit) return;
    if (location.pathname !== "/" && hit.result) {
      location.assign(linkToThing({ layer: hit.result.layer, code: hit.result.code }, readAddress()));
      return;
    }
    if (hit.result) changeAddress({ selected: { layer: hit.result.layer, code: hit.result.code } });
    flight.send(hit.bounds);
    setOpen(false);
    box.current?.blur();
  };
  const onBoxKey = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setActive((active + step + hits.length) % Math.max(1, hits.length));
    }
    if (event.key === "Enter" && !event.nativeEvent.isComposing) go(hits[active]);
    if (event.key === "Escape") {
      setOpen(false);
      box.current?.blur();
    }
  };
  const showing = open && asked !== "";
  return (
    <search className="search">
      <Icon name="search" />
      <input
        ref={box}
        type="text"
        role="combobox"
        aria-expanded={showing}
        aria-controls={list}
        aria-activedescendant={showing && hits[active] ? `${list}-${active}` : undefined}
        aria-label={say("search")}
        placeholder={say("search")}
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setActive(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onBoxKey}
      />
      <kbd title={say("searchHint")}>/</kbd>
      {showing && (
        <div className="card hits">
          <div id={list} role="listbox" aria-label={say("search")}>
            {hits.map((hit, index) => (
              <div
                key={hit.key}
                id={`${list}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === active}
                onPointerEnter={() => setActive(index)}
                onPointerDown={(event) => {
                  event.preventDefault();
                  go(hit);
                }}
              >
                <span className="what num">{hit.title}</span>
                <small className="muted">{hit.kind}</small>
              </div>
            ))}
          </div>
          {hits.length === 0 && (
            <p className="muted">{searching ? say("searching") : say("nothingFound", { words: asked })}</p>
          )}
        </div>
      )}
    </search>
  );
}

function useHits(asked: string): { hits: Hit[]; searching: boolean } {
  const { say, name } = useLanguage();
  const place = useQuery({ ...placeQuery, enabled: asked !== "" });
  const found = useQuery({ ...searchQuery(asked, MOST), placeholderData: (before) => before });
  const hits = (asked === "" ? [] : (found.data?.results ?? [])).map((result) => ({
    key: `${result.layer}/${result.code}`,
    title: result.name && result.name !== result.code ? `${result.name}　${result.code}` : result.code,
    kind: name(result.label),
    bounds: result.bbox as Bounds,
    result,
  }));
  const point = place.data && parseDegrees(asked, place.data.extent);
  if (point) {
    const [lon, lat] = point;
    const bounds: Bounds = [
      lon - AROUND_DEGREES,
      lat - AROUND_DEGREES,
      lon + AROUND_DEGREES,
      lat + AROUND_DEGREES,
    ];
    return {
      hits: [{ key: "point", title: asked, kind: say("goToCoordinates"), bounds, result: null }, ...hits],
      searching: false,
    };
  }
  return { hits, searching: found.isFetching };
}
