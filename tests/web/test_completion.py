"""One completion, recorded on the project page: the dashboard, the map and the ledger say the same new number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import mapbox_vector_tile
import openpyxl
import pytest
from playwright.sync_api import Page, expect

from api.roles import Role
from gis_core.db import connect
from gis_core.instance import Instance
from gis_core.tiles.grid import tile_at
from tests.api.serving import Running, serving
from tests.web.visiting import SLOW_MS, Visit

pytestmark = pytest.mark.web

REPORTED_M2 = 406_000
ON, BEFORE = "2024-12-30", "2024-12-29"


@dataclass
class Chosen:
    """A parcel of the demo that could have been completed in 2024 and isn't."""

    code: str
    project: str
    area_m2: float
    longitude: float
    latitude: float

    @property
    def new_ha(self) -> str:
        """The year's hectares once it is completed, as the dashboard writes them."""
        return f"{(REPORTED_M2 + self.area_m2) / 10_000:.1f}"


@pytest.fixture(scope="module")
def office(built: None, own_demo: Callable[[str], Instance]) -> Iterator[Running]:
    """A server on a copy of the demo district."""
    with serving(own_demo("completion")) as running:
        running.token(Role.OFFICER)
        yield running


@pytest.fixture(scope="module")
def chosen(office: Running) -> Chosen:
    """The largest parcel that was completed in the year after, and signed before the day; its completion is voided."""
    with connect(office.instance) as connection:
        row = connection.execute(
            "SELECT p.code, p.project, p.area_m2::float8, st_x(inside), st_y(inside) FROM consolidation_parcels p"
            " JOIN stage_events c ON c.parcel = p.code AND c.stage = 'completed' AND c.happened_on > '2024-12-31'"
            " JOIN stage_events s ON s.parcel = p.code AND s.stage = 'signed' AND s.happened_on < %s,"
            " st_transform(st_pointonsurface(p.geom), 4326) inside ORDER BY p.area_m2 DESC, p.code LIMIT 1",
            [BEFORE],
        ).fetchone()
    assert row is not None
    parcel = Chosen(*row)
    with office.client(Role.OFFICER) as client:
        asked = {"parcel": parcel.code, "log": "stage", "newest": True}
        recorded = client.get("/api/consolidation/events", params=asked).raise_for_status().json()["events"]
        for event in recorded:
            if event["what"] in {"stored", "completed"}:
                taken_back = {"parcel": parcel.code, "voids": event["id"], "note": "记错"}
                client.post("/api/consolidation/events", json=taken_back).raise_for_status()
    return parcel


def hectares(page: Page) -> Any:
    """The first number of the dashboard: the hectares completed."""
    return page.locator(".figure-number button").first


def stage_on_tile(office: Running, parcel: Chosen, day: str) -> str:
    """Return the stage that the map's tile has for the parcel on a day."""
    tile = tile_at(parcel.longitude, parcel.latitude, 16)
    path = f"/tiles/{tile.z}/{tile.x}/{tile.y}.mvt"
    with office.client(Role.OFFICER) as client:
        answer = client.get(path, params={"layers": "consolidation_parcels", "at": day}).raise_for_status()
    drawn = mapbox_vector_tile.decode(answer.content)["consolidation_parcels"]["features"]
    return next(one["properties"]["stage"] for one in drawn if one["properties"]["code"] == parcel.code)


def ledger_of(page: Page) -> Any:
    """Download the year's ledger as a person does, and return its first sheet with the kept values."""
    page.locator(".ledgers summary").click()
    with page.expect_download(timeout=SLOW_MS) as coming:
        page.get_by_role("link", name="2024 年度台账").click()
    content = BytesIO(coming.value.path().read_bytes())
    return openpyxl.load_workbook(content, data_only=True).worksheets[0]


def test_a_completion_recorded_in_the_web_moves_the_dashboard_the_map_and_the_ledger(
    visit: Callable[..., Visit], office: Running, chosen: Chosen
) -> None:
    seen = visit("/consolidation?year=2024", wait=False, server=office, role=Role.OFFICER)
    dashboard = seen.page
    expect(hectares(dashboard)).to_have_text("40.6")
    completed = dashboard.locator(".stage-legend li", has_text="整备完成").get_by_role("button")
    before = int(completed.inner_text())
    assert stage_on_tile(office, chosen, ON) != "completed"
    assert chosen.new_ha != "40.6"

    writing = dashboard.context.new_page()
    writing.goto(f"{office.url}/consolidation/project?project={chosen.project}")
    writing.get_by_role("button", name=f"记录 {chosen.code} 的进展").click()
    form = writing.get_by_role("dialog")
    form.get_by_label("阶段", exact=True).select_option("completed")
    form.get_by_label("发生日期").fill(ON)
    form.get_by_role("button", name="记录", exact=True).click()
    expect(form).to_have_count(0)

    expect(hectares(dashboard)).to_have_text(chosen.new_ha, timeout=SLOW_MS)
    expect(completed).to_have_text(str(before + 1), timeout=SLOW_MS)
    hectares(dashboard).click()
    evidence = dashboard.get_by_test_id("evidence")
    expect(evidence.get_by_role("link", name=chosen.code, exact=True)).to_be_visible()
    dashboard.keyboard.press("Escape")

    assert (stage_on_tile(office, chosen, BEFORE) != "completed", stage_on_tile(office, chosen, ON)) == (
        True,
        "completed",
    )
    writing.goto(f"{office.url}/?select=consolidation_parcels/{chosen.code}&at={ON}")
    expect(writing.locator("section.thing")).to_contain_text("整备完成")

    rows = {row[1]: row for row in ledger_of(dashboard).iter_rows(values_only=True)}
    assert rows["整备完成面积"][3] == pytest.approx(REPORTED_M2 + chosen.area_m2, abs=1e-6)
    assert f"{rows['整备完成面积'][5]:.1f}" == chosen.new_ha
    assert seen.complaints == []
