"""Sheets and exports in a browser: selected on the map, framed, made, fetched, approved; in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pyogrio
import pytest
from playwright.sync_api import Page, expect

from api.roles import Role
from gis_core.instance import Instance
from tests.api.serving import Running
from tests.web.visiting import CHINESE, SLOW_MS, Visit
from tests.web.working import working

pytestmark = pytest.mark.web
Visits = Callable[..., Visit]
DRAWN = '.exports-canvas[aria-busy="false"]'


@pytest.fixture(scope="module")
def town(own_demo: Callable[[str], Instance], built: None) -> Iterator[Running]:
    """A demo of its own, whose server has a worker beside it."""
    instance = own_demo("exports_page")
    with working(instance, Role.VIEWER, Role.PLANNER, Role.LEAD) as running:
        yield running


def project_of(town: Running) -> str:
    """Code of a project of the demo."""
    with town.client(Role.VIEWER) as client:
        found = client.get("/api/layers/consolidation_projects/features", params={"limit": 1}).raise_for_status()
    return str(found.json()["features"][0]["id"])


def newest(page: Page, title: str, state: str) -> None:
    """Wait until the newest export is of that title and stands so."""
    row = page.locator(".export-row").first
    expect(row.locator("b").first).to_contain_text(title, timeout=SLOW_MS)
    expect(row.locator(".export-state")).to_have_text(state, timeout=SLOW_MS)


def test_what_is_selected_on_the_map_leaves_as_a_file(visit: Visits, town: Running) -> None:
    seen = visit("/", server=town, role=Role.PLANNER)
    page = seen.page
    page.get_by_role("button", name="选择（导出与出图）").click()
    expect(page.locator(".draw-overlay.drawing")).to_be_visible()  # before it lies there, a drag moves the map
    page.mouse.move(480, 200)
    page.mouse.down()
    page.mouse.move(660, 330, steps=3)
    page.mouse.up()
    told = page.locator(".selected-things [role=status]")
    expect(told).to_contain_text("地块", timeout=SLOW_MS)
    count = re.search(r"([\d,]+) 个", told.inner_text())
    assert count is not None
    page.get_by_role("link", name="导出数据").click()
    page.wait_for_url(re.compile(r"/exports\?selection=.*make=data"))
    expect(page.locator(".selection-line")).to_contain_text(f"{count[1]} 个", timeout=SLOW_MS)
    page.get_by_text("GeoJSON", exact=True).click()
    expect(page.locator(".losses li")).not_to_have_count(0)
    page.get_by_label("给国内网络地图用").check()
    expect(page.get_by_text("300–600 米")).to_be_visible()
    page.get_by_label("给国内网络地图用").uncheck()
    page.get_by_role("button", name="导出", exact=True).click()
    newest(page, "GeoJSON", "完成")
    row = page.locator(".export-row").first
    expect(row).to_contain_text(f"{count[1]} 行")
    with page.expect_download() as download:
        row.get_by_role("link", name="下载").click()
    assert '"FeatureCollection"' in Path(download.value.path()).read_text()[:200]
    seen.clean()


def test_several_layers_leave_in_one_file_that_is_called_by_their_names(visit: Visits, town: Running) -> None:
    seen = visit("/exports?make=data&layer=pocket_parks", wait=False, server=town, role=Role.PLANNER)
    page = seen.page
    expect(page.get_by_label("条件")).to_be_visible(timeout=SLOW_MS)
    page.get_by_label("再加一个图层").select_option("communities")
    page.get_by_label("再加一个图层").select_option("roads")
    page.wait_for_url(re.compile(r"layer=pocket_parks(,|%2C)communities(,|%2C)roads"))
    expect(page.get_by_label("条件")).to_have_count(0)  # it speaks of the fields of one layer
    expect(page.get_by_text("写进同一个文件")).to_be_visible()
    expect(page.get_by_role("radio", name=re.compile("界址点"))).to_be_disabled()  # roads have none
    page.get_by_role("button", name="不要 道路").click()
    page.get_by_role("radio", name=re.compile("CSV")).check(force=True)
    expect(page.get_by_text("打成一个 ZIP")).to_be_visible()
    page.get_by_role("radio", name=re.compile("GeoPackage")).check(force=True)
    page.get_by_role("button", name="导出", exact=True).click()
    newest(page, "口袋公园与绿地、社区 · GeoPackage", "完成")
    with page.expect_download() as download:
        page.locator(".export-row").first.get_by_role("link", name="下载").click()
    assert {name for name, _ in pyogrio.list_layers(download.value.path())} >= {"pocket_parks", "communities"}
    seen.clean()


def test_a_sheet_is_framed_by_hand_and_made(visit: Visits, town: Running) -> None:
    seen = visit(f"/exports?project={project_of(town)}&template=progress", wait=False, server=town, role=Role.LEAD)
    page = seen.page
    frames = page.locator(".frame-number")
    expect(frames).to_have_count(1, timeout=SLOW_MS)
    page.wait_for_selector(DRAWN, timeout=SLOW_MS)
    frames.first.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_url(re.compile("frames="))
    expect(page.get_by_text("图框已手动摆放")).to_be_visible(timeout=SLOW_MS)
    turn = page.get_by_label(re.compile("的转角"))
    turn.fill("20")
    turn.press("Enter")
    page.wait_for_url(re.compile(r"frames=[\d.,]+,20(&|$)"))
    page.get_by_role("button", name="在右边再加一幅").click()
    expect(frames).to_have_count(2, timeout=SLOW_MS)
    page.reload()  # the address keeps them
    expect(frames).to_have_count(2, timeout=SLOW_MS)
    page.get_by_label("制图").fill("王工")
    page.locator(".submit").get_by_role("button", name="出图", exact=True).click()
    newest(page, "整备进度图", "完成")
    with page.expect_download() as download:
        page.locator(".export-row").first.get_by_role("link", name="下载").click()
    assert Path(download.value.path()).read_bytes()[:4] in (b"%PDF", b"PK\x03\x04")
    seen.clean()


def test_what_is_more_than_a_role_may_take_waits_for_a_lead(visit: Visits, town: Running) -> None:
    asking = visit("/exports?make=data&layer=parcels&format=csv", wait=False, server=town)
    asking.page.get_by_role("button", name="导出", exact=True).click(timeout=SLOW_MS)
    newest(asking.page, "CSV", "待批准")
    expect(asking.page.get_by_role("button", name="批准", exact=True)).to_have_count(0)
    asking.clean()
    with town.client(Role.VIEWER) as other:
        wanted = {"layer": "parcels", "format": "csv", "purpose": "年度核对"}
        asked = other.post("/api/exports/data", json=wanted).raise_for_status().json()
    assert asked["state"] == "waiting"
    deciding = visit("/exports?state=waiting", wait=False, server=town, role=Role.LEAD)
    row = deciding.page.locator(".export-row").filter(has_text="年度核对")
    expect(row).to_contain_text(asked["why"]["zh"], timeout=SLOW_MS)
    row.get_by_role("button", name="批准", exact=True).click()
    expect(row).to_have_count(0, timeout=SLOW_MS)  # it waits no more, and only what waits is listed
    with town.client(Role.VIEWER) as other:
        told = other.get("/api/exports").raise_for_status().json()["exports"]
    assert next(one for one in told if one["id"] == asked["export"])["decided_by"] == "browser"
    deciding.clean()


def test_what_comes_in_at_the_top_pushes_nothing_out_of_the_list(visit: Visits, town: Running) -> None:
    wanted = {"layer": "parcels", "format": "csv", "purpose": "翻页"}
    with town.client(Role.VIEWER) as client:
        asked = [client.post("/api/exports/data", json=wanted).raise_for_status().json() for _ in range(31)]
        seen = visit("/exports?state=waiting", wait=False, server=town, role=Role.LEAD)
        rows = seen.page.locator(".export-row").filter(has_text="翻页")
        seen.page.get_by_role("button", name="更早的").click(timeout=SLOW_MS)
        expect(rows).to_have_count(31, timeout=SLOW_MS)
        asked.append(client.post("/api/exports/data", json=wanted).raise_for_status().json())
    assert {one["state"] for one in asked} == {"waiting"}
    expect(rows).to_have_count(32, timeout=SLOW_MS)  # asked for again by itself, as some wait
    seen.clean()


def test_coordinates_may_be_in_any_system_of_the_register(visit: Visits, town: Running) -> None:
    seen = visit("/exports?make=data&layer=communities&format=gpkg", wait=False, server=town, role=Role.PLANNER)
    page = seen.page
    systems = page.get_by_label("坐标系")
    expect(systems.locator("option")).to_contain_text(["EPSG:4547", "带 38 带号", "CGCS2000", "WGS 84", "3857", "其他"])
    systems.select_option("other")
    page.get_by_label("EPSG 编号").fill("EPSG:32650")
    page.get_by_role("button", name="导出", exact=True).click()
    newest(page, "社区 · GeoPackage", "完成")
    with page.expect_download() as download:
        page.locator(".export-row").first.get_by_role("link", name="下载").click()
    assert pyogrio.read_info(download.value.path(), layer="communities")["crs"] == "EPSG:32650"
    seen.clean()


def test_a_filter_that_is_wrong_is_told_in_a_sentence(visit: Visits, town: Running) -> None:
    seen = visit("/exports?make=data&layer=parcels", wait=False, server=town)
    page = seen.page
    page.get_by_label("条件").fill("no_such_field = 1", timeout=SLOW_MS)
    page.get_by_role("button", name="数一数").click()
    expect(page.get_by_role("alert")).to_contain_text("no_such_field", timeout=SLOW_MS)
    page.get_by_label("条件").fill("area_m2 > 1000")
    page.get_by_role("button", name="数一数").click()
    expect(page.locator(".filter-tools [role=status]")).to_contain_text("个", timeout=SLOW_MS)
    assert "filter=area_m2" in page.url


def test_it_is_said_by_when_things_were_recorded_and_the_day_stands_on_the_other_pages(
    visit: Visits, town: Running
) -> None:
    seen = visit("/exports?at=2024-08-31", wait=False, server=town)
    page = seen.page
    page.get_by_label("记录截止时刻").fill("2025-01-31T14:30", timeout=SLOW_MS)
    expect(page.get_by_text("2024-08-31 的状态，按 2025-01-31 14:30 所知")).to_be_visible()
    page.wait_for_url(re.compile(r"known=2025-01-31T14%3A30"))
    asked = lambda request: "known=2025-01-31T14%3A30" in request.url and "/tiles/" in request.url  # noqa: E731
    with page.expect_request(asked):
        page.reload()
    seen.go("/?at=2024-08-31&known=2025-01-31T14:30")
    expect(page.get_by_role("button", name="按 2025-01-31 14:30 所知")).to_be_visible()
    page.get_by_role("button", name="按 2025-01-31 14:30 所知").click()
    expect(page.locator(".known input")).to_have_value("2025-01-31")
    seen.clean()


def test_more_sheets_than_fifty_are_asked_about_first(visit: Visits, town: Running) -> None:
    seen = visit("/exports?template=location&subject=each_feature&each=pocket_parks", wait=False, server=town)
    page = seen.page
    told = page.locator("[aria-labelledby=frames] [role=status]")
    expect(told).to_contain_text("幅", timeout=SLOW_MS)
    count = re.match(r"[\d,]+", told.inner_text())
    assert count is not None
    assert int(count[0].replace(",", "")) > 50
    with town.client(Role.VIEWER) as client:
        before = client.get("/api/exports").raise_for_status().json()["exports"]
    page.locator(".submit").get_by_role("button", name="出图", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(f"{count[0]} 幅")
    expect(page.get_by_role("button", name="先不出")).to_be_focused()
    page.get_by_role("button", name="先不出").click()
    with town.client(Role.VIEWER) as client:
        assert client.get("/api/exports").raise_for_status().json()["exports"] == before
    page.locator(".submit").get_by_role("button", name="出图", exact=True).click()
    with page.expect_response("**/api/exports/sheets") as asked:
        page.get_by_role("button", name=f"出 {count[0]} 幅").click()
    assert asked.value.request.post_data_json == {"template": "location", "each_feature": "pocket_parks"}
    seen.clean()


@pytest.mark.parametrize(("filters", "drawn"), [("code = '{code}'", True), (None, False)])
def test_what_is_selected_is_outlined_and_of_much_a_box_stands_for_it(
    visit: Visits, town: Running, filters: str | None, drawn: bool
) -> None:
    seen = visit("/exports?make=data", wait=False, server=town)
    page = seen.page
    page.wait_for_selector(DRAWN, timeout=SLOW_MS)
    code = page.request.get(f"{town.url}/api/layers/parcels/features?limit=1").json()["features"][0]["id"]
    wanted = {"layer": "parcels"} | ({"filter": filters.format(code=code)} if filters else {})
    made = page.request.post(f"{town.url}/api/selections", data=wanted, headers={"Origin": town.url}).json()
    with page.expect_response("**/outlines") as told:
        page.goto(f"{town.url}/exports?make=data&selection={made['id']}")
    assert [one["id"] for one in told.value.json()["features"]] == ([code] if drawn else [])
    assert drawn or made["count"] > 1000
    page.wait_for_selector(DRAWN, timeout=SLOW_MS)
    expect(page.get_by_text("以外框示意")).to_have_count(0 if drawn else 1)
    expect(page.locator(".selection-line")).to_contain_text(f"{made['count']:,} 个")
    seen.clean()


def test_at_1024_the_bar_stands_in_one_line_and_the_list_below_the_map(visit: Visits, town: Running) -> None:
    size = {"width": 1024, "height": 768}
    seen = visit("/exports?lang=en", wait=False, server=town, viewport=size)
    page = seen.page
    page.wait_for_selector(".exports-list h2", timeout=SLOW_MS)
    links = page.locator(".top nav a").evaluate_all("all => all.map((each) => each.getBoundingClientRect().toJSON())")
    assert len(links) > 3
    assert len({link["y"] for link in links}) == 1
    name = page.locator(".product").evaluate("each => each.getBoundingClientRect().left + each.scrollWidth")
    assert name <= links[0]["left"]
    drawn, made = (page.locator(part).bounding_box() for part in (".exports-map", ".exports-list"))
    assert drawn is not None
    assert made is not None
    assert (made["x"], made["y"]) == (drawn["x"], pytest.approx(drawn["y"] + drawn["height"], abs=1))
    assert made["y"] + 100 < size["height"]
    seen.clean()


@pytest.mark.parametrize("make", ["sheets", "data"])
def test_it_is_whole_in_english(visit: Visits, town: Running, make: str) -> None:
    seen = visit(f"/exports?make={make}&lang=en", wait=False, server=town)
    page = seen.page
    page.wait_for_selector(".export-form .submit", timeout=SLOW_MS)
    page.wait_for_selector(DRAWN, timeout=SLOW_MS)
    texts = page.locator(".exports-left *:not(:has(*)):not(option), .exports-list h2, .exports-list .empty")
    said = [text for text in texts.all_inner_texts() if text and text.strip()]  # a drawing has none
    assert said
    assert [text for text in said if CHINESE.search(text)] == []
    seen.clean()
