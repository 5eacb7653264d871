"""
Cold first map of the page against a bare MapLibre page with the same tiles, in turn in one run.

Both pages come from one server, compressed beforehand, in a browser that has nothing in its cache; the time is from
the start of the navigation until MapLibre rests with every tile drawn. The server's own caches are warm, so that
what is compared is what the pages do. Prints the medians, their ratio, and what each page loaded.
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
WAIT_S = 180
TARGET = 1.5

BARE_PAGE = b"""<!doctype html><meta charset="utf-8"><link rel="modulepreload" href="/bare/maplibre-gl.mjs">
<link rel="stylesheet" href="/bare/bare.css"><div id="map"></div><script type="module" src="/bare/bare.js"></script>"""
BARE_STYLE = b"html, body, #map { margin: 0; height: 100%; } canvas { position: absolute; }"
BARE_SCRIPT = Template(
    """
import { Map, setWorkerUrl } from "/bare/maplibre-gl.mjs";
setWorkerUrl("/bare/maplibre-gl-worker.mjs");
const layers = $layers;
const draw = {
  Point: (name) => ({ id: name, type: "circle", paint: { "circle-radius": 3 } }),
  LineString: (name) => ({ id: name, type: "line", paint: { "line-color": "#888888" } }),
  Polygon: (name) => ({ id: name, type: "fill", paint: { "fill-color": "#cccccc", "fill-outline-color": "#999999" } }),
};
const map = new Map({
  container: "map", attributionControl: false, fadeDuration: 0,
  bounds: $extent, fitBoundsOptions: { padding: $padding },
  style: { version: 8,
    sources: { district: { type: "vector", maxzoom: 16, tiles: [location.origin + "$tiles"] } },
    layers: layers.map(([name, kind, from]) => ({ ...draw[kind.replace("Multi", "")](name),
      source: "district", "source-layer": name, minzoom: from })) },
});
map.once("idle", () => performance.mark("first map drawn"));
"""
)


@dataclass(frozen=True)
class Loaded:
    """What a page took to stand: milliseconds, requests, bytes over the wire."""

    ms: float
    requests: int
    tiles: int
    bytes: int


class Bare:
    """The server with a bare MapLibre page beside it, under `/bare/`."""

    def __init__(self, app: Any, files: dict[str, tuple[bytes, str, str]]) -> None:
        self.app = app
        self.files = files

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer for the bare page, or pass on."""
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


def bare_files(tiles: str, catalogue: dict[str, Any], place: dict[str, Any]) -> dict[str, tuple[bytes, str, str]]:
    """Return the files of the bare page, which asks for the same tiles of the same view as ours."""
    asked = tiles.partition("layers=")[2].split("&")[0].replace("%2C", ",").split(",")
    layers = [
        [layer["name"], layer["geometry"], layer["zooms"][0]]
        for layer in catalogue["layers"]
        if layer["name"] in asked and layer["style"]
    ]
    west, south, east, north = place["extent"]
    script = BARE_SCRIPT.substitute(
        layers=json.dumps(layers),
        tiles=tiles,
        extent=json.dumps([[west, south], [east, north]]),
        padding=json.dumps({"top": 76, "right": 376, "bottom": 116, "left": 308}),
    )
    library = {name: gzip.compress((LIBRARY / name).read_bytes(), 9) for name in LIBRARY_FILES}
    return {
        "/bare/": (BARE_PAGE, "text/html", ""),
        "/bare/bare.css": (BARE_STYLE, "text/css", ""),
        "/bare/bare.js": (script.encode(), "text/javascript", ""),
        **{f"/bare/{name}": (content, "text/javascript", "gzip") for name, content in library.items()},
    }


def load(browser: Browser, running: Running, login: Callable[[], str], path: str) -> tuple[Loaded, list[str]]:
    """Open a page in a browser context that has seen nothing yet; return what it took and the tiles it asked for."""
    context = browser.new_context(viewport=WINDOW, reduced_motion="reduce")
    try:
        context.request.get(login())
        page = context.new_page()
        finished: list[Request] = []  # those of the map's worker too, which the page's own timeline doesn't show
        page.on("requestfinished", lambda request: finished.append(request))
        page.goto(running.url + path, wait_until="commit")
        ms = _mark(page)
        size = sum(request.sizes()["responseBodySize"] for request in finished)
        tiles = [request.url for request in finished if "/tiles/" in request.url]
        return Loaded(ms, len(finished), len(tiles), size), tiles
    finally:
        context.close()


def _mark(page: Page) -> float:
    """Wait for the page's mark (a policy without eval lets no function wait in the page) and return its time."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        found = page.evaluate(f"performance.getEntriesByName({MARK!r})[0]?.startTime ?? null")
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
    ours, bare = measure(asked.rounds)
    middle = {name: statistics.median(one.ms for one in found) for name, found in (("ours", ours), ("bare", bare))}
    ratio = middle["ours"] / middle["bare"]
    if asked.json:
        print(json.dumps({"ratio": ratio, "median_ms": middle, "ours": asdict(ours[0]), "bare": asdict(bare[0])}))
    else:
        for name, found in (("ours", ours), ("bare", bare)):
            one = found[0]
            print(
                f"{name}: {middle[name]:.0f} ms, {one.requests} requests, {one.tiles} tiles, {one.bytes / 1000:.0f} kB"
            )
        print(f"ratio of medians of {asked.rounds}: {ratio:.2f} (at most {TARGET})")
    return int(ratio > TARGET)


def measure(rounds: int) -> tuple[list[Loaded], list[Loaded]]:
    """Load both pages in turn, after one load of each that warms the server."""
    ours, bare = [], []
    with served() as (running, server), opened() as browser, ThreadPoolExecutor(1) as elsewhere:

        def login() -> str:  # Playwright holds this thread's event loop
            return elsewhere.submit(running.login_link).result()

        told = browser.new_context()
        told.request.get(login())
        catalogue, place = (told.request.get(f"{running.url}/api/{name}").json() for name in ("layers", "place"))
        told.close()
        _, tiles = load(browser, running, login, "/")
        server.files |= bare_files(_template(tiles[0].removeprefix(running.url)), catalogue, place)
        load(browser, running, login, "/bare/")
        for _ in range(rounds):
            ours.append(load(browser, running, login, "/")[0])
            bare.append(load(browser, running, login, "/bare/")[0])
    return ours, bare


def _template(tile: str) -> str:
    """Return the address of tiles of which `tile` is one."""
    return "/tiles/{z}/{x}/{y}.mvt?" + tile.partition("?")[2]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
