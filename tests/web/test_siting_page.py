"""Site selection in a browser: a question is run, followed, weighed, explained, compared; in both languages."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from api.roles import Role
from gis_core import db
from gis_core.instance import Instance
from gis_core.siting.preset import preset
from gis_core.siting.run import run
from gis_core.siting.store import keep
from tests.api.serving import Running
from tests.web.visiting import CHINESE, SLOW_MS, Visit
from tests.web.working import working

pytestmark = pytest.mark.web
Visits = Callable[..., Visit]
DRAWN = '.siting-canvas[aria-busy="false"]'


@pytest.fixture(scope="module")
def town(demo_instance: Instance, own_demo: Callable[[str], Instance], built: None) -> Iterator[Running]:
    """A demo of its own with one run on record, whose server has a worker beside it."""
    instance = own_demo("siting_page")
    shutil.copy(demo_instance.files / "terrain.tif", instance.files)
    with db.connect(instance, who="planner") as connection:
        keep(connection, run(connection, instance, preset("pocket_park")))
    with working(instance, Role.VIEWER, Role.PLANNER, Role.OFFICER) as running:
        yield running


def codes(page: Page) -> list[str]:
    return page.locator(".ranks-list .code").all_inner_texts()


def test_a_question_is_run_followed_and_opens_with_its_funnel(visit: Visits, town: Running) -> None:
    seen = visit("/siting", wait=False, server=town, role=Role.PLANNER)
    page = seen.page
    page.get_by_label("先升级哪一个旧工业园？").check(timeout=SLOW_MS)
    page.get_by_role("button", name="运行", exact=True).click()
    expect(page.locator(".job-tray li")).to_have_count(1)
    expect(page.locator(".sieve li").first).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".job-tray")).to_have_count(0)
    number = re.search(r"run=(\d+)", page.url)
    assert number is not None
    with town.client(Role.VIEWER) as client:
        told = client.get(f"/api/siting/runs/{number[1]}").raise_for_status().json()
    shown = [text.replace(",", "") for text in page.locator(".sieve b").all_inner_texts()]
    assert [int(text) for text in shown] == [
        told["sifted"]["candidates"],
        *(step["passed"] for step in told["funnel"]),
    ]
    assert codes(page)[:5] == [one["code"] for one in told["ranked"][:5]]
    expect(page.locator("h1")).to_have_text("先升级哪一个旧工业园？")
    seen.clean()


def test_leaving_the_page_stops_nothing_and_cancelling_does(visit: Visits, town: Running) -> None:
    seen = visit("/siting", wait=False, server=town, role=Role.PLANNER)
    page = seen.page
    page.get_by_label("哪些边角地块可以改作临时停车场？").check(timeout=SLOW_MS)
    page.get_by_role("button", name="运行", exact=True).click()
    tray = page.locator(".job-tray li")
    expect(tray).to_have_count(1)
    page.reload()
    expect(tray).to_have_count(1)
    expect(page.get_by_label("哪些边角地块可以改作临时停车场？")).to_be_checked()  # the question stands in the address
    tray.get_by_role("button", name="取消").click()
    expect(tray).to_contain_text("已取消", timeout=15_000)
    tray.get_by_role("button", name="不再显示").click()
    expect(page.locator(".job-tray")).to_have_count(0)
    seen.clean()


def test_the_ranking_follows_the_sliders_at_once_and_the_address_keeps_them(visit: Visits, town: Running) -> None:
    seen = visit("/siting?run=1&step=weights", wait=False, server=town)
    page = seen.page
    page.wait_for_selector(DRAWN, timeout=SLOW_MS)
    before = codes(page)
    page.locator(".sliders input").nth(1).fill("0.95")
    expect(page.locator(".sliders output").nth(0)).to_have_text(re.compile(r"^0\.0\d$"))
    values = [float(text) for text in page.locator(".sliders output").all_inner_texts()]
    assert sum(values) == pytest.approx(1, abs=0.01 * len(values))
    with town.client(Role.VIEWER) as client:
        told = client.get("/api/siting/runs/1").raise_for_status().json()
    weights = {one["name"]: one["weight"] for one in told["criteria"]}
    moved = told["criteria"][1]["name"]
    rest = 1 - weights[moved]
    weights = {name: 0.95 if name == moved else 0.05 * weight / rest for name, weight in weights.items()}
    table = told["candidates"]
    scores = {
        code: sum(weights[name] * table["values"][name][at] for name in weights)
        for at, code in enumerate(table["codes"])
    }
    best = sorted(scores, key=lambda code: (-round(scores[code], 12), code))
    after = codes(page)
    assert after != before
    assert after[:10] == best[:10]
    expect(page.get_by_role("status").filter(has_text="权重已改动")).to_be_visible()
    expect(page.get_by_role("button", name="按新权重运行")).to_be_disabled()  # a viewer only looks
    page.wait_for_url(re.compile("weights="))
    page.reload()
    page.wait_for_selector(".ranks-list .code", timeout=SLOW_MS)
    assert codes(page) == after
    page.get_by_role("button", name="恢复运行时的权重").click()
    assert codes(page) == before
    seen.clean()


def test_the_map_s_colours_and_pins_follow_the_sliders_and_come_back(visit: Visits, town: Running) -> None:
    seen = visit("/siting?run=1&step=weights", wait=False, server=town)
    page = seen.page
    page.wait_for_selector(DRAWN, timeout=SLOW_MS)
    pins = page.locator(".site-pins g")
    expect(pins).to_have_count(10)
    places = [pin.get_attribute("transform") for pin in pins.all()]
    page.evaluate("document.querySelector('.site-pins').style.visibility = 'hidden'")
    canvas = page.locator(".siting-canvas")

    def becomes(wanted: Callable[[bytes], bool]) -> None:
        for _ in range(100):
            if wanted(canvas.screenshot()):
                return
            page.wait_for_timeout(200)
        raise AssertionError("the map stayed as it was")

    before = canvas.screenshot()
    page.locator(".sliders input").nth(1).fill("0.95")
    becomes(lambda picture: picture != before)
    assert [pin.get_attribute("transform") for pin in pins.all()] != places
    page.get_by_role("button", name="恢复运行时的权重").click()
    becomes(lambda picture: picture == before)
    assert [pin.get_attribute("transform") for pin in pins.all()] == places
    page.evaluate("document.querySelector('.site-pins').style.visibility = ''")
    pins.last.locator("text").click()  # the best lies on top
    expect(page.locator(".ranks-list .open .code")).to_have_text(codes(page)[0])
    seen.clean()


def test_a_site_s_card_explains_its_score_and_the_keyboard_walks_the_ranking(visit: Visits, town: Running) -> None:
    seen = visit("/siting?run=1", wait=False, server=town)
    page = seen.page
    rows = page.locator(".ranks-list > li > button")
    rows.first.focus(timeout=SLOW_MS)
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    card = page.locator(".site-card")
    expect(card.locator("tbody tr")).to_have_count(8)
    parts = [float(text) for text in card.locator("td:last-child").all_inner_texts()]
    assert sum(parts) == pytest.approx(float(rows.nth(1).locator(".score").inner_text()), abs=0.005)
    assert f"site={codes(page)[1]}" in page.url
    expect(card.get_by_role("link", name="地块详情")).to_have_attribute("href", re.compile("select=parcels/"))
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    seen.clean()


def test_pairs_that_contradict_are_named_and_weights_by_pairs_are_taken(visit: Visits, town: Running) -> None:
    seen = visit("/siting?run=1&step=weights", wait=False, server=town)
    page = seen.page
    page.get_by_role("button", name="两两比较").click(timeout=SLOW_MS)
    grid = page.locator(".pairs")
    grid.locator("select").first.select_option(label="1/9")
    expect(page.get_by_role("status").filter(has_text="一致性比率")).to_contain_text("最该再看的一对")
    expect(grid.locator("td.hurts")).to_have_count(1)
    page.get_by_role("button", name="采用这些权重").click()
    expect(page.get_by_role("status").filter(has_text="权重已改动")).to_be_visible()
    seen.clean()


def test_each_step_shows_what_the_run_holds(visit: Visits, town: Running) -> None:
    seen = visit("/siting?run=1&step=criteria", wait=False, server=town)
    page = seen.page
    with town.client(Role.VIEWER) as client:
        told = client.get("/api/siting/runs/1").raise_for_status().json()
        parcels = client.get("/api/layers/parcels/features", params={"limit": 500}).json()["features"]
    expect(page.locator(".criteria > li")).to_have_count(len(told["criteria"]), timeout=SLOW_MS)
    expect(page.locator(".criteria path")).to_have_count(len(told["criteria"]))
    page.get_by_role("button", name="稳健", exact=True).click()
    expect(page.locator(".chances li").first).to_contain_text("%")
    expect(page.locator(".room li")).to_have_count(len(told["criteria"]))
    page.get_by_role("button", name="组合", exact=True).click()
    chosen = page.locator(".chosen button").all_inner_texts()
    assert chosen == [site["code"] for site in told["allocation"]["sites"]]
    expect(page.locator(".siting-left")).to_contain_text("已证明最优" if told["allocation"]["proven"] else "距上界")
    page.get_by_role("button", name="候选", exact=True).click()
    fell = next(one["id"] for one in parcels if one["id"] not in told["candidates"]["codes"])
    page.get_by_label("查一个候选").fill(fell)
    page.get_by_role("button", name="查", exact=True).click()
    expect(page.locator(".reasons li")).to_have_count(len(told["funnel"]), timeout=SLOW_MS)
    expect(page.locator(".reasons .warn").first).to_be_visible()
    page.get_by_role("button", name="报告", exact=True).click()
    page.get_by_role("button", name="并列比较").click()
    expect(page.locator("table.ranks thead th")).to_have_count(5, timeout=SLOW_MS)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 XLSX").click()
    assert download.value.suggested_filename == "siting-1.xlsx"
    seen.clean()


def test_members_judge_each_on_a_sheet_and_the_run_tells_how_far_they_agree(visit: Visits, town: Running) -> None:
    seen = visit("/siting?run=1&step=weights", wait=False, server=town, role=Role.PLANNER)
    page = seen.page
    page.get_by_role("button", name="两两比较").click(timeout=SLOW_MS)
    page.get_by_label("成员").fill("王工")
    page.get_by_role("button", name="加一张判断表").click()
    page.locator(".pairs select").first.select_option(label="9")
    expect(page.get_by_role("region", name="合在一起（几何平均）")).to_be_visible()
    with page.expect_request("**/api/siting/runs") as asked:
        page.get_by_role("button", name="按小组判断运行").click()
    sent = asked.value.post_data_json
    assert sent is not None
    weights = sent["document"]["weights"]
    assert weights["kind"] == "group_ahp"
    assert list(weights["sheets"]) == ["我", "王工"]
    page.wait_for_url(re.compile(r"run=(?!1\b)\d+"), timeout=SLOW_MS)
    page.get_by_role("button", name="权重", exact=True).click()
    answer = page.locator(".group-answer")
    expect(answer).to_contain_text("共识度", timeout=SLOW_MS)
    number = re.search(r"run=(\d+)", page.url)
    assert number is not None
    with town.client(Role.VIEWER) as client:
        told = client.get(f"/api/siting/runs/{number[1]}").raise_for_status().json()["weights"]
    assert f"{100 * told['consensus']:.1f}%" in answer.inner_text()
    answer.get_by_text("王工的判断表").click()
    expect(answer.locator("details[open] td.hurts, details[open] .pairs")).not_to_have_count(0)
    seen.clean()


def test_land_put_together_is_shown_set_by_set(visit: Visits, town: Running) -> None:
    with db.connect(town.instance, who="planner") as connection:
        asked = preset("industrial_space").model_copy(update={"at": dt.date(2025, 6, 30)})
        made = keep(connection, run(connection, town.instance, asked))
    sets = made.result["allocation"]["sets"]
    seen = visit(f"/siting?run={made.id}&step=allocation", wait=False, server=town)
    left = seen.page.locator(".siting-left")
    expect(left.get_by_text("连片整合")).to_be_visible(timeout=SLOW_MS)
    expect(left.locator(".codes")).to_have_count(len(sets))
    assert left.locator(".codes").first.get_by_role("button").all_inner_texts() == sets[0]["codes"]
    expect(left).to_contain_text(f"{round(sets[0]['area_m2'] / 10_000, 2):g} 公顷")
    expect(left.get_by_text("已证明最优" if sets[0]["proven"] else "距上界").first).to_be_visible()
    seen.clean()


def test_sites_are_handed_over_as_a_draft_that_the_team_takes_up(visit: Visits, town: Running) -> None:
    seen = visit("/siting?run=1&step=report", wait=False, server=town, role=Role.PLANNER)
    page = seen.page
    page.get_by_role("button", name="移交整备团队").click(timeout=SLOW_MS)
    form = page.get_by_role("dialog")
    sites = form.get_by_role("checkbox")
    handed = sites.count() - 1
    sites.first.uncheck()
    form.get_by_label("项目名称").fill("口袋公园一期")
    form.get_by_role("button", name="移交整备团队").click()
    expect(form).to_contain_text("已移交为草案")
    seen.clean()
    form.get_by_role("link", name="到土地整备查看").click()
    row = page.locator(".draft-list li").filter(has_text="口袋公园一期")
    expect(row).to_contain_text("草案", timeout=SLOW_MS)
    expect(row).to_contain_text(f"{handed} 处")
    expect(row.get_by_role("button", name="撤回")).to_have_count(0)  # a planner hands over, the team decides
    team = visit("/consolidation", wait=False, server=town, role=Role.OFFICER)
    row = team.page.locator(".draft-list li").filter(has_text="口袋公园一期")
    row.get_by_role("button", name="口袋公园一期").click(timeout=SLOW_MS)
    expect(team.page.get_by_text("已在地图上标出")).to_be_visible(timeout=SLOW_MS)
    row.get_by_role("button", name="撤回").click()
    team.page.get_by_label("撤回的理由").fill("与计划重复")
    team.page.get_by_role("button", name="记录", exact=True).click()
    expect(row.locator(".draft-state")).to_have_text("已撤回")
    team.clean()


def test_it_is_whole_in_english_and_on_paper(visit: Visits, town: Running) -> None:
    for step in ("question", "candidates", "criteria", "weights", "robustness", "allocation", "report"):
        seen = visit(f"/siting?run=1&step={step}&lang=en", wait=False, server=town)
        page = seen.page
        page.wait_for_selector(".ranks-list .code", timeout=SLOW_MS)
        texts = page.locator(
            ".siting h1, .siting h2, .siting h3, .siting button, .siting .what, .criterion-head, .criterion-foot,"
            " .sliders label, .room span, .siting-left > p, .big-number, .score-legend, .presets, .siting-map section"
        )
        said = [text for text in texts.all_inner_texts() if text.strip()]
        assert said
        runs = page.locator(".runs").all_inner_texts()  # a run's own name is as its document says it
        assert [text for text in said if CHINESE.search(text) and not any(text in run for run in runs)] == [], step
        seen.clean()
    page.wait_for_selector(DRAWN, timeout=SLOW_MS)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".siting .paper-copy")).to_be_visible()
    expect(page.locator(".step-tabs")).to_be_hidden()
    expect(page.locator(".ranks-list .code").first).to_be_visible()
