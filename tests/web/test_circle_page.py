"""The 15-minute circle in a browser: asked, looked into by community, from a spot, handed to site selection."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from api.roles import Role
from tests.web.visiting import CHINESE, SLOW_MS, Visit

pytestmark = pytest.mark.web
DRAWN = '.circle-canvas[aria-busy="false"]'
Visits = Callable[..., Visit]


def test_the_page_tells_what_the_server_tells_and_a_community_is_flown_to(visit: Visits) -> None:
    seen = visit("/siting/circle?kinds=clinic&minutes=10", wait=False)
    page = seen.page
    rows = page.locator(".circle-rows tbody tr")
    expect(rows.first).to_be_visible(timeout=SLOW_MS)
    page.wait_for_selector(DRAWN, timeout=SLOW_MS)
    at = page.locator('.circle-form input[type="date"]').input_value()
    with seen.server.client(Role.VIEWER) as client:
        asked = {"kind": "clinic", "minutes": "10", "at": at}
        told = client.get("/api/siting/circle", params=asked).raise_for_status().json()
    worst = sorted(told["communities"], key=lambda row: row["residents_over_60_share"])
    assert [text.split("\n")[0].split("\t")[0] for text in rows.all_inner_texts()] == [row["name"] for row in worst]
    figures = page.locator(".circle-figures dd:not(.muted)")
    assert figures.nth(0).inner_text() == f"{100 * told['total']['residents_over_60_share']:.1f}%"
    assert figures.nth(1).inner_text() == f"{told['total']['homes_uncovered']:,}"
    assert figures.nth(3).inner_text() == f"{told['total']['gini']:.2f}"
    rows.first.get_by_role("button").click()
    expect(page.locator(".circle-chosen")).to_contain_text(worst[0]["name"])
    expect(page.locator(".lorenz path")).to_have_count(3)  # the diagonal, all, one community
    page.wait_for_url(re.compile(f"community={worst[0]['code']}"))
    expect(page.get_by_role("region", name="路网质量")).to_contain_text("步行道路")
    seen.clean()


def test_kinds_minutes_and_pace_are_asked_and_stand_in_the_address(visit: Visits) -> None:
    seen = visit("/siting/circle", wait=False)
    page = seen.page
    expect(page.get_by_role("checkbox", name="居家社区养老服务站")).to_be_checked(timeout=SLOW_MS)
    page.get_by_role("checkbox", name="社区食堂").check()
    page.get_by_role("checkbox", name="居家社区养老服务站").uncheck()
    page.get_by_role("checkbox", name="社区食堂").click()  # the last one stays
    expect(page.get_by_role("checkbox", name="社区食堂")).to_be_checked()
    page.get_by_label("步行时间").select_option("5")
    page.get_by_label("步速").select_option("adult")
    page.wait_for_url(re.compile("kinds=canteen&minutes=5&age=adult"))
    expect(page.locator(".circle-rows thead")).to_contain_text("常住人口")
    expect(page.locator(".circle-legend li")).to_have_count(2)  # one band, and the gaps
    seen.clean()


def test_a_click_on_the_map_asks_what_is_reached_from_there(visit: Visits) -> None:
    seen = visit("/siting/circle", wait=False)
    page = seen.page
    page.wait_for_selector(".circle-rows tbody tr", timeout=SLOW_MS)
    page.wait_for_selector(DRAWN, timeout=SLOW_MS)
    page.locator(".circle-canvas").click()
    card = page.locator(".reach-card")
    expect(card.locator("thead th")).to_have_count(3, timeout=SLOW_MS)
    people = [int(text.replace(",", "")) for text in card.locator("tbody tr").nth(1).locator("td").all_inner_texts()]
    assert 0 < people[0] < people[1] < people[2]
    place = re.search(r"from=([\d.]+),([\d.]+)", page.url)
    assert place is not None
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.goto(seen.server.url + "/siting/circle?from=112,20")  # far from any street
    expect(page.get_by_role("alert")).to_contain_text("nearest street", timeout=SLOW_MS)
    assert (seen.foreign, seen.refused) == ([], [])


def test_a_gap_leads_to_sites_for_its_community(visit: Visits) -> None:
    seen = visit("/siting/circle", wait=False, role=Role.PLANNER)
    page = seen.page
    page.locator(".circle-rows tbody button").first.click(timeout=SLOW_MS)
    name = page.locator(".circle-rows tbody button").first.inner_text()
    page.get_by_role("link", name="为该社区选址").click()
    expect(page.locator(".within")).to_contain_text(f"只在{name}社区内", timeout=SLOW_MS)
    expect(page.get_by_label("在哪里增设养老服务站（食堂），使老人15分钟可达？")).to_be_checked()
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="运行", exact=True).click()
    code = re.search(r"community=(\w+)", page.url)
    assert code is not None
    document = sent.value.post_data_json["document"]
    assert document["area"] == {"kind": "features", "layer": "communities", "names": [code[1]]}
    assert document["preset"] == "elderly_station"
    page.get_by_role("button", name="改为全街道").click()
    expect(page.locator(".within")).to_have_count(0)


def test_paper_is_light_in_the_dark_theme_its_map_too(visit: Visits) -> None:
    seen = visit("/siting/circle", wait=False, color_scheme="dark")
    page = seen.page
    page.wait_for_selector(DRAWN, timeout=SLOW_MS)
    page.evaluate("""window.print = () => {
      dispatchEvent(new Event("beforeprint"));
      const { data } = document.querySelector(".paper-copy").getContext("2d").getImageData(2, 2, 1, 1);
      document.body.dataset.corner = [...data].slice(0, 3).join(" ");
    }""")
    page.keyboard.press("Control+p")
    expect(page.locator("body")).to_have_attribute("data-corner", "244 242 238")  # --map-paper of the light theme
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.emulate_media(media="print")  # by the browser's menu, which tells nobody before it prints
    expect(page.locator("h1")).to_have_css("color", "rgb(31, 41, 51)")
    expect(page.locator(".paper-copy")).to_be_visible()
    expect(page.locator(".circle-canvas")).to_be_hidden()


def test_the_page_speaks_english_too(visit: Visits) -> None:
    seen = visit("/siting?lang=en", wait=False)
    page = seen.page
    page.get_by_role("link", name="Look at the 15-minute circle first").click(timeout=SLOW_MS)
    expect(page.locator("h1")).to_have_text("15-minute circle", timeout=SLOW_MS)
    expect(page.locator(".circle-rows tbody tr").first).to_be_visible(timeout=SLOW_MS)
    told = page.locator(".circle-form, .circle-figures, .circle-rows thead, .circle-legend, .lorenz, .circle-quality")
    assert [text for text in told.all_inner_texts() if CHINESE.search(text)] == []
    page.get_by_role("checkbox", name="Clinic").check()
    expect(page.locator(".circle-canvas")).to_have_attribute("aria-label", re.compile("Elderly-care station, Clinic"))
    seen.clean()
