"""
No route tells a role what is personal and isn't for its eyes: names, phones, amounts, notes, restricted papers.

Every GET route is asked with every set of parameters that fits it, as each role; its text (or what a workbook holds) is
searched for what was planted. That officers find each secret somewhere proves that the search can find it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from urllib.parse import quote

import httpx
import pytest

from api.roles import Role
from gis_core.instance import Instance
from tests.api.consolidating import HOLDER, fill_project
from tests.api.serving import Running, serving
from tests.api.test_access import routes

API = "/api/consolidation"
PDF = b"%PDF-1.7\n% vertraulich-0815 \n1 0 obj <<>> endobj\n%%EOF\n"
SECRETS = {
    "name": "志明",
    "phone": "10000001234",
    "offer": "913577",
    "payment": "824691",
    "what was said": "口信甲",
    "title of a restricted document": "补偿协议丙",
    "what it holds": "vertraulich-0815",
}
ASKED = (
    "",
    "purpose=核对",
    "project=X1",
    "project=X1&purpose=核对",
    "year=2024",
    "year=2024&project=X1",
    "kind=project&year=2024&project=X1",
    "at=2024-12-31",
    "at=2024-12-31&project=X1",
    "year=2024&at=2024-06-30",
    "first=2023-01-01&last=2025-12-31",
    "first=2023&last=2023&at=2024-06-30",
    "team=谈判一组",
    "q=麦志明",
    "q=10000001234",
    "layers=consolidation_parcels",
    "bbox=113,22,115,23",
)
ENDLESS = "/api/consolidation/events/stream"  # tells of events, which hold nothing personal (test_progress_stream)
TOWNS_OWN = ("parks_upgraded", "roads_opened", "parking_spaces_added", "stations_opened")


@pytest.fixture(scope="module")
def office(fresh_instance: Callable[[str], Instance]) -> Iterator[Running]:
    instance = fresh_instance("confidential")
    fill_project(instance)
    with serving(instance) as running:
        with running.client(Role.OFFICER) as officer:
            for sent, body in (
                ("negotiations", {"party": HOLDER, "kind": "offer", "happened_on": "2024-05-01",
                                  "amount_yuan": 913577, "note": "口信甲"}),
                ("payments", {"party": HOLDER, "amount_yuan": "824691.35", "due_on": "2024-06-01",
                              "paid_on": "2024-06-02"}),
                ("events", {"parcel": "Z1", "stage": "signed", "happened_on": "2024-05-20"}),
            ):  # fmt: skip
                officer.post(f"{API}/{sent}", json=body).raise_for_status()
            asked = {"name": "补偿协议丙.pdf", "restricted": "true"}
            officer.post(f"{API}/projects/X1/documents", params=asked, content=PDF).raise_for_status()
        yield running


def addresses(papers: list[str]) -> Iterator[str]:
    """Every GET route, with values that are there in its path."""
    figures = ("completed_area", "signing_rate_holders", "funds_planned", "funds_paid", *TOWNS_OWN)
    known = {
        "layer": ("consolidation_parcels", "consolidation_projects"),
        "code": ("X1", "Z1"),
        "figure": figures,
        "stage": ("signed",),
        "number": papers,
        "id": ("1",),
        "name": ("stages",),
        "z": ("14",),
        "x": ("13377",),
        "y": ("7123",),
    }
    for route in routes():
        if "GET" not in (route.methods or ()) or route.path == ENDLESS:
            continue
        found = [route.path.replace(":path", "")]
        for part, values in known.items():
            found = [path.replace(f"{{{part}}}", value) for path in found for value in values]
        yield from dict.fromkeys(found)


def text_of(answer: httpx.Response) -> str:
    """What an answer says; of a workbook what all its parts say."""
    if not answer.content.startswith(b"PK"):
        return answer.content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def told(office: Running, role: Role) -> dict[str, set[str]]:
    """Return for each secret the addresses that tell it to a role; whatever the status is."""
    found: dict[str, set[str]] = {name: set() for name in SECRETS}
    with office.client(Role.OFFICER) as officer:
        listed = officer.get(f"{API}/projects/X1").raise_for_status().json()["documents"]
    with office.client(role) as client:
        for path in addresses([paper["id"] for paper in listed]):
            for asked in ASKED:
                answer = client.get(f"{path}?{quote(asked, safe='=&,')}" if asked else path)
                said = text_of(answer)
                for name, secret in SECRETS.items():
                    if secret in said and secret not in asked:
                        found[name].add(path)
                if answer.status_code == 403:
                    break
    return found


def test_an_officer_finds_each_secret_somewhere(office: Running) -> None:
    assert [name for name, paths in told(office, Role.OFFICER).items() if not paths] == []


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PLANNER, Role.ANALYST])
def test_whoever_is_not_of_the_team_finds_none_anywhere(office: Running, role: Role) -> None:
    assert {name: paths for name, paths in told(office, role).items() if paths} == {}
