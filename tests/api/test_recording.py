"""Recording over HTTP: who may, what is refused and why, and what is answered."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import openpyxl
import pytest
from pyproj import Transformer

from api.roles import Role
from gis_core import db
from gis_core.instance import Instance
from tests.api.consolidating import HOLDER, SIDE, SOUTH, WEST, fill_project
from tests.api.serving import Running, serving

API = "/api/consolidation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def office(fresh_instance: Callable[[str], Instance]) -> Iterator[Running]:
    """A server on an instance with one project."""
    instance = fresh_instance("recording")
    fill_project(instance, 8)
    with serving(instance) as running:
        yield running


@pytest.fixture
def officer(office: Running) -> Iterator[httpx.Client]:
    with office.client(Role.OFFICER) as client:
        yield client


@pytest.fixture
def viewer(office: Running) -> Iterator[httpx.Client]:
    with office.client(Role.VIEWER) as client:
        yield client


def degrees(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    move = Transformer.from_crs(4547, 4490, always_xy=True)
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return {"type": "Polygon", "coordinates": [[move.transform(*point) for point in ring]]}


SIGNED = {"parcel": "Z2", "stage": "signed", "happened_on": "2024-01-10"}


def refused(answer: httpx.Response, status: int, field: str | None) -> str:
    assert answer.status_code == status, answer.text
    problem = answer.json()
    assert problem.get("field") == field, problem
    return str(problem["detail"])


def test_an_event_bears_the_name_of_the_token(officer: httpx.Client) -> None:
    made = officer.post(f"{API}/events", json={"parcel": "Z1", "stage": "identified", "happened_on": "2024-01-10"})
    assert made.status_code == 201, made.text
    assert made.json()["recorded_by"] == "test-officer"
    listed = officer.get(f"{API}/events", params={"parcel": "Z1"}).json()["events"]
    assert [(event["what"], event["recorded_by"]) for event in listed] == [("identified", "test-officer")]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("events", {"parcel": "Z1", "stage": "signed", "happened_on": "2024-01-10"}),
        ("milestones", {"project": "X1", "milestone": "listed", "happened_on": "2024-01-10"}),
        ("custody", {"parcel": "Z1", "state": "stored", "happened_on": "2024-01-10"}),
        ("projects/X1/notes", {"note": "x"}),
        ("negotiations", {"party": HOLDER, "kind": "contact", "happened_on": "2024-01-10"}),
    ],
)
def test_a_viewer_records_nothing(viewer: httpx.Client, path: str, body: dict[str, Any]) -> None:
    assert "needs the role officer" in refused(viewer.post(f"{API}/{path}", json=body), 403, None)


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"parcel": "Z9", "stage": "signed", "happened_on": "2024-01-10"}, 404, "parcel"),
        ({"parcel": "Z2", "stage": "finished", "happened_on": "2024-01-10"}, 404, "stage"),
        ({"parcel": "Z2", "stage": "completed", "happened_on": "2024-01-10"}, 422, "override_reason"),
        ({"parcel": "Z2", "stage": "signed", "happened_on": "2199-01-01"}, 422, "happened_on"),
        ({"parcel": "Z2", "stage": "signed", "happened_on": "2024-02-30"}, 400, "happened_on"),
        ({"parcel": "Z2", "stage": "signed", "happened_on": 1704067200}, 400, "happened_on"),
        ({"parcel": "Z2", "stage": "signed", "happened_on": "2024-01-10T00:00:00Z"}, 400, "happened_on"),
        ({"parcel": "Z2", "stage": "signed", "happened_on": "1899-12-31"}, 400, "happened_on"),
        ({"parcel": "Z2", "stage": "signed"}, 400, "body"),
        ({"parcel": "Z2"}, 400, "body"),
        ({"parcel": "Z2", "voids": 999_999}, 404, "voids"),
        ({"parcel": "Z\u0000", "stage": "signed", "happened_on": "2024-01-10"}, 400, "parcel"),
        ({"parcel": "Z2", "stage": "signed", "happened_on": "2024-01-10", "recorded_by": "me"}, 400, "recorded_by"),
        (SIGNED | {"part": {"type": "Polygon", "coordinates": [1]}}, 400, "part"),
        (SIGNED | {"part": {"type": "Point", "coordinates": [1, 2]}}, 400, "type"),
        (SIGNED | {"part": degrees(WEST, SOUTH, WEST + 900, SOUTH + 900)}, 422, "part"),
    ],
)  # fmt: skip
def test_what_cannot_be_recorded_is_refused_with_its_field(
    officer: httpx.Client, body: dict[str, Any], status: int, field: str
) -> None:
    refused(officer.post(f"{API}/events", json=body), status, field)


def test_of_two_who_record_the_same_one_wins_and_the_other_is_told(office: Running) -> None:
    body = {"parcel": "Z6", "stage": "identified", "happened_on": "2024-01-10"}
    with office.client(Role.OFFICER) as one, office.client(Role.LEAD) as other, ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda client: client.post(f"{API}/events", json=body), (one, other)))
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    (told,) = [answer.json() for answer in answers if answer.status_code == 422]
    assert (told["field"], "has reached identified already" in told["detail"]) == ("stage", True)


def test_a_partial_completion_answers_with_both_parcels(officer: httpx.Client) -> None:
    officer.post(f"{API}/events", json={"parcel": "Z3", "stage": "signed", "happened_on": "2024-01-10"})
    west = WEST + 2 * SIDE
    part = degrees(west, SOUTH, west + 25, SOUTH + SIDE)
    body = {"parcel": "Z3", "stage": "completed", "happened_on": "2024-05-01", "part": part}
    made = officer.post(f"{API}/events", json=body)
    assert made.status_code == 201, made.text
    assert made.json()["children"] == ["Z3-1", "Z3-2"]
    parcels = officer.get(f"{API}/projects/X1/parcels", params={"sort": "-area_m2"}).json()["parcels"]
    areas = {row["code"]: round(row["area_m2"], 3) for row in parcels if row["parent"] == "Z3"}
    assert areas == {"Z3-2": 7500.0, "Z3-1": 2500.0}


def test_a_partial_completion_recorded_in_error_is_undone(officer: httpx.Client) -> None:
    body = {"parcel": "Z8", "stage": "signed", "happened_on": "2024-01-10"}
    officer.post(f"{API}/events", json=body)
    west = WEST + 7 * SIDE
    part = degrees(west, SOUTH, west + 25, SOUTH + SIDE)
    made = officer.post(f"{API}/events", json=body | {"stage": "completed", "happened_on": "2024-05-01", "part": part})
    assert made.json()["children"] == ["Z8-1", "Z8-2"], made.text
    later = {"parcel": "Z8-2", "stage": "identified", "happened_on": "2024-06-01"}
    own = officer.post(f"{API}/events", json=later).json()["id"]
    undo = {"parcel": "Z8-1", "voids": made.json()["id"], "undo_division": True, "note": "误录"}
    told = refused(officer.post(f"{API}/events", json=undo), 422, "undo_division")
    assert "part Z8-2 of parcel Z8 has been identified on 2024-06-01" in told
    refused(officer.post(f"{API}/events", json=undo | {"stage": "paid", "happened_on": "2024-06-01"}), 400, "body")
    officer.post(f"{API}/events", json={"parcel": "Z8-2", "voids": own})
    undone = officer.post(f"{API}/events", json=undo)
    assert (undone.status_code, undone.json()["restored"]) == (201, "Z8"), undone.text
    parcels = officer.get(f"{API}/projects/X1/parcels").json()["parcels"]
    assert [row["code"] for row in parcels if row["code"].startswith("Z8")] == ["Z8"]
    refused(officer.post(f"{API}/events", json=undo), 422, "undo_division")


def test_a_project_tells_its_three_dates_and_money_by_role(officer: httpx.Client, viewer: httpx.Client) -> None:
    made = officer.post(f"{API}/milestones", json={"project": "X1", "milestone": "listed", "happened_on": "2023-02-03"})
    assert made.status_code == 201, made.text
    officer.post(f"{API}/projects/X1/notes", json={"note": "下周见面"})
    told = viewer.get(f"{API}/projects/X1").json()
    first = told["milestones"][0]
    dates = [first[name] for name in ("milestone", "original_on", "adjusted_on", "actual_on", "reason")]
    assert dates == ["listed", "2023-01-10", "2023-02-01", "2023-02-03", "资金未到位"]
    assert (told["responsible"], told["funds"], told["notes"][0]["note"]) == ("麦科长", None, "下周见面")
    assert told["titles"] == [{"code": "unfinished", "parcels": len(told["titles"]) + 8, "area_m2": 80000.0, "ha": 8.0}]
    assert told["targets"][0] | {} == {
        "year": 2024, "quarter": 1, "land_kind": "industrial", "area_m2": 10000.0, "ha": 1.0,
    }  # fmt: skip
    assert officer.get(f"{API}/projects/X1").json()["funds"] == [
        {"year": 2024, "quarter": 1, "planned_yuan": 1_000_000.0, "paid_yuan": 0.0}
    ]
    refused(viewer.get(f"{API}/projects/X9"), 404, "code")
    refused(viewer.get(f"{API}/projects/X1/parcels", params={"sort": "name"}), 400, "sort")
    refused(viewer.get(f"{API}/projects/X1", params={"nonesuch": "1"}), 400, "nonesuch")


def test_negotiations_are_masked_by_role_and_every_reading_is_kept(office: Running, officer: httpx.Client) -> None:
    step = {"party": HOLDER, "kind": "offer", "happened_on": "2024-03-01", "amount_yuan": 120000.5, "note": "可再谈"}
    assert officer.post(f"{API}/negotiations", json=step).status_code == 201
    seen = {}
    for role in (Role.VIEWER, Role.PLANNER, Role.ANALYST, Role.OFFICER, Role.LEAD, Role.ADMINISTRATOR):
        with office.client(role) as client:
            (row,) = client.get(f"{API}/projects/X1/negotiations", params={"purpose": f"test {role}"}).json()[
                "negotiations"
            ]
        seen[role] = (row["person"], row["amount_yuan"], row["note"])
    plain, masked = ("麦志明", 120000.5, "可再谈"), ("麦**", None, None)
    assert seen == {
        Role.VIEWER: masked, Role.PLANNER: masked, Role.ANALYST: masked,
        Role.OFFICER: plain, Role.LEAD: plain, Role.ADMINISTRATOR: plain,
    }  # fmt: skip
    with db.connect(office.instance, role="owner") as connection:
        rows = connection.execute("SELECT read_by, role, purpose FROM personal.readings ORDER BY id").fetchall()
    assert [(who, purpose) for who, _, purpose in rows] == [(f"test-{role}", f"test {role}") for role in seen]
    refused(officer.get(f"{API}/projects/X1/negotiations"), 400, "purpose")
    refused(officer.post(f"{API}/negotiations", json=step | {"party": HOLDER[:-1] + "2"}), 404, "party")


def test_the_template_goes_out_and_comes_back(officer: httpx.Client) -> None:
    written = officer.get(f"{API}/events/template.xlsx", params={"project": "X1"})
    assert written.headers["content-type"] == XLSX
    book = openpyxl.load_workbook(io.BytesIO(written.content))
    sheet = book.worksheets[0]
    row = next(number for number in range(1, 20) if sheet.cell(number, 1).value == "Z5")
    sheet.cell(row, 8).value = "签约 Signed"
    sheet.cell(row, 9).value = "2024-06-03"
    out = io.BytesIO()
    book.save(out)
    answers = [
        officer.post(f"{API}/events/sheet", content=out.getvalue(), headers={"Content-Type": XLSX}).json()
        for _ in range(2)
    ]
    counts = [[answer[name] for name in ("read", "recorded", "unchanged", "refused")] for answer in answers]
    assert counts == [[1, 1, 0, 0], [1, 0, 1, 0]]
    refused(officer.post(f"{API}/events/sheet", content=b"no sheet"), 422, None)
    refused(officer.post(f"{API}/events/sheet", content=b""), 400, "body")
    refused(officer.get(f"{API}/events/template.xlsx", params={"project": "X9"}), 404, "project")


def test_late_and_corrected_records_are_a_report(officer: httpx.Client) -> None:
    first = officer.post(f"{API}/events", json={"parcel": "Z7", "stage": "signed", "happened_on": "2024-01-10"}).json()
    officer.post(
        f"{API}/events",
        json={"parcel": "Z7", "stage": "signed", "happened_on": "2024-01-12", "voids": first["id"], "note": "更正"},
    )
    day = first["recorded_at"][:10]
    told = officer.get(f"{API}/corrections", params={"first": "2024-01-01", "last": "2199-12-31", "project": "X1"})
    rows = [row for row in told.json()["corrections"] if row["parcel"] == "Z7"]
    assert [(row["kind"], row["old_on"], row["happened_on"]) for row in rows] == [
        ("late", None, "2024-01-10"),
        ("corrected", "2024-01-10", "2024-01-12"),
    ]
    assert officer.get(f"{API}/corrections", params={"first": "2024-01-01", "last": "2024-12-31"}).json()[
        "corrections"
    ] == ([] if day > "2024-12-31" else rows)
    refused(officer.get(f"{API}/corrections", params={"first": "2024-02-01", "last": "2024-01-01"}), 400, "last")


def test_events_are_listed_page_by_page(officer: httpx.Client) -> None:
    whole = officer.get(f"{API}/events", params={"project": "X1"}).json()["events"]
    paged: list[Any] = []
    after = None
    while True:
        page = officer.get(
            f"{API}/events", params={"project": "X1", "limit": 2} | ({"after": after} if after else {})
        ).json()
        paged += page["events"]
        after = page["next"]
        if after is None:
            break
    assert paged == whole
    assert len(whole) > 4
    for text in ("!", "bnVsbA", "W10", "x" * 150):
        refused(officer.get(f"{API}/events", params={"after": text}), 400, "after")
