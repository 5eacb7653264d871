"""The map page as a planner uses it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import numpy as np
import pytest
import rasterio
from playwright.sync_api import expect
from pyproj import Transformer
from rasterio.io import MemoryFile
from shapely.geometry import shape

from api.roles import Role
from tests.api.serving import Running
from tests.web.visiting import Visit

pytestmark = pytest.mark.web

Visits = Callable[..., Visit]
MIDDLE = (720, 476)  # of the map in the window, where no card lies
CARD = "section.thing"
BUILT_UP = {"limit": 1, "vacant": "false"}


@pytest.fixture(scope="module")
def parcel(district: Running) -> dict[str, Any]:
    """A parcel of the demo with an inner point, in degrees."""
    with district.client(Role.VIEWER) as client:
        feature = client.get("/api/layers/parcels/features", params={"limit": 1, "vacant": "false"}).json()["features"][
            0
        ]
    inside = shape(feature["geometry"]).representative_point()
    return {"code": feature["id"], "lon": inside.x, "lat": inside.y, "properties": feature["properties"]}


def over(parcel: dict[str, Any], *, zoom: float = 17.5) -> str:
    """Return the address of a view with the parcel in the middle and nothing else drawn."""
    return f"/?view={zoom}/{parcel['lat']:.6f}/{parcel['lon']:.6f}&layers=parcels"


def query_of(visit: Visit) -> dict[str, list[str]]:
    """Return what the page's address says."""
    return parse_qs(urlsplit(visit.page.url).query)


def colours_of(visit: Visit, clip: dict[str, float]) -> int:
    """Return how many colours a piece of the window shows."""
    with MemoryFile(visit.page.screenshot(clip=clip)) as file, rasterio.open(file.name) as picture:
        red, green, blue = picture.read()[:3].astype(np.uint32)
    return len(np.unique((red << 16) | (green << 8) | blue))


def test_map_draws_the_district_and_says_that_it_is_synthetic(visit: Visits) -> None:
    seen = visit("/")
    assert colours_of(seen, {"x": 420, "y": 150, "width": 500, "height": 500}) > 200
    expect(seen.page.get_by_role("note")).to_contain_text("示意数据")
    tiles = [answer for answer in seen.responses if "/tiles/" in answer.url]
    assert tiles
    assert {answer.status for answer in tiles} <= {200, 204}
    assert seen.complaints == []


def test_empty_map_is_paper(visit: Visits) -> None:
    assert colours_of(visit("/?layers="), {"x": 420, "y": 150, "width": 500, "height": 500}) == 1


def test_nothing_is_asked_of_another_host_and_the_strict_policy_refuses_nothing(
    visit: Visits, parcel: dict[str, Any]
) -> None:
    seen = visit(over(parcel))
    seen.page.mouse.click(*MIDDLE)
    expect(seen.page.locator(CARD)).to_be_visible()
    seen.page.get_by_role("button", name="今日所知").click()
    expect(seen.page.get_by_label("以哪一天为止")).to_be_visible()
    seen.page.get_by_role("button", name="English").click()
    seen.page.locator("label", has_text="Industrial block lines").or_(
        seen.page.locator("label", has_text="Functional zones")
    ).first.click()
    seen.drawn()
    assert len(seen.requested) > 10
    assert seen.foreign == []
    assert seen.refused == []
    assert seen.complaints == []


def test_policy_allows_no_inline_code_and_no_blob_workers(visit: Visits) -> None:
    seen = visit("/", wait=False)
    page = next(answer for answer in seen.responses if urlsplit(answer.url).path == "/")
    rules = dict(rule.strip().split(" ", 1) for rule in page.headers["content-security-policy"].split(";"))
    assert rules["default-src"] == "'none'"
    for directive in ("script-src", "style-src", "worker-src", "connect-src"):
        assert not re.search(r"unsafe|blob:|data:|\*|https?:", rules[directive]), directive
    assert rules["script-src"] == rules["worker-src"] == "'self'"


def test_click_opens_the_card_with_attributes_and_history(visit: Visits, parcel: dict[str, Any]) -> None:
    seen = visit(over(parcel))
    seen.page.mouse.click(*MIDDLE)
    card = seen.page.locator(CARD)
    expect(card).to_contain_text(parcel["code"])
    expect(card.get_by_role("term").filter(has_text="图形面积")).to_be_visible()
    area = f"{parcel['properties']['area_m2']:,.2f}"
    expect(card).to_contain_text(area)
    expect(card.get_by_test_id("history")).to_contain_text(f"自 {parcel['properties']['valid_from']}")
    assert query_of(seen)["select"] == [f"parcels/{parcel['code']}"]

    seen.page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    assert "select" not in query_of(seen)
    seen.page.go_back()
    expect(card).to_contain_text(parcel["code"])


def test_search_by_keyboard_opens_the_card_and_flies_there(visit: Visits, parcel: dict[str, Any]) -> None:
    seen = visit("/")
    seen.page.keyboard.press("/")
    expect(seen.page.get_by_role("combobox")).to_be_focused()
    seen.page.keyboard.type(parcel["code"])
    expect(seen.page.get_by_role("option").first).to_contain_text(parcel["code"])
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator(CARD)).to_contain_text(parcel["code"])
    seen.page.wait_for_url(re.compile("view="))
    zoom, lat, lon = map(float, query_of(seen)["view"][0].split("/"))
    assert zoom > 15
    assert (lat, lon) == pytest.approx((parcel["lat"], parcel["lon"]), abs=0.01)


def test_search_finds_names_and_says_when_there_is_nothing(visit: Visits) -> None:
    seen = visit("/")
    box = seen.page.get_by_role("combobox")
    box.fill("新兴湖")
    expect(seen.page.get_by_role("option").first).to_contain_text("新兴湖")
    box.fill("没有这个地方")
    expect(seen.page.get_by_text("没有找到“没有这个地方”")).to_be_visible()


def test_english_is_complete(visit: Visits, parcel: dict[str, Any]) -> None:
    seen = visit(f"{over(parcel)}&select=parcels/{parcel['code']}")
    seen.page.get_by_role("button", name="English").click()
    assert query_of(seen)["lang"] == ["en"]
    expect(seen.page.locator("html")).to_have_attribute("lang", "en")
    for words in ("Land consolidation", "History", "As it is today", "as known today", "Copy link"):
        expect(seen.page.get_by_text(words, exact=False).first).to_be_visible()
    interface = seen.page.locator(".layers, .time, .tool-card, .top nav, .attributes dt")
    for text in interface.all_inner_texts():
        assert not re.search(r"[\u4e00-\u9fff]", text), text


def test_permanent_link_shows_the_same_to_another_reader(visit: Visits, parcel: dict[str, Any]) -> None:
    address = f"{over(parcel)}&select=parcels/{parcel['code']}&at=2024-08-31&known=2025-06-30&year=2023&lang=en"
    first = visit(address)
    first.page.mouse.move(*MIDDLE)
    first.page.mouse.wheel(0, -200)
    expect(first.page).not_to_have_url(re.compile("view=17.5"))
    first.drawn()
    link = first.page.url.removeprefix(first.server.url)

    second = visit(link)
    assert second.page.url.removeprefix(second.server.url) == link
    expect(second.page.get_by_test_id("state")).to_have_text("As it was on 2024-08-31")
    expect(second.page.get_by_role("button", name="as known on 2025-06-30")).to_be_visible()
    expect(second.page.locator(CARD)).to_contain_text(parcel["code"])
    assert [box.is_checked() for box in second.page.locator(".layers input").all()].count(True) == 1
    for tile in second.asked("/tiles/"):
        assert parse_qs(urlsplit(tile).query) == {"layers": ["parcels"], "at": ["2024-08-31"], "known": ["2025-06-30"]}


def test_brackets_step_through_the_months_and_the_tiles_follow(visit: Visits) -> None:
    seen = visit("/?at=2024-08-31&layers=consolidation_parcels")
    with seen.page.expect_request(lambda request: "at=2024-07-31" in request.url):
        seen.page.keyboard.press("[")
    expect(seen.page.get_by_test_id("state")).to_have_text("2024-07-31 的状态")
    seen.page.keyboard.press("]")
    seen.page.keyboard.press("]")
    expect(seen.page.get_by_test_id("state")).to_have_text("2024-09-30 的状态")
    seen.page.get_by_role("button", name="今天", exact=True).click()
    expect(seen.page.get_by_test_id("state")).to_have_text("今天的状态")
    assert "at" not in query_of(seen)


def test_thing_that_was_not_there_yet_is_said_to_be_absent(visit: Visits, parcel: dict[str, Any]) -> None:
    seen = visit(f"{over(parcel)}&select=parcels/{parcel['code']}&at=1990-01-01")
    expect(seen.page.locator(CARD)).to_contain_text("在这一时刻没有记录")


def test_figures_of_2024_are_the_reported_ones(visit: Visits) -> None:
    seen = visit("/?year=2024")
    figures = seen.page.locator(".year .figure .number")
    expect(figures.first).to_be_visible()
    assert [text.replace("\n", "") for text in figures.all_inner_texts()][:2] == ["40.6公顷", "61.0公顷"]
    seen.page.locator(".year summary").first.click()
    expect(seen.page.locator(".year details[open] p")).not_to_be_empty()
    seen.page.get_by_role("button", name="上一年").click()
    expect(seen.page.locator(".year .stepper")).to_contain_text("2023")


def test_pointer_is_told_in_the_survey_crs_and_in_degrees(visit: Visits, parcel: dict[str, Any]) -> None:
    seen = visit(over(parcel))
    seen.page.mouse.move(*MIDDLE)
    expect(seen.page.get_by_test_id("survey")).to_contain_text(re.compile(r"\d"))
    survey, degrees = (seen.page.get_by_test_id(name).inner_text() for name in ("survey", "degrees"))
    lon, lat = map(float, re.findall(r"\d+\.\d+", degrees))
    east, north = map(float, re.findall(r"\d+\.\d+", survey.replace(",", "")))
    assert (lon, lat) == pytest.approx((parcel["lon"], parcel["lat"]), abs=2e-5)
    proj = Transformer.from_crs("EPSG:4326", seen.server.instance.place.srid, always_xy=True)
    assert (east, north) == pytest.approx(proj.transform(lon, lat), abs=1)  # the degrees are rounded to a metre


def test_layer_tree_shows_and_hides_and_its_legend_explains(visit: Visits) -> None:
    seen = visit("/?view=15/22.7675/113.8925&layers=parcels")
    seen.page.get_by_role("button", name="地块图例", exact=True).click()
    rows = seen.page.locator(".legend li")
    expect(rows.first).to_be_visible()
    assert 2 <= rows.count() < 39  # what is in view, and not the whole list of codes
    seen.page.get_by_role("checkbox", name="显示地块", exact=True).uncheck(force=True)
    seen.page.wait_for_url(re.compile(r"layers=(&|$)"))
    seen.drawn()
    assert colours_of(seen, {"x": 420, "y": 150, "width": 500, "height": 500}) == 1


def test_dark_theme_follows_the_system_and_is_remembered(visit: Visits) -> None:
    seen = visit("/", color_scheme="dark")
    expect(seen.page.locator("html")).to_have_attribute("data-theme", "dark")
    seen.page.get_by_title("换浅色").click()
    expect(seen.page.locator("html")).to_have_attribute("data-theme", "light")
    seen.page.reload()
    seen.drawn()
    expect(seen.page.locator("html")).to_have_attribute("data-theme", "light")
    assert seen.complaints == []


def test_focus_can_be_seen(visit: Visits) -> None:
    seen = visit("/")
    seen.page.keyboard.press("Tab")
    outline = seen.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert seen.page.evaluate("document.activeElement.tagName") == "A"
    assert outline == "solid"


def test_session_that_ended_leads_to_the_login_and_back(visit: Visits) -> None:
    seen = visit("/?year=2024")
    seen.page.context.clear_cookies()
    seen.page.get_by_role("button", name="上一年").click()
    expect(seen.page.get_by_role("heading", name="登录已过期")).to_be_visible()
    login = seen.page.get_by_role("link", name="去登录").get_attribute("href")
    assert login == "/login?next=%2F%3Fyear%3D2023"


def test_trouble_is_told_and_can_be_tried_again(visit: Visits) -> None:
    seen = visit("/")
    refuse = "**/api/figures/year?year=2022*"
    problem = '{"title": "Unavailable", "detail": "the records are being restored", "status": 422}'
    seen.page.route(refuse, lambda route: route.fulfill(status=422, body=problem))
    seen.page.get_by_role("button", name="上一年").click()
    seen.page.get_by_role("button", name="上一年").click()
    trouble = seen.page.get_by_role("alert")
    expect(trouble).to_contain_text("the records are being restored")
    seen.page.unroute(refuse)
    trouble.get_by_role("button").click()
    expect(seen.page.locator(".figure").first).to_be_visible()


def test_first_route_is_small(visit: Visits) -> None:
    seen = visit("/")
    dist = Path(__file__).parents[2] / "api" / "web" / "dist"
    assets = {urlsplit(url).path for url in seen.asked("/assets/")}
    assert len(assets) >= 4
    assert any("worker" in name for name in assets)

    def weighed(suffix: str) -> int:
        """What is sent: files that are too small to gain by it are not compressed."""
        plain = [dist / name.lstrip("/") for name in assets]
        zipped = [path.with_name(path.name + suffix) for path in plain]
        assert any(path.exists() for path in zipped)
        return sum((path if path.exists() else own).stat().st_size for own, path in zip(plain, zipped, strict=True))

    assert weighed(".br") <= 600_000
    assert weighed(".gz") <= 720_000


def test_assets_are_served_as_they_were_precompressed(visit: Visits) -> None:
    seen = visit("/", wait=False)
    script = next(url for url in seen.asked("/assets/") if url.endswith(".js"))
    cookies = {cookie["name"]: cookie["value"] for cookie in seen.page.context.cookies()}
    for encoding in ("br", "gzip"):
        answer = httpx.get(script, headers={"Accept-Encoding": encoding}, cookies=cookies)
        assert answer.headers["content-encoding"] == encoding
        assert "immutable" in answer.headers["cache-control"]


def test_rows_of_the_layer_tree_count_what_is_in_view_even_where_blocks_are_drawn(
    visit: Visits, district: Running
) -> None:
    seen = visit("/?view=13/22.7675/113.8925&layers=parcels")  # parcels are drawn as blocks here
    count = seen.page.locator(".layer", has_text=re.compile("^地块")).locator(".count")
    expect(count).to_have_text(re.compile(r"\d"))
    whole = int(count.inner_text().replace(",", ""))
    seen.page.get_by_role("button", name="放大").click()
    expect(count).not_to_have_text(f"{whole:,}")
    seen.drawn()
    asked = [parse_qs(urlsplit(url).query)["bbox"][0] for url in seen.asked("/api/counts")]
    with district.client(Role.VIEWER) as client:
        found = client.get("/api/layers/parcels/features", params={"bbox": asked[-1], "limit": 10_000}).json()
    expect(count).to_have_text(f"{found['numberReturned']:,}")
    assert 0 < found["numberReturned"] < whole


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (600, 900)])
def test_small_window_has_the_layers_in_a_drawer_that_escape_closes(visit: Visits, width: int, height: int) -> None:
    seen = visit("/", viewport={"width": width, "height": height})
    tree = seen.page.get_by_role("navigation", name="图层")
    expect(tree).to_be_hidden()
    seen.page.get_by_role("button", name="图层").first.click()
    expect(tree).to_be_visible()
    box = tree.bounding_box()
    assert box is not None
    assert 0 <= box["x"] < box["x"] + box["width"] <= width
    expect(seen.page.get_by_role("checkbox", name="显示地块", exact=True)).to_be_checked()
    seen.page.keyboard.press("Escape")
    expect(tree).to_be_hidden()
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_holds_the_map_as_it_is_drawn_with_scale_legend_and_notice(visit: Visits) -> None:
    seen = visit("/?lang=en")
    seen.page.emulate_media(media="print")
    seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    paper = seen.page.locator(".printed canvas")
    expect(paper).to_be_visible()
    with MemoryFile(paper.screenshot()) as file, rasterio.open(file.name) as picture:
        red, green, blue = picture.read()[:3].astype(np.uint32)
    assert len(np.unique((red << 16) | (green << 8) | blue)) > 200
    expect(seen.page.locator(".printed figcaption")).to_contain_text(re.compile(r"\d+ k?m.*As it was on"))
    expect(seen.page.locator(".layers")).to_be_visible()
    expect(seen.page.get_by_role("note")).to_be_visible()
    for screen_only in (".time", ".tool-card", ".search", ".drawer-handle", ".stage .map"):
        expect(seen.page.locator(screen_only)).to_be_hidden()


def test_map_is_drawn_before_the_page_around_it_is_started(visit: Visits) -> None:
    seen = visit("/")
    drawn, cards = seen.page.evaluate(
        "['first map drawn', 'cards stand'].map((name) => performance.getEntriesByName(name)[0].startTime)"
    )
    patience_ms = 3000  # a map that takes longer holds the page up no more
    started = next(url for url in seen.asked("/tiles/"))
    assert started
    assert drawn < cards or cards > patience_ms
    assert len(seen.page.locator("canvas.maplibregl-canvas").all()) == 1  # taken over, and not made once more
