"""Recording from Python: what is written, and how the database's refusals read."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from gis_core import db
from gis_core.consolidation.events import record_milestone, record_stage, void_stage
from gis_core.consolidation.figures import evidence, figure_named, value
from gis_core.consolidation.period import year
from gis_core.errors import NotFoundError, RefusedInputError, StageOrderError
from gis_core.instance import Instance

Connection = psycopg.Connection[Any]
Make = Callable[..., str]
DAY = dt.date(2024, 3, 1)


def test_a_stage_is_recorded_corrected_and_voided(connection: Connection, parcel: Make) -> None:
    parcel("Z1")
    record_stage(connection, "Z1", "signed", dt.date(2023, 6, 1))
    first = record_stage(connection, "Z1", "completed", dt.date(2023, 12, 30))
    assert first.recorded_by == "tester"
    right = record_stage(connection, "Z1", "completed", DAY, voids=first.id, note="更正日期")
    completed = figure_named("completed_area")
    assert [value(completed, evidence(connection, completed, year(number))) for number in (2023, 2024)] == [0, 40_000]
    void_stage(connection, "Z1", right.id)
    assert value(completed, evidence(connection, completed, year(2024))) == 0


def test_refusals_are_errors_that_say_what_to_do(connection: Connection, parcel: Make) -> None:
    parcel("Z1")
    with pytest.raises(StageOrderError, match="record that first, or give an override reason"):
        record_stage(connection, "Z1", "completed", DAY)
    with pytest.raises(NotFoundError, match="no consolidation parcel Z9"):
        record_stage(connection, "Z9", "signed", DAY)
    with pytest.raises(NotFoundError, match="finished"):
        record_stage(connection, "Z1", "finished", DAY)
    signed = record_stage(connection, "Z1", "signed", DAY)
    with pytest.raises(RefusedInputError, match="has reached signed already"):
        record_stage(connection, "Z1", "signed", DAY)
    void_stage(connection, "Z1", signed.id)
    with pytest.raises(RefusedInputError, match="already exists"):
        void_stage(connection, "Z1", signed.id)
    assert connection.execute("SELECT count(*) FROM stage_events").fetchone() == (2,)


def test_milestones_are_recorded_by_type(connection: Connection, parcel: Make) -> None:
    parcel("Z1")
    record_milestone(connection, "X1", "listed", DAY)
    with pytest.raises(RefusedInputError, match="has no milestone consented"):
        record_milestone(connection, "X1", "consented", DAY)
    with pytest.raises(NotFoundError, match="no consolidation project X9"):
        record_milestone(connection, "X9", "listed", DAY)


def test_of_two_who_record_the_same_one_wins_and_the_other_is_told(fresh_instance: Callable[[str], Instance]) -> None:
    office = fresh_instance("recorders")
    with db.connect(office) as connection:
        connection.execute(
            "INSERT INTO consolidation_parcels (code, project, land_kind, geom)"
            " VALUES ('Z1', 'X1', 'industrial', st_multi(st_makeenvelope(0, 0, 9, 9, 4547)))"
        )
    told: list[str] = []

    def second() -> None:
        with db.connect(office, who="second") as connection:
            try:
                record_stage(connection, "Z1", "identified", DAY)
            except RefusedInputError as error:
                told.append(str(error))

    with db.connect(office, who="first") as connection:
        record_stage(connection, "Z1", "identified", DAY)
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(timeout=0.5)
        assert waiting.is_alive()  # the first hasn't committed yet
    waiting.join()
    assert told == ["parcel Z1 has reached identified already; void that event to correct it"]
