"""Figures of land consolidation over HTTP and as a ledger: one office's few records, asked every way."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from api.roles import Role
from gis_core import db
from gis_core.instance import Instance
from tests.api.serving import EAST, NORTH, Running, serving

FIGURES = "/api/consolidation/figures"
PERIOD = {"year": 2024}


@pytest.fixture(scope="module")
def office(fresh_instance: Callable[..., Instance]) -> Instance:
    """Two projects, six parcels of 4 ha, two zones; Z1 … Z3 are completed in 2024, Z4 in 2023, Z1 is stored too."""
    instance = fresh_instance("office")
    box = "st_multi(st_makeenvelope(%s, %s, %s, %s, 4547))"
    with db.connect(instance, who="recorder") as connection:
        run = connection.execute
        for code, kind, at in (("X1", "interest_sharing", 0), ("X2", "expropriation", 900)):
            run(
                "INSERT INTO consolidation_projects (code, name, project_type, team, geom, valid_from)"
                f" VALUES (%s, %s, %s, '一组', {box}, '2022-01-01')",
                [code, f"项目{code}", kind, EAST + at, NORTH, EAST + at + 800, NORTH + 200],
            )
            run("INSERT INTO project_targets VALUES (%s, 2024, 1, 'industrial', 91000)", [code])
            run("INSERT INTO project_funds VALUES (%s, 2024, 1, 9100)", [code])
        for code, west, width in (("N", 0, 550), ("S", 550, 550)):
            run(
                f"INSERT INTO functional_zones (code, name, geom, valid_from) VALUES (%s, %s, {box}, '2020-01-01')",
                [code, code, EAST + west, NORTH - 500, EAST + west + width, NORTH + 500],
            )
        for number in range(6):
            west = EAST + number * 300
            run(
                "INSERT INTO consolidation_parcels (code, project, land_kind, floor_area_m2, geom, valid_from)"
                f" VALUES (%s, %s, 'industrial', %s, {box}, '2022-01-01')",
                [f"Z{number}", "X1" if number < 3 else "X2", number * 100.5, west, NORTH, west + 200, NORTH + 200],
            )
            run("INSERT INTO right_holders (parcel, kind, land_m2, floor_m2) VALUES (%s, 'firm', 1, 1)", [f"Z{number}"])
        for code, stage, on in (
            *((f"Z{number}", "signed", "2022-06-01") for number in range(1, 5)),
            *(("Z1", "demolished", "2024-01-10"), ("Z1", "completed", "2024-02-01"), ("Z1", "stored", "2024-05-01")),
            *(("Z2", "completed", "2024-06-30"), ("Z3", "completed", "2024-07-01"), ("Z4", "completed", "2023-03-01")),
        ):
            run("INSERT INTO stage_events (parcel, stage, happened_on) VALUES (%s, %s, %s)", [code, stage, on])
    return instance


@pytest.fixture(scope="module")
def running(office: Instance) -> Iterator[Running]:
    """A server on it."""
    with serving(office) as server:
        yield server


@pytest.fixture(scope="module")
def viewer(running: Running) -> Iterator[httpx.Client]:
    """A viewer's client."""
    with running.client(Role.VIEWER) as client:
        yield client


@pytest.fixture(scope="module")
def officer(running: Running) -> Iterator[httpx.Client]:
    """An officer's client."""
    with running.client(Role.OFFICER) as client:
        yield client


def test_every_figure_comes_with_unit_definition_and_hectares(viewer: httpx.Client) -> None:
    answer = viewer.get(FIGURES, params=PERIOD).json()
    assert answer["period"] == {"first": "2024-01-01", "last": "2024-12-31"}
    told = {figure["name"]: figure for figure in answer["figures"]}
    assert {"completed_area", "signing_rate_holders", "cleared_rate_floor_area", "funds_paid"} <= told.keys()
    assert (told["completed_area"]["value"], told["completed_area"]["ha"]) == (120_000, 12)
    assert told["signing_rate_parcels"]["value"] == pytest.approx(4 / 6)
    assert told["signing_rate_parcels"]["ha"] is None
    assert told["ahead_area"]["value"] == 120_000 - 182_000
    assert all(figure["definition"]["zh"] and figure["definition"]["en"] for figure in told.values())


def test_evidence_adds_up_to_every_figure_for_every_scope(officer: httpx.Client) -> None:
    names = [figure["name"] for figure in officer.get(FIGURES, params=PERIOD).json()["figures"]]
    assert len(names) > 25
    scopes: list[dict[str, str]] = [{}, {"zone": "N"}, {"zone": "-"}, {"project": "X2"}, {"type": "expropriation"}]
    for name in names:
        for scope in scopes:
            answer = officer.get(f"{FIGURES}/{name}/evidence", params=PERIOD | scope).json()
            same = officer.get(f"{FIGURES}/{name}", params=PERIOD | scope).json()
            assert answer["value"] == same["value"], name
            rows = answer["rows"]
            if answer["made"] == "sum":
                assert answer["value"] == pytest.approx(sum(row["amount"] for row in rows), abs=1e-6)
            elif answer["made"] == "ratio" and rows:
                assert answer["value"] == pytest.approx(sum(r["amount"] for r in rows) / sum(r["of"] for r in rows))


def test_zones_and_what_lies_in_none_add_up(viewer: httpx.Client) -> None:
    def ask(**scope: str) -> float:
        return float(viewer.get(f"{FIGURES}/completed_area", params=PERIOD | scope).json()["value"])

    assert [ask(zone=zone) for zone in ("N", "S", "-")] == [40_000, 80_000, 0]
    assert ask() == 120_000


def test_money_is_the_officer_s_to_see(viewer: httpx.Client, officer: httpx.Client) -> None:
    seen = officer.get(f"{FIGURES}/funds_planned", params=PERIOD).json()
    assert (seen["value"], seen["unit"], seen["hidden"]) == (18_200, "CNY", False)
    hidden = viewer.get(f"{FIGURES}/funds_planned", params=PERIOD).json()
    assert (hidden["value"], hidden["hidden"]) == (None, True)
    refused = viewer.get(f"{FIGURES}/funds_planned/evidence", params=PERIOD)
    assert refused.status_code == 403 and "officers" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("path", "parameters", "field"),
    [
        (FIGURES, {"year": 2024, "first": "2024-01-01"}, "year"),
        (FIGURES, {"first": "2024-01-01"}, "first"),
        (FIGURES, {"first": "2024-02-01", "last": "2024-01-01"}, "first"),
        (FIGURES, {"zone": "nowhere"}, "zone"),
        (FIGURES, {"project": "a\0b"}, "project"),
        (FIGURES, {"community": ""}, "community"),
        (f"{FIGURES}/hectares", {}, "figure"),
        (f"{FIGURES}/completed_area", {"gap_m": 3}, "gap_m"),
        (f"{FIGURES}/contiguous_area", {"gap_m": "nan"}, "gap_m"),
        ("/api/consolidation/states", {"since": "soon"}, "since"),
        ("/api/consolidation/monthly", {"at": "2024-01-01"}, "at"),
        ("/api/consolidation/ledger.xlsx", {"kind": "week"}, "kind"),
        ("/api/consolidation/ledger.xlsx", {"kind": "month"}, "month"),
        ("/api/consolidation/ledger.xlsx", {"kind": "project"}, "project"),
    ],
)
def test_what_cannot_be_asked_is_400_and_named(
    viewer: httpx.Client, path: str, parameters: dict[str, Any], field: str
) -> None:
    answer = viewer.get(path, params=parameters)
    assert answer.status_code == 400, answer.text
    assert answer.json()["field"] == field, answer.text


def test_parameters_of_a_figure_change_it_and_are_told(viewer: httpx.Client) -> None:
    alone = viewer.get(f"{FIGURES}/contiguous_area", params=PERIOD).json()
    wide = viewer.get(f"{FIGURES}/contiguous_area", params=PERIOD | {"smallest_m2": 50_000, "gap_m": 100}).json()
    assert alone["parameters"] == {"gap_m": 12, "smallest_m2": 30_000}
    assert wide["parameters"] == {"gap_m": 100, "smallest_m2": 50_000}
    assert (alone["value"], wide["value"]) == (120_000, 160_000 - 0)


def test_a_figure_is_frozen_by_an_officer_and_compared_later(
    running: Running, viewer: httpx.Client, officer: httpx.Client
) -> None:
    assert viewer.post(f"{FIGURES}/completed_area/frozen", params=PERIOD).status_code == 403
    kept = officer.post(f"{FIGURES}/completed_area/frozen", params=PERIOD | {"note": "年报"}).json()
    assert (kept["value"], kept["rows"], kept["frozen_by"], kept["note"]) == (120_000, 3, "test-officer", "年报")
    compared = viewer.get(f"/api/consolidation/frozen/{kept['id']}").json()
    assert compared["difference"] == 0 and compared["intact"] and compared["gained"] == []
    assert [one["id"] for one in viewer.get("/api/consolidation/frozen").json()["frozen"]] == [kept["id"]]
    assert viewer.get("/api/consolidation/frozen/999").status_code == 404


def test_months_funnel_projects_and_states_agree(viewer: httpx.Client) -> None:
    months = viewer.get("/api/consolidation/monthly", params=PERIOD).json()
    assert len(months["months"]) == 12
    assert [month["completed_m2"] for month in months["months"]][:7] == [0, 40_000, 0, 0, 0, 40_000, 40_000]
    assert months["months"][11]["cumulative_completed_m2"] == 120_000
    assert months["months"][11]["cumulative_target_m2"] == 182_000
    stages = viewer.get("/api/consolidation/funnel", params={"at": "2024-12-31"}).json()["stages"]
    assert stages[0]["reached"]["parcels"] == 6
    assert sum(stage["at_stage"]["area_m2"] for stage in stages) == 240_000
    rows = viewer.get("/api/consolidation/projects", params={"at": "2024-12-31"}).json()["rows"]
    assert {row["code"]: row["completed_m2"] for row in rows} == {"X1": 80_000, "X2": 80_000}
    assert rows[0]["monthly"][1] == 40_000 and rows[0]["rates"]["signing_rate_parcels"] == pytest.approx(2 / 3)
    step = viewer.get("/api/consolidation/states", params={"at": "2024-07-01", "since": "2024-06-30"}).json()
    assert step["states"] == [{"code": "Z3", "stage": "completed"}]
    whole = viewer.get("/api/consolidation/states", params={"at": "2024-07-01", "project": "X2"}).json()
    assert {state["code"]: state["stage"] for state in whole["states"]} == {
        "Z3": "completed",
        "Z4": "completed",
        "Z5": None,
    }


def _open(body: bytes) -> tuple[Any, Any]:
    """Return the workbook with the values kept in it, and with its formulas."""
    return openpyxl.load_workbook(io.BytesIO(body), data_only=True), openpyxl.load_workbook(io.BytesIO(body))


def _computed(sheet: Any, formula: str) -> float:
    """Work out the formulas that the ledger writes: sums of a column, differences, quotients."""
    inner = formula.removeprefix("=")
    if inner.startswith("SUM("):
        first, _, last = inner[4:-1].replace("$", "").partition(":")
        return sum(float(cell[0].value or 0) for cell in sheet[f"{first}:{last}"])
    if inner.startswith("IF("):
        inner = inner.rpartition(",")[2][:-1]
    sign = "-" if "-" in inner else "/"
    left, right = inner.split(sign)
    a, b = (float(part) if part.isdigit() else float(sheet[part].value) for part in (left, right))
    return a - b if sign == "-" else a / b


@pytest.mark.parametrize("kind", ["year", "month", "project"])
def test_the_ledger_s_kept_values_are_what_its_formulas_give(officer: httpx.Client, kind: str) -> None:
    asked = {"year": 2024, "kind": kind, **({"month": 2} if kind == "month" else {})}
    answer = officer.get(
        "/api/consolidation/ledger.xlsx", params=asked | ({"project": "X1"} if kind == "project" else {})
    )
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    values, formulas = _open(answer.content)
    checked = 0
    for sheet in formulas:
        assert sheet.merged_cells.ranges and sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows, f"{sheet.title} repeats its heads"
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    kept = values[sheet.title][cell.coordinate].value
                    if kept != "—":
                        assert kept == pytest.approx(_computed(values[sheet.title], cell.value)), cell.value
                        checked += 1
    assert checked > 20


def test_the_ledger_shows_the_api_s_numbers(officer: httpx.Client) -> None:
    body = officer.get("/api/consolidation/ledger.xlsx", params={"year": 2024, "kind": "year"}).content
    values, _ = _open(body)
    assert values.sheetnames == ["汇总", "分月", "项目", "X1", "X2", "定义"]
    told = {figure["label"]["zh"]: figure for figure in officer.get(FIGURES, params=PERIOD).json()["figures"]}
    shown = {row[1]: row for row in values["汇总"].iter_rows(values_only=True) if row[1] in told}
    assert shown.keys() == told.keys()
    for label, figure in told.items():
        number = shown[label][3]
        assert (None if number in ("—", "") else number) == figure["value"], label
        if figure["ha"] is not None:
            assert shown[label][5] == pytest.approx(figure["ha"])
    total = next(row for row in values["项目"].iter_rows(values_only=True) if row[0] == "合计")
    assert total[6] == told["整备完成面积"]["value"]
    definitions = {row[0]: row for row in values["定义"].iter_rows(values_only=True)}
    assert definitions["整备完成面积"][2].startswith("本期内阶段事件")


def test_a_viewer_s_ledger_has_no_money(viewer: httpx.Client) -> None:
    body = viewer.get("/api/consolidation/ledger.xlsx", params={"year": 2024, "kind": "year"}).content
    values, _ = _open(body)
    funds = {row[1]: row[3] for row in values["汇总"].iter_rows(values_only=True)}
    assert funds["计划资金"] == "不予显示"
    heads = [cell for row in values["项目"].iter_rows(min_row=3, max_row=4, values_only=True) for cell in row]
    assert "资金（元）" in heads
    assert 9100 not in [cell for row in values["项目"].iter_rows(values_only=True) for cell in row]


def test_the_command_gives_the_same(matian: Callable[..., Any], office: Instance, tmp_path: Path) -> None:
    done = matian(office, "report", "consolidation", "--year", "2024", "--json")
    assert done.code == 0, done.err
    figures = done.json["figures"]
    assert (figures["completed_area"]["value"], figures["completed_area"]["unit"]) == (120_000, "m²")
    assert figures["completed_area"]["ha"] == 12 and "ha" not in figures["signing_rate_area"]
    assert [project["code"] for project in done.json["projects"]] == ["X1", "X2"]
    assert done.json["projects"][0]["figures"].keys() == figures.keys()
    file = tmp_path / "ledger.xlsx"
    assert matian(office, "report", "consolidation", "--year", "2024", "--xlsx", file).code == 0
    assert openpyxl.load_workbook(file).sheetnames[0] == "汇总"
    text = matian(office, "report", "consolidation", "--year", "2024", "--project", "X1", "--md").out
    assert "| 整备完成面积 Land consolidation completed | 80,000.000000 | m² |" in text
    part = matian(office, "report", "evidence", "completed_area", "--year", "2024", "--zone", "N", "--json").json
    assert json.dumps([row["code"] for row in part["rows"]]) == '["Z1"]' and part["value"] == 40_000
    wrong = matian(office, "report", "evidence", "completed_area", "--first", "2024-01-01", "--json")
    assert wrong.code == 2 and wrong.json["error"].startswith("first: a period has a first and a last day")
