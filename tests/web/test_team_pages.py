"""The day of a team, the compliance sheet and what-if, as the office uses them in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from playwright.sync_api import expect

from api.roles import Role
from tests.web.visiting import CHINESE, SLOW_MS, Visit

pytestmark = pytest.mark.web

Visits = Callable[..., Visit]
TEAM = "/consolidation/team?team=谈判三组&at=2025-12-31"


def query_of(seen: Visit) -> dict[str, list[str]]:
    """Return what the page's address says."""
    return parse_qs(urlsplit(seen.page.url).query)


def test_a_team_is_chosen_and_its_day_shows_what_an_officer_may_see(visit: Visits) -> None:
    window = {"width": 1366, "height": 768}
    seen = visit("/consolidation/compliance?at=2025-12-31", wait=False, role=Role.OFFICER, viewport=window)
    seen.page.get_by_role("link", name="小组日报").click()
    seen.page.locator(".team-list button", has_text="谈判三组").click(timeout=SLOW_MS)
    first = seen.page.locator(".team-rows tbody tr").first
    expect(first).to_contain_text("天", timeout=SLOW_MS)
    expect(first.locator(".phone")).to_have_text(re.compile(r"^1\d{10}$"))
    expect(first).to_contain_text(re.compile(r"[\d,.]+ / "))
    assert query_of(seen)["team"] == ["谈判三组"]
    numbers = seen.page.locator(".shape-map .in-area").all_text_contents()
    assert numbers and set(numbers) <= set(seen.page.locator(".team-rows td:first-child").all_inner_texts())
    seen.page.get_by_label("列出").select_option("pressing")
    expect(seen.page.locator(".team-rows .warn").first).to_be_visible()
    assert query_of(seen)["show"] == ["pressing"]
    seen.clean()


def test_a_viewer_s_page_of_a_team_is_masked_and_its_english_has_no_chinese_but_names(visit: Visits) -> None:
    seen = visit(f"{TEAM}&lang=en", wait=False)
    expect(seen.page.locator(".phone").first).to_have_text(re.compile(r"^1\d\d\*{4}\d{4}$"), timeout=SLOW_MS)
    expect(seen.page.locator(".team-rows td:nth-child(7)").first).to_have_text("–")
    expect(seen.page.locator(".foot")).to_contain_text("sees no amounts")
    texts = seen.page.locator("th[scope=col], .team-totals, .stage-key, .tabs, .team-rows td:nth-child(8), .foot")
    for text in texts.all_inner_texts():
        assert not CHINESE.search(text), text


def test_a_team_s_day_prints_on_a4_with_its_head_on_every_sheet_and_room_to_write(visit: Visits) -> None:
    seen = visit("/consolidation/team?team=谈判一组&at=2025-12-31", wait=False, role=Role.OFFICER)
    expect(seen.page.locator(".team-rows tbody tr").first).to_be_visible(timeout=SLOW_MS)
    head = seen.page.locator(".team-rows .sheet-head")
    expect(head).to_be_hidden()
    seen.page.emulate_media(media="print")
    for text in ("谈判一组", "2025-12-31", "示意数据", "个人信息"):
        expect(head).to_contain_text(text)
    expect(head).to_be_visible()
    assert head.evaluate("row => getComputedStyle(row.parentElement).display") == "table-header-group"  # on each sheet
    expect(seen.page.get_by_role("columnheader", name="今日情况")).to_be_visible()
    for hidden in (".tabs", ".desk-head", ".top nav"):
        expect(seen.page.locator(hidden)).to_be_hidden()
    paper = seen.page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert len(sizes) > 3
    assert {(round(float(wide)), round(float(high))) for wide, high in sizes} == {(842, 595)}  # landscape, points


def test_the_compliance_sheet_of_a_project_adds_up_and_leaves_as_a_workbook(visit: Visits) -> None:
    seen = visit("/consolidation/project?project=ZB03&at=2025-12-31", wait=False)
    seen.page.get_by_role("link", name="合规性审查").click()
    expect(seen.page.locator(".sheet-group")).to_have_count(3, timeout=SLOW_MS)
    area = seen.page.locator(".red-line-head .figure b").inner_text()
    totals = seen.page.locator(".sheet-group.uses .total td:nth-child(2)").all_inner_texts()
    assert totals == [area]
    expect(seen.page.locator(".red-line-head .background").first).to_be_attached()
    with seen.page.expect_download() as download:
        seen.page.get_by_role("button", name="导出 XLSX").click()
    book = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes()), data_only=True)
    sheet = book.active
    assert sheet is not None and area in sheet["A2"].value
    seen.clean()


def test_a_red_line_is_drawn_with_mouse_and_keyboard_and_stays_in_the_address(visit: Visits) -> None:
    seen = visit("/consolidation/compliance?at=2025-12-31", wait=False)
    seen.page.get_by_role("radio", name="绘制或导入").check()
    drawing = seen.page.get_by_role("application")
    for x, y in ((300, 160), (420, 160), (420, 260), (600, 300)):
        drawing.click(position={"x": x, "y": y})
    drawing.press("Backspace")
    expect(seen.page.locator(".draw-tools")).to_contain_text("3 个点")
    drawing.press("Enter")
    expect(seen.page.locator(".sheet-group")).to_have_count(3, timeout=SLOW_MS)
    assert query_of(seen)["line"][0].count(",") == 3
    drawn = seen.page.locator(".red-line-head .figure b").inner_text()
    seen.page.reload()
    expect(seen.page.locator(".red-line-head .figure b")).to_have_text(drawn, timeout=SLOW_MS)
    seen.clean()


def test_a_pasted_red_line_in_survey_coordinates_is_measured_and_a_wrong_one_is_told(visit: Visits) -> None:
    seen = visit("/consolidation/compliance?at=2025-12-31&lang=en", wait=False)
    seen.page.get_by_role("radio", name="Drawn or imported").check()
    box = seen.page.get_by_label("Paste GeoJSON or WKT")
    box.fill("POLYGON ((489000 2519000, 489100 2519000, 489100 2519100, 489000 2519100, 489000 2519000))")
    seen.page.get_by_role("button", name="Measure").click()
    expect(seen.page.get_by_role("alert")).to_contain_text("name their CRS", timeout=SLOW_MS)
    seen.page.get_by_label("Coordinates in").select_option("EPSG:4547")
    seen.page.get_by_role("button", name="Measure").click()
    expect(seen.page.locator(".red-line-head .figure b")).to_have_text("10,000", timeout=SLOW_MS)
    for text in seen.page.locator("th, td:first-child, .tabs, .red-line-form, .red-line-head").all_inner_texts():
        assert not CHINESE.search(text.replace("亩", "")), text


def test_what_if_takes_the_key_parcels_compares_and_lives_in_the_address(visit: Visits) -> None:
    seen = visit(
        "/consolidation/what-if?project=ZB03&at=2025-10-31", wait=False, viewport={"width": 1366, "height": 768}
    )
    row = seen.page.locator(".choice tbody tr").first
    expect(row).to_be_visible(timeout=SLOW_MS)
    expect(seen.page.get_by_role("button", name="推演", exact=True)).to_be_disabled()
    row.get_by_role("checkbox").press("Space")
    expect(seen.page.get_by_role("status")).to_contain_text("已选 1 块")
    seen.page.get_by_role("button", name=re.compile("取关键地块前")).click(timeout=SLOW_MS)
    expect(row.get_by_role("checkbox")).to_be_checked()  # the list begins with what unlocks most
    seen.page.get_by_role("button", name="推演", exact=True).click()
    compared = seen.page.locator(".compared tbody tr")
    expect(compared).to_have_count(10, timeout=SLOW_MS)
    expect(compared.nth(1)).to_contain_text(re.compile(r"完成整备.*\+[\d.]+ 公顷", re.DOTALL))
    told = compared.all_inner_texts()
    another = seen.page.locator(".choice tbody tr").nth(1).get_by_role("checkbox")
    another.check()
    expect(seen.page.locator(".result")).to_contain_text("选择已改变")
    another.uncheck()
    seen.page.reload()
    expect(compared).to_have_count(10, timeout=SLOW_MS)
    assert compared.all_inner_texts() == told
    seen.clean()
