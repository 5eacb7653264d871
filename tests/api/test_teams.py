"""The negotiation teams and their days over HTTP: what counts, what comes first, who sees what of whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from shapely.geometry import shape

from api.roles import Role
from gis_core import db
from gis_core.instance import Instance
from tests.api.consolidating import HOLDER, fill_project
from tests.api.serving import Running, serving

END = {"at": "2025-12-31"}
TEAM = {"team": "谈判一组"}


@pytest.fixture(scope="module")
def office(fresh_instance: Callable[[str], Instance]) -> Iterator[Running]:
    """A server of its own with one project of four parcels of one hectare each, for what commits."""
    instance = fresh_instance("teams")
    fill_project(instance)
    with serving(instance) as running:
        yield running


def day(server: Running, role: Role = Role.OFFICER, **asked: Any) -> Any:
    """Return the day of a team as a role sees it."""
    with server.client(role) as client:
        return client.get("/api/consolidation/teams/day", params=asked).raise_for_status().json()


def test_every_parcel_on_its_way_is_one_team_s(demo_viewer: httpx.Client) -> None:
    teams = demo_viewer.get("/api/consolidation/teams", params=END).raise_for_status().json()["teams"]
    assert len(teams) > 3
    funnel = demo_viewer.get("/api/consolidation/funnel", params=END).json()["stages"]
    on_its_way = [row["at_stage"] for row in funnel if row["stage"] not in ("completed", "stored")]
    assert sum(team["parcels"] for team in teams) == sum(row["parcels"] for row in on_its_way)
    assert sum(team["area_m2"] for team in teams) == pytest.approx(sum(row["area_m2"] for row in on_its_way))
    slow = demo_viewer.get("/api/consolidation/bottlenecks", params=END).json()["parcels"]
    assert sum(team["beyond"] for team in teams) == len(slow)


def test_teams_stand_in_the_order_of_their_numbers(demo_viewer: httpx.Client) -> None:
    names = [row["team"] for row in demo_viewer.get("/api/consolidation/teams", params=END).json()["teams"]]
    order = "一二三四五六七八九"
    assert [order.index(name[2]) for name in names if name != "-"] == list(range(len(names) - names.count("-")))


def test_a_day_agrees_with_the_bottlenecks_and_draws_inside_the_red_lines(
    demo_viewer: httpx.Client, demo_server: Running
) -> None:
    found = day(demo_server, **TEAM, **END)
    slow = demo_viewer.get("/api/consolidation/bottlenecks", params=END).json()["parcels"]
    usual = {row["code"]: (row["days"], row["usual_days"]) for row in slow}
    projects = {row["code"]: shape(row["red_line"]).buffer(1e-5) for row in found["projects"]}
    mine = [row for row in found["parcels"] if row["beyond_days"] is not None and row["beyond_days"] > 0]
    assert {row["code"]: (row["days"], row["usual_days"]) for row in mine} == {
        code: told for code, told in usual.items() if next(r["project"] for r in slow if r["code"] == code) in projects
    }
    assert [row["number"] for row in found["parcels"]] == list(range(1, len(found["parcels"]) + 1))
    for row in [*found["parcels"], *found["finished"]]:
        assert projects[row["project"]].covers(shape(row["shape"])), row["code"]


def test_viewers_see_masked_names_and_no_amounts_and_officers_all(demo_server: Running) -> None:
    masked, whole = (day(demo_server, role, **TEAM, **END) for role in (Role.VIEWER, Role.OFFICER))
    assert (masked["masked"], whole["masked"]) == (True, False)
    seen = {row["code"]: row for row in masked["parcels"]}
    named = [row for row in whole["parcels"] if row["contacts"]]
    assert named and any(row["gap_yuan"] is not None for row in named)
    for row in named:
        for shown, real in zip(seen[row["code"]]["contacts"], row["contacts"], strict=True):
            assert shown["name"] == real["name"][0] + "*" * (len(real["name"]) - 1)
            assert shown["phone"] == real["phone"][:3] + "****" + real["phone"][-4:]
        assert all(seen[row["code"]][amount] is None for amount in ("offer_yuan", "asked_yuan", "gap_yuan"))
        assert seen[row["code"]]["last_contact_on"] == row["last_contact_on"]
        if row["holders"] == 1 and row["gap_yuan"] is not None:
            assert row["gap_yuan"] == pytest.approx(row["asked_yuan"] - row["offer_yuan"])


def test_a_day_puts_what_is_due_first_and_the_last_word_of_the_day_counts(office: Running) -> None:
    today = date.today()  # noqa: DTZ011  (only near)
    yesterday = str(today - timedelta(days=1))
    with office.client(Role.OFFICER) as client:
        for kind, amount in (("offer", 900_000), ("counter_offer", 1_200_000), ("offer", 1_000_000), ("refusal", None)):
            step = {"party": HOLDER, "kind": kind, "happened_on": yesterday, "amount_yuan": amount}
            client.post("/api/consolidation/negotiations", json=step).raise_for_status()
        before = day(office, **TEAM)
        note = {"project": "X1", "parcel": "Z3", "reason": "price", "owner": "谈判一组", "next_action": "再报价"}
        client.post("/api/consolidation/obstacles", json=note | {"next_on": yesterday}).raise_for_status()
    after = day(office, **TEAM)
    assert [row["code"] for row in before["parcels"]] == ["Z1", "Z2", "Z3", "Z4"]
    assert [row["code"] for row in after["parcels"]] == ["Z3", "Z1", "Z2", "Z4"]
    assert after["parcels"][0]["obstacle"]["next_action"] == "再报价"
    assert after["parcels"][0]["next_stage"] == "identified"
    first = next(row for row in after["parcels"] if row["code"] == "Z1")
    assert (first["offer_yuan"], first["asked_yuan"], first["gap_yuan"]) == (1_000_000, 1_200_000, 200_000)
    assert (first["last_kind"], first["refused"], first["offer_on"]) == ("refusal", True, yesterday)
    assert first["contacts"] == [{"kind": "household", "name": "麦志明", "phone": "10000001234"}]
    with office.client(Role.VIEWER) as client:
        earlier = client.get("/api/consolidation/teams/day", params=TEAM | {"known": "2024-01-01"})
        assert earlier.status_code == 404  # no project was on record by then
        teams = client.get("/api/consolidation/teams").json()["teams"]
    assert [(team["team"], team["parcels"], team["due"]) for team in teams] == [("谈判一组", 4, 1)]


def test_a_gap_is_of_holders_who_have_heard_an_offer_and_asked_for_more(office: Running) -> None:
    other = "00000000-0000-4000-8000-000000000002"
    with db.connect(office.instance, role="owner") as connection:
        connection.execute(
            "INSERT INTO right_holders (id, parcel, kind, land_m2, floor_m2) VALUES (%s, 'Z1', 'household', 9, 20)",
            [other],
        )
    step = {"party": other, "kind": "offer", "happened_on": "2025-06-01", "amount_yuan": 500_000}
    with office.client(Role.OFFICER) as client:
        client.post("/api/consolidation/negotiations", json=step).raise_for_status()
    first = next(row for row in day(office, **TEAM)["parcels"] if row["code"] == "Z1")
    assert (first["offer_yuan"], first["asked_yuan"], first["gap_yuan"]) == (1_500_000, 1_200_000, 200_000)


def test_each_reading_of_a_day_goes_on_record_with_its_purpose(office: Running) -> None:
    def readings() -> int:
        with db.connect(office.instance, role="owner") as connection:
            asked = (
                "SELECT count(*) FROM personal.readings WHERE purpose LIKE '谈判小组日报%' AND read_by = 'test-viewer'"
            )
            return int(connection.execute(asked).fetchone()[0])  # type: ignore[index]

    before = readings()
    day(office, Role.VIEWER, **TEAM)
    assert readings() == before + 2  # who they are, what was said


def test_a_team_that_no_project_names_is_not_found(demo_viewer: httpx.Client) -> None:
    answer = demo_viewer.get("/api/consolidation/teams/day", params={"team": "谈判百组"} | END)
    assert (answer.status_code, answer.json()["field"]) == (404, "team")
    assert demo_viewer.get("/api/consolidation/teams/day").json()["field"] == "team"
