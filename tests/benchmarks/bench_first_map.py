"""
Cold first map of the page against bare MapLibre pages with the same tiles, in turn in one run.

There are two bare pages: `bare` draws the tiles in the very style of our page, read from its map, so that what is
compared is what the pages do around MapLibre; `plain` draws each layer in one colour, without labels, and
shows what the style costs. All come from one server, compressed beforehand, in a browser that has nothing in its cache;
the time is from the start of the navigation until MapLibre rests with every tile drawn. The server's own caches are
warm. Prints the medians, their ratios, when our cards stood, and what each page loaded.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template
from typing import Any

import uvicorn
from playwright.sync_api import Browser, Page, Request, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from api.app import create_app  # noqa: E402
from api.commands.serve import UVICORN, listen  # noqa: E402
from api.frontend import ensure_built  # noqa: E402
from gis_core.instance import current_instance  # noqa: E402
from gis_core.settings import load_settings  # noqa: E402
from tests.api.serving import Running  # noqa: E402

DIST = ROOT / "api" / "web" / "dist"
LIBRARY = ROOT / "api" / "web" / "node_modules" / "maplibre-gl" / "dist"
LIBRARY_FILES = ("maplibre-gl.mjs", "maplibre-gl-worker.mjs")
CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-background-networking", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
WINDOW = {"width": 1440, "height": 900}
MARK = "first map drawn"
CARDS = "cards stand"
WAIT_S = 180
OURS, BARE, PLAINLY = "/", "/bare/", "/plain/"
TARGET = 1.5

BARE_PAGE = b"""<!doctype html><meta charset="utf-8"><link rel="modulepreload" href="/bare/maplibre-gl.mjs">
<link rel="stylesheet" href="/bare/bare.css"><div id="map"></div><script type="module" src="/bare/bare.js"></script>"""
BARE_STYLE = b"html, body, #map { margin: 0; height: 100%; } canvas { position: absolute; }"
BARE_SCRIPT = Template(
    """
import { Map, setWorkerUrl } from "/bare/maplibre-gl.mjs";
setWorkerUrl("/bare/maplibre-gl-worker.mjs");
const map = new Map({
  container: "map", attributionControl: false, fadeDuration: 0, renderWorldCopies: false,
  bounds: $extent, fitBoundsOptions: { padding: $padding }, style: $style,
});
map.once("idle", () => performance.mark("first map drawn"));
"""
)
FIND_MAP = """
(async () => {
  const chunk = performance.getEntriesByType("resource").find(({ name }) => /maplibre-[^/]+[.]js$/.test(name)).name;
  return Object.values(await import(chunk)).find((one) => one?.prototype?.getStyle && one.prototype.setStyle).prototype;
})()
"""
PLAIN = {
    "Point": ("circle", {"circle-radius": 3}),
    "LineString": ("line", {"line-color": "#888888"}),
    "Polygon": ("fill", {"fill-color": "#cccccc", "fill-outline-color": "#999999"}),
}

File = tuple[bytes, str, str]  # content, media type, encoding
Look = Callable[[Page], Any]


@dataclass(frozen=True)
class Loaded:
    """What a page took: milliseconds to the map and to the cards over it, requests and bytes until the map stood."""

    ms: float
    cards_ms: float | None
    requests: int
    tiles: int
    bytes: int


class Bare:
    """The server with the bare MapLibre pages beside it, under `/bare/` and `/plain/`."""

    def __init__(self, app: Any, files: dict[str, File]) -> None:
        self.app = app
        self.files = files

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer for a bare page, or pass on."""
        found = self.files.get(scope.get("path", ""))
        if scope["type"] != "http" or found is None:
            await self.app(scope, receive, send)
            return
        content, media_type, encoding = found
        headers = [(b"content-type", media_type.encode()), (b"content-length", str(len(content)).encode())]
        if encoding:
            headers.append((b"content-encoding", encoding.encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})


def bare_files(style: dict[str, Any], catalogue: dict[str, Any], place: dict[str, Any]) -> dict[str, File]:
    """Return the files of the bare pages, which ask for the same tiles of the same view as ours."""
    west, south, east, north = place["extent"]
    files: dict[str, File] = {
        f"/bare/{name}": (gzip.compress((LIBRARY / name).read_bytes(), 9), "text/javascript", "gzip")
        for name in LIBRARY_FILES
    }
    for name, drawn in (("bare", style), ("plain", plain(style, catalogue))):
        script = BARE_SCRIPT.substitute(
            style=json.dumps(drawn, ensure_ascii=False),
            extent=json.dumps([[west, south], [east, north]]),
            padding=json.dumps({"top": 76, "right": 376, "bottom": 116, "left": 328}),
        )
        files |= {
            f"/{name}/": (BARE_PAGE.replace(b"bare.js", name.encode() + b".js"), "text/html", ""),
            f"/bare/{name}.js": (gzip.compress(script.encode(), 9), "text/javascript", "gzip"),
        }
    return files | {"/bare/bare.css": (BARE_STYLE, "text/css", "")}


def plain(style: dict[str, Any], catalogue: dict[str, Any]) -> dict[str, Any]:
    """Return a style of the same tiles with one body a layer."""
    geometry = {layer["name"]: layer["geometry"].removeprefix("Multi") for layer in catalogue["layers"]}
    layers = {
        layer["source-layer"]: {
            **{key: layer[key] for key in ("source", "source-layer", "minzoom")},
            "id": layer["source-layer"],
            "type": PLAIN[geometry[layer["source-layer"]]][0],
            "paint": PLAIN[geometry[layer["source-layer"]]][1],
        }
        for layer in reversed(style["layers"])
        if "source-layer" in layer
    }
    sources = {name: source for name, source in style["sources"].items() if source["type"] == "vector"}
    return {"version": 8, "sources": sources, "layers": list(reversed(layers.values()))}


def style_of(page: Page) -> dict[str, Any]:
    """Return the style of our page's map as it was first drawn, before the names of zones were placed on it."""
    cdp = page.context.new_cdp_session(page)
    found = cdp.send("Runtime.evaluate", {"expression": FIND_MAP, "awaitPromise": True})["result"]["objectId"]
    maps = cdp.send("Runtime.queryObjects", {"prototypeObjectId": found})["objects"]["objectId"]
    asked = {"functionDeclaration": "function () { return this[0].getStyle(); }", "returnByValue": True}
    style: dict[str, Any] = cdp.send("Runtime.callFunctionOn", {"objectId": maps, **asked})["result"]["value"]
    for source in style["sources"].values():
        if source["type"] == "geojson":
            source["data"] = {"type": "FeatureCollection", "features": []}
    return style


def load(
    browser: Browser,
    running: Running,
    login: Callable[[], str],
    path: str,
    *,
    look: Look | None = None,
) -> tuple[Loaded, Any]:
    """Open a page in a browser context that has seen nothing yet; return what it took and what `look` finds in it."""
    context = browser.new_context(viewport=WINDOW, reduced_motion="reduce")
    try:
        context.request.get(login())
        page = context.new_page()
        finished: list[Request] = []  # those of the map's worker too, which the page's own timeline doesn't show
        page.on("requestfinished", lambda request: finished.append(request))
        page.goto(running.url + path, wait_until="commit")
        ms = _mark(page, MARK)
        asked = [request for request in finished if request.timing["responseEnd"] >= 0]
        size = sum(request.sizes()["responseBodySize"] for request in asked)
        tiles = sum("/tiles/" in request.url for request in asked)
        cards_ms = _mark(page, CARDS) if path == OURS else None
        return Loaded(ms, cards_ms, len(asked), tiles, size), look(page) if look else None
    finally:
        context.close()


def _mark(page: Page, name: str) -> float:
    """Wait for a mark of the page's (a policy without eval lets no function wait in the page) and return its time."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        found = page.evaluate(f"performance.getEntriesByName({name!r})[0]?.startTime ?? null")
        if found is not None:
            return float(found)
        time.sleep(0.05)
    raise TimeoutError(f"{page.url} drew no map within {WAIT_S} s")


@contextmanager
def served() -> Iterator[tuple[Running, Bare]]:
    """Serve the instance with room for the bare page."""
    ensure_built(lambda said: print(said, file=sys.stderr))
    instance = current_instance()
    with_bare = Bare(create_app(load_settings(), instance), {})
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(with_bare, **UVICORN))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while thread.is_alive() and not server.started:
        time.sleep(0.01)
    try:
        yield Running(f"http://127.0.0.1:{listening.getsockname()[1]}", instance, with_bare.app), with_bare
    finally:
        server.should_exit = True
        thread.join(20)


@contextmanager
def opened() -> Iterator[Browser]:
    """Open Debian's Chromium, drawing in software."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def main(arguments: list[str]) -> int:
    """Measure both pages in turn and print what was found; 1 when ours takes more than the target."""
    parser = argparse.ArgumentParser(prog="./matian bench first_map", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="cold loads of each page (default 10)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args(arguments)
    found = measure(asked.rounds)
    middle = {name: statistics.median(one.ms for one in loads) for name, loads in found.items()}
    cards = statistics.median(one.cards_ms or 0 for one in found[OURS])
    ratio, to_plain = middle[OURS] / middle[BARE], middle[OURS] / middle[PLAINLY]
    if asked.json:
        pages = {path: asdict(loads[0]) for path, loads in found.items()}
        print(
            json.dumps({"ratio": ratio, "to_plain": to_plain, "median_ms": middle, "cards_ms": cards, "first": pages})
        )
    else:
        for path, loads in found.items():
            one = loads[0]
            told = f"{one.requests} requests, {one.tiles} tiles, {one.bytes / 1000:.0f} kB"
            print(f"{path:8} {middle[path]:.0f} ms ({_spread(loads)}), {told}")
        print(f"our cards stood after {cards:.0f} ms")
        print(f"ratio of medians of {asked.rounds}: {ratio:.2f} (at most {TARGET}); to the plain style {to_plain:.2f}")
    return int(ratio > TARGET)


def _spread(loads: list[Loaded]) -> str:
    return f"{min(one.ms for one in loads):.0f}–{max(one.ms for one in loads):.0f}"


def measure(rounds: int) -> dict[str, list[Loaded]]:
    """Load the pages in turn, after one load of each that warms the server."""
    found: dict[str, list[Loaded]] = {OURS: [], BARE: [], PLAINLY: []}
    with served() as (running, server), opened() as browser, ThreadPoolExecutor(1) as elsewhere:

        def login() -> str:  # Playwright holds this thread's event loop
            return elsewhere.submit(running.login_link).result()

        told = browser.new_context()
        told.request.get(login())
        catalogue, place = (told.request.get(f"{running.url}/api/{name}").json() for name in ("layers", "place"))
        told.close()
        _, style = load(browser, running, login, OURS, look=style_of)
        server.files |= bare_files(style, catalogue, place)
        for path in (BARE, PLAINLY):
            load(browser, running, login, path)
        for _ in range(rounds):
            for path, loads in found.items():
                loads.append(load(browser, running, login, path)[0])
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
