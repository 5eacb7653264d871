"""What is called slow, late and due: written out by hand, and on the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import psycopg
import pytest

from gis_core.consolidation.analysis.bottlenecks import ALL_TYPES, OWN_TYPE, late_projects, reminders, slow_parcels
from gis_core.consolidation.analysis.obstacles import Obstacle, note_obstacle
from gis_core.consolidation.analysis.questions import ask
from gis_core.errors import NotFoundError, RefusedInputError

AT = dt.date(2024, 12, 31)
Connection = psycopg.Connection[Any]


def stay(
    code: str, days: int, *, kind: str = "expropriation", ended: bool = True, stage: str = "signed"
) -> dict[str, Any]:
    return {
        "code": code,
        "project": "P1",
        "project_type": kind,
        "built_on": True,
        "area_m2": 100.0,
        "stage": stage,
        "since": pd.Timestamp(AT) - pd.Timedelta(days=days),
        "next_stage": "paid" if ended else None,
        "days": days,
    }


def test_a_stay_beyond_four_fifths_of_the_others_is_slow() -> None:
    ended = [stay(f"A{days}", days) for days in range(1, 101)]
    found = slow_parcels(pd.DataFrame([*ended, stay("slow", 90, ended=False), stay("usual", 70, ended=False)]))
    assert found["code"].tolist() == ["slow"]
    row = found.iloc[0]
    assert row["usual_days"] == pytest.approx(80, abs=2)
    assert (row["days"], row["pool"], row["ends"]) == (90, OWN_TYPE, 100)


def test_running_stays_make_the_usual_longer() -> None:
    ended = [stay(f"A{days}", days) for days in range(1, 101)]
    running = [stay(f"R{number}", 95, ended=False) for number in range(100)]
    assert slow_parcels(pd.DataFrame([*ended, *running])).empty


def test_a_type_with_few_stays_is_measured_against_all() -> None:
    ended = [stay(f"A{days}", days) for days in range(1, 101)]
    found = slow_parcels(pd.DataFrame([*ended, stay("other", 95, kind="land_recovery", ended=False)]))
    assert found[["code", "pool"]].to_numpy().tolist() == [["other", ALL_TYPES]]


def test_with_too_few_stays_nobody_is_called_slow() -> None:
    assert slow_parcels(pd.DataFrame([stay("A", 5), stay("B", 900, ended=False)])).empty


def test_a_project_is_late_once_its_promised_day_is_over() -> None:
    milestones = pd.DataFrame({"project": ["P1", "P2", "P3"], "promised_on": [AT, dt.date(2024, 12, 1), None]})
    found = late_projects(milestones, AT)
    assert found[["project", "late_days"]].to_numpy().tolist() == [["P2", 30]]


def test_reminders_hold_what_is_past_and_what_comes_soon() -> None:
    obstacles = pd.DataFrame(
        {
            "project": ["P1", "P1", "P1"],
            "code": ["A", "B", "C"],
            "next_action": ["call", "visit", "wait"],
            "next_on": [dt.date(2024, 12, 20), dt.date(2025, 1, 10), dt.date(2025, 3, 1)],
            "owner": "Chen",
        }
    )
    milestones = pd.DataFrame(
        {"project": ["P2"], "label_zh": ["批复"], "label_en": ["Plan approved"], "promised_on": [AT], "team": ["T1"]}
    )
    due = reminders(obstacles, milestones, AT, 14)
    assert due[["kind", "what_en", "overdue_days"]].to_numpy().tolist() == [
        ["action", "call", 11],
        ["milestone", "Plan approved", 0],
        ["action", "visit", -10],
    ]


def test_the_last_note_stands_and_removing_takes_it_off(connection: Connection, parcel: Callable[..., str]) -> None:
    parcel("Z1")
    noted = {"project": "X1", "parcel": "Z1", "owner": "陈主任", "next_action": "再谈价格", "next_on": AT}
    note_obstacle(connection, Obstacle(reason="price", **noted))
    note_obstacle(connection, Obstacle(reason="title", **noted))
    now = connection.execute("SELECT clock_timestamp()").fetchone()
    assert now is not None
    found = ask(connection, "obstacles", known=now[0])
    assert found[["code", "reason", "removed"]].to_numpy().tolist() == [["Z1", "title", False]]
    note_obstacle(connection, Obstacle(reason="title", removed=True, **noted))
    assert ask(connection, "obstacles", known=now[0])["removed"].tolist() == [True]


@pytest.mark.parametrize(
    ("changed", "kind", "says"),
    [
        ({"project": "X9"}, NotFoundError, "X9"),
        ({"parcel": "Z9"}, NotFoundError, "Z9"),
        ({"reason": "weather"}, NotFoundError, "weather"),
        ({"owner": ""}, RefusedInputError, "sees to it"),
    ],
)
def test_a_note_of_nothing_on_record_is_refused(
    connection: Connection, parcel: Callable[..., str], changed: dict[str, Any], kind: type[Exception], says: str
) -> None:
    parcel("Z1")
    noted = {"project": "X1", "parcel": "Z1", "reason": "price", "owner": "陈", "next_action": "谈", "next_on": AT}
    with pytest.raises(kind, match=says):
        note_obstacle(connection, Obstacle(**(noted | changed)))


def test_nobody_rewrites_a_note(connection: Connection, parcel: Callable[..., str]) -> None:
    parcel("Z1")
    note_obstacle(connection, Obstacle("X1", "price", "陈", "谈", AT, parcel="Z1"))
    for statement in ("UPDATE obstacles SET owner = 'x'", "DELETE FROM obstacles", "TRUNCATE obstacles"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute(statement)
