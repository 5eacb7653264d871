"""A step of the time slider: what it changes, put over what was shown before, is what the other day shows."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_core import db
from gis_core.consolidation.events import record_part, record_stage, void_stage
from gis_core.consolidation.overview import states
from gis_core.consolidation.scope import EVERYWHERE, Scope
from gis_core.errors import MatianError
from gis_core.instance import Instance

Connection = psycopg.Connection[Any]
EAST, NORTH = 500_000, 2_518_000
STAGES = ("identified", "surveyed", "signed", "completed")
days = st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 14))
deeds = st.lists(
    st.tuples(
        st.sampled_from(["stage", "stage", "stage", "void", "correct", "move", "project", "gone", "divide", "zone"]),
        st.integers(0, 2),
        days,
        st.sampled_from(STAGES),
    ),
    min_size=3,
    max_size=12,
)
ground = itertools.count(1)


@pytest.fixture(scope="module")
def slid(fresh_instance: Callable[..., Instance]) -> Iterator[Connection]:
    """Connection that commits each transaction, to an instance of its own with two zones and two projects."""
    with psycopg.connect(db.dsn(fresh_instance("slid")), autocommit=True) as connection:
        for code, west in (("N", 0), ("S", 500)):
            connection.execute(
                "INSERT INTO functional_zones (code, name, geom, valid_from) VALUES (%s, %s,"
                " st_multi(st_makeenvelope(%s, %s, %s, %s, 4547)), '2020-01-01')",
                [code, code, EAST + west, NORTH - 10**6, EAST + west + 500, NORTH + 10**6],
            )
        for code in ("X1", "X2"):
            connection.execute(
                "INSERT INTO consolidation_projects (code, name, project_type, geom, valid_from) VALUES (%s, %s,"
                " 'interest_sharing', st_multi(st_makeenvelope(0, 0, 1, 1, 4547)), '2020-01-01')",
                [code, code],
            )
        yield connection


def _do(connection: Connection, parcels: list[str], deed: tuple[str, int, dt.date, str], north: float) -> None:
    what, which, day, stage = deed
    code = parcels[which]
    standing = "SELECT id, stage FROM stage_events_as_of('infinity') WHERE parcel = %s AND inherits IS NULL LIMIT 1"
    if what == "stage":
        record_stage(connection, code, stage, day, override_reason="补录")
    elif what in ("void", "correct"):
        found = connection.execute(standing, [code]).fetchone()
        if found and what == "void":
            void_stage(connection, code, found[0], override_reason="误录")
        elif found:
            record_stage(connection, code, found[1], day, voids=found[0], override_reason="更正")
    elif what == "move":  # into the other zone, from a day on
        connection.execute(
            "UPDATE consolidation_parcels SET valid_from = %s,"
            " geom = st_translate(geom, CASE WHEN st_xmin(geom) < %s THEN 500 ELSE -500 END, 0) WHERE code = %s",
            [day, EAST + 500, code],
        )
    elif what == "project":
        connection.execute(
            "UPDATE consolidation_parcels SET valid_from = %s,"
            " project = CASE project WHEN 'X1' THEN 'X2' ELSE 'X1' END WHERE code = %s",
            [day, code],
        )
    elif what == "gone":
        with connection.transaction():
            connection.execute("SELECT set_config('matian.effective', %s, true)", [str(day)])
            connection.execute("DELETE FROM consolidation_parcels WHERE code = %s", [code])
    elif what == "divide":
        west = EAST + 100 * which
        record_part(connection, code, stage, day, shapely.box(west, north, west + 10, north + 50))
    else:  # the zones swap their ground, from a day on
        connection.execute(
            "UPDATE functional_zones SET valid_from = %s, geom = st_translate(geom, CASE WHEN st_xmin(geom) < %s"
            " THEN 500 ELSE -500 END, 0)",
            [day, EAST + 500],
        )


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(done=deeds, asked=st.tuples(days, days), learnt=st.integers(0, 12))
def test_a_step_put_over_a_day_is_the_other_day(
    slid: Connection, done: list[tuple[str, int, dt.date, str]], asked: tuple[dt.date, dt.date], learnt: int
) -> None:
    north = NORTH + 100 * next(ground)
    parcels = [f"Z{north}{letter}" for letter in "ABC"]
    for number, code in enumerate(parcels):
        west = EAST + 100 * number
        slid.execute(
            "INSERT INTO consolidation_parcels (code, project, land_kind, geom, valid_from) VALUES (%s, 'X1',"
            " 'industrial', st_multi(st_makeenvelope(%s, %s, %s, %s, 4547)), %s)",
            [code, west, north, west + 50, north + 50, dt.date(2023, 12, 30 + number % 2)],
        )
    instants = [slid.execute("SELECT clock_timestamp()").fetchone()[0]]  # type: ignore[index]
    for deed in done:
        try:
            with slid.transaction():
                _do(slid, parcels, deed, north)
        except (MatianError, psycopg.Error):
            continue  # what the rules refuse changes nothing
        instants.append(slid.execute("SELECT clock_timestamp()").fetchone()[0])  # type: ignore[index]
    before, after = asked
    for known in (instants[min(learnt, len(instants) - 1)], instants[-1]):
        for scope in (EVERYWHERE, Scope(zone="N"), Scope(project="X2"), Scope(zone="S", project="X1")):
            shown = states(slid, before, known=known, scope=scope).stages
            step = states(slid, after, since=before, known=known, scope=scope)
            shown |= step.stages
            for code in step.gone:
                shown.pop(code, None)
            assert shown == states(slid, after, known=known, scope=scope).stages


def test_a_parcel_that_leaves_the_place_asked_for_is_gone_from_it(slid: Connection) -> None:
    code = "LEAVES"
    slid.execute(
        "INSERT INTO consolidation_parcels (code, project, land_kind, geom, valid_from) VALUES (%s, 'X1', 'industrial',"
        " st_multi(st_makeenvelope(0, 0, 9, 9, 4547)), '2023-06-01')",
        [code],
    )
    slid.execute("UPDATE consolidation_parcels SET project = 'X2', valid_from = '2023-07-05' WHERE code = %s", [code])
    days = dt.date(2023, 7, 4), dt.date(2023, 7, 5)
    left = states(slid, days[1], since=days[0], scope=Scope(project="X1"))
    assert (left.stages, left.gone) == ({}, [code])
    back = states(slid, days[0], since=days[1], scope=Scope(project="X1"))
    assert (back.stages, back.gone) == ({code: None}, [])
