"""The dashboard and the project page of land consolidation as an officer uses them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from api.roles import Role
from gis_core.instance import Instance
from tests.api.consolidating import fill_project
from tests.api.serving import Running, serving
from tests.web.visiting import SLOW_MS, Visit

pytestmark = pytest.mark.web

Visits = Callable[..., Visit]
WITHIN_MS = 2000
"""What is recorded shows on an open dashboard within this time."""


@pytest.fixture(scope="module")
def office(built: None, fresh_instance: Callable[[str], Instance]) -> Iterator[Running]:
    """A server of its own with one project of four parcels of one hectare each, for what commits."""
    instance = fresh_instance("dashboard")
    fill_project(instance)
    with serving(instance) as running:
        yield running


def completed(page: Page) -> str:
    """Return the hectares completed that the dashboard shows."""
    return page.locator(".figure-number button").first.inner_text()


def test_dashboard_shows_the_reported_hectares_of_2024(visit: Visits) -> None:
    seen = visit("/consolidation?year=2024", wait=False)
    expect(seen.page.locator(".figure-number").first).to_have_text(re.compile(r"40\.6\s*公顷"))
    expect(seen.page.get_by_role("link", name="土地整备", exact=True)).to_have_attribute("aria-current", "page")
    expect(seen.page.locator(".chart canvas")).to_be_visible()
    expect(seen.page.locator(".funnel li")).to_have_count(11)
    expect(seen.page.locator(".projects tbody tr").first).to_contain_text(re.compile(r"\d%"))


def test_dashboard_asks_no_other_host_and_the_policy_refuses_nothing(visit: Visits) -> None:
    seen = visit("/consolidation?year=2024&at=2024-08-31", wait=False)
    expect(seen.page.locator(".chart canvas")).to_be_visible()
    expect(seen.page.locator(".chart-card")).to_contain_text("年底达标概率", timeout=SLOW_MS)  # walks a year many times
    seen.page.locator(".chart canvas").hover()
    seen.page.locator(".figure-number button").first.click()
    expect(seen.page.get_by_test_id("evidence").locator("tbody tr").first).to_be_visible()
    assert seen.foreign == []
    assert seen.refused == []
    assert seen.complaints == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_number_opens_its_evidence_which_leads_to_the_map(visit: Visits) -> None:
    seen = visit("/consolidation?year=2024", wait=False)
    seen.page.locator(".figure-number button").first.click()
    row = seen.page.get_by_test_id("evidence").locator("tbody tr").first
    code = row.get_by_role("link").inner_text()
    seen.page.keyboard.press("Escape")
    expect(seen.page.get_by_role("dialog")).to_have_count(0)
    seen.page.locator(".figure-number button").first.click()
    row.get_by_role("link").click()
    expect(seen.page.locator("section.thing")).to_contain_text(code)
    assert parse_qs(urlsplit(seen.page.url).query)["select"] == [f"consolidation_parcels/{code}"]
    seen.page.wait_for_url(re.compile("view="))  # the map has flown there


def test_filter_lives_in_the_address_and_holds_for_every_card(visit: Visits) -> None:
    seen = visit("/consolidation?year=2024", wait=False)
    choice = seen.page.locator("form").get_by_label("项目", exact=True)
    expect(choice.locator("option").nth(1)).to_be_attached()
    code = choice.locator("option").nth(1).get_attribute("value")
    with ExitStack() as every_card:
        for card in ("figures", "monthly", "funnel", "projects", "bottlenecks", "key-parcels"):
            asked = re.compile(rf"/api/consolidation/{card}\?.*project={code}\b")
            every_card.enter_context(seen.page.expect_request(asked, timeout=SLOW_MS))
        choice.select_option(code)
    expect(seen.page.locator(".projects tbody tr")).to_have_count(1, timeout=SLOW_MS)
    assert parse_qs(urlsplit(seen.page.url).query)["project"] == [code]


def test_english_dashboard_has_no_chinese_but_names(visit: Visits) -> None:
    seen = visit("/consolidation?year=2024&lang=en", wait=False)
    expect(seen.page.locator(".figure-number").first).to_contain_text("40.6")
    expect(seen.page.locator(".funnel li")).to_have_count(11)
    headings = seen.page.locator("h2, th, .funnel li span, .beside, .rates dt, .desk-head p")
    for text in headings.all_inner_texts():
        assert not re.search(r"[\u4e00-\u9fff]", text), text
    hinted = seen.page.locator(".filters .day[data-hint]")  # days that are empty, whatever the browser's language is
    expect(hinted).to_have_count(2)
    expect(hinted.first).to_have_attribute("data-hint", "yyyy-mm-dd")
    hinted.first.locator("input").fill("2024-06-30")
    expect(hinted).to_have_count(1)


def test_failed_question_says_what_was_tried_and_can_be_asked_again(visit: Visits) -> None:
    seen = visit("/consolidation?year=2024", wait=False)
    expect(seen.page.locator(".figure-number").first).to_contain_text("40.6")
    refuse = "**/api/consolidation/funnel?year=2023*"
    problem = '{"title": "Unavailable", "detail": "the records are being restored", "status": 422}'
    seen.page.route(refuse, lambda route: route.fulfill(status=422, body=problem))
    seen.page.get_by_label("年份").select_option("2023")
    trouble = seen.page.locator(".funnel").get_by_role("alert")
    expect(trouble).to_contain_text("读取各阶段")
    expect(trouble).to_contain_text("the records are being restored")
    seen.page.unroute(refuse)
    trouble.get_by_role("button").click()
    expect(seen.page.locator(".funnel li")).to_have_count(11)


def test_recorded_completion_shows_on_the_open_dashboard_and_the_refusal_at_its_field(
    visit: Visits, office: Running
) -> None:
    seen = visit("/consolidation?year=2024", wait=False, server=office, role=Role.OFFICER)
    expect(seen.page.locator(".figure-number button").first).to_have_text("0.0")
    writing = seen.page.context.new_page()
    writing.goto(f"{office.url}/consolidation/project?project=X1")
    expect(writing.get_by_role("heading", name="示意项目")).to_be_visible()
    writing.get_by_role("button", name="记录 Z2 的进展").click()
    form = writing.get_by_role("dialog")
    form.get_by_label("阶段", exact=True).select_option("completed")
    form.get_by_label("发生日期").fill("2024-05-06")
    form.get_by_role("button", name="记录", exact=True).click()
    expect(form.get_by_role("alert")).to_contain_text("without having been")
    assert completed(seen.page) == "0.0"

    form.get_by_label("不按阶段次序的理由").select_option("state_recovery")
    form.get_by_role("button", name="记录", exact=True).click()
    expect(form).to_have_count(0)
    expect(seen.page.locator(".figure-number button").first).to_have_text("1.0", timeout=WITHIN_MS)
    expect(writing.get_by_role("status")).to_contain_text("Z2 整备完成")
    expect(writing.locator(".parcels tr", has_text="Z2")).to_contain_text("整备完成")
    expect(writing.locator(".event-list li").first).to_contain_text("Z2")


def test_viewer_is_offered_nothing_to_record(visit: Visits, office: Running) -> None:
    seen = visit("/consolidation/project?project=X1", wait=False, server=office)
    expect(seen.page.locator(".parcels tbody tr")).to_have_count(4)
    expect(seen.page.get_by_role("button", name=re.compile("记录"))).to_have_count(0)
    expect(seen.page.locator("input[type=file]")).to_have_count(0)
    assert seen.complaints == []


def test_unknown_project_is_told_in_the_servers_words(visit: Visits, office: Running) -> None:
    seen = visit("/consolidation/project?project=NOWHERE", wait=False, server=office)
    expect(seen.page.get_by_role("alert")).to_contain_text("NOWHERE")
