"""The maps of notebooks in a browser that reaches no host at all: they are drawn, told apart and pointed at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gis_core import workspace
from gis_core.cartography import tokens
from gis_core.instance import Instance
from gis_core.workspace import Workspace

pytestmark = pytest.mark.web
CSS = Path(__file__).parents[2] / "api" / "web" / "src" / "tokens.css"


@pytest.fixture(scope="module")
def space(demo_instance: Instance, built: None) -> Iterator[Workspace]:
    """The demo's workspace; the front end's packages are installed."""
    with workspace.open(demo_instance) as opened:
        yield opened


class Alone:
    """A page that may load its own file and nothing else; what it asked for is kept, and what it complained about."""

    def __init__(self, chromium: Browser, path: Path) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.context = chromium.new_context(viewport={"width": 1000, "height": 700}, offline=True)
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(path.as_uri())

    def elsewhere(self) -> list[str]:
        """What was asked of any host."""
        return [url for url in self.asked if not url.startswith(("file:", "data:", "blob:", "about:"))]


def test_the_page_of_tiles_draws_every_layer_in_a_notebook_without_any_host(
    space: Workspace, chromium: Browser, tmp_path: Path
) -> None:
    look = space.look("parcels", "facilities")
    (tmp_path / "notebook.html").write_text(f"<meta charset=utf-8>{look._repr_html_()}", encoding="utf-8")
    alone = Alone(chromium, tmp_path / "notebook.html")
    inside = alone.page.frame_locator("iframe")
    expect(inside.locator("body[data-drawn]")).to_be_attached()
    frame = alone.page.frames[1]
    assert int(frame.evaluate("document.body.dataset.drawn")) > 100
    expect(inside.locator("#layers")).to_contain_text("工业用地")
    expect(inside.locator("#layers")).to_contain_text("公共服务设施")
    alone.page.mouse.move(600, 250)
    expect(inside.locator("#pointed")).to_contain_text("用地")  # a block of one land use
    for _ in range(3):
        inside.get_by_role("button", name="Zoom in").click()
    expect(inside.locator("body[data-zoom='15']")).to_be_attached()
    alone.page.mouse.move(500, 260)
    expect(inside.locator("#pointed")).to_contain_text("编号")  # a single parcel
    inside.get_by_label("地块 Parcels").uncheck()
    expect(inside.locator("#legend-parcels")).to_be_hidden()
    assert alone.elsewhere() == []
    assert alone.complaints == []
    alone.context.close()


def test_the_folium_map_draws_with_legend_labels_and_layers_to_switch_without_any_host(
    space: Workspace, chromium: Browser, tmp_path: Path
) -> None:
    space.map("communities", "pocket_parks", "transit_stations").save(str(tmp_path / "map.html"))
    alone = Alone(chromium, tmp_path / "map.html")
    page = alone.page
    expect(page.locator(".leaflet-control-layers")).to_contain_text("口袋公园与绿地")
    expect(page.locator(".legend")).to_contain_text("公交站")
    expect(page.locator(".legend")).not_to_contain_text("整备")
    parks = space.layer("pocket_parks")
    largest = parks.loc[[parks.geometry.area.idxmax()]].geometry
    point = largest.representative_point().to_crs("EPSG:4326").iloc[0]
    where = (
        "([lat, lon]) => { const map = Object.values(window).find((one) => one instanceof L.Map);"
        " const at = map.latLngToContainerPoint([lat, lon]); return [at.x, at.y]; }"
    )
    tooltip = page.locator(".leaflet-tooltip")
    for _ in range(50):  # it fits its ground once more after it has loaded, and passes over moves that follow at once
        shown = page.evaluate(where, [point.y, point.x])
        page.mouse.move(shown[0] + 30, shown[1] + 30)
        page.wait_for_timeout(100)
        page.mouse.move(*shown)
        page.wait_for_timeout(200)
        if tooltip.count():
            break
    expect(tooltip).to_contain_text("公园")
    assert alone.elsewhere() == []
    assert alone.complaints == []
    alone.context.close()


def test_the_colours_of_plots_are_those_of_the_pages() -> None:
    css = dict(re.findall(r"--([\w-]+): (#\w{6});", CSS.read_text(encoding="utf-8").split("dark")[0]))
    ours = {"ink": tokens.INK, "ink-2": tokens.INK_2, "ink-3": tokens.INK_3, "line": tokens.LINE, "brand": tokens.BRAND}
    ours |= {"paper": tokens.PAPER, "wash": tokens.WASH, "warn": tokens.WARN, "ok": tokens.OK}
    ours |= {"red-line": tokens.RED_LINE, "map-paper": tokens.MAP_PAPER, "map-water": tokens.MAP_WATER}
    ours |= {f"score-{number}": colour for number, colour in enumerate(tokens.SCORES)}
    ours |= {f"part-{number}": colour for number, colour in enumerate(tokens.PARTS)}
    assert {name: css[name] for name in ours} == ours
