"""What holds for figures whatever is recorded, in whichever order, and wherever it lies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_core.consolidation.figures import Question, answer, answers, catalogue, evidence, figure_named, value
from gis_core.consolidation.overview import monthly
from gis_core.consolidation.period import Period, year
from gis_core.consolidation.scope import Scope

Connection = psycopg.Connection[Any]
EAST, NORTH = 500_000, 2_518_000
FLOWS = ("completed_area", "stored_area", "cleared_floor_area", "planned_area", "ahead_area")
STATES = tuple(name for name, figure in catalogue().items() if figure.value == "ratio")
EFFORT = settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

days = st.dates(dt.date(2023, 11, 1), dt.date(2025, 2, 1))
sides = st.decimals(Decimal(20), Decimal(180), places=3)


@st.composite
def histories(draw: Any) -> list[dict[str, Any]]:
    """Parcels in a row: a side in metres, a shift that may reach over a zone's border, and the days of some stages."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        on = sorted(draw(st.lists(days, min_size=1, max_size=4)))
        stages = ("signed", "demolished", "completed", "stored")[: len(on)]
        shift = draw(st.integers(0, 100))
        found.append(
            {
                "code": f"Z{number}",
                "east": number * 300 + shift,
                "side": draw(sides),
                "floor": draw(st.sampled_from([None, 0.0, 812.35, 1e-7, 99999.999999])),
                "events": list(zip(stages, on, strict=True)),
            }
        )
    return found


def _lay_out(connection: Connection, parcels: list[dict[str, Any]]) -> None:
    for code, west, width in (("N", 0, 450), ("M", 450, 400), ("S", 850, 200)):
        connection.execute(
            "INSERT INTO functional_zones (code, name, geom, valid_from)"
            " VALUES (%s, %s, st_multi(st_makeenvelope(%s, %s, %s, %s, 4547)), '2020-01-01')",
            [code, code, EAST + west, NORTH - 500, EAST + west + width, NORTH + 500],
        )
    connection.execute(
        "INSERT INTO consolidation_projects (code, name, project_type, geom, valid_from) VALUES ('X1', 'X1',"
        " 'interest_sharing', st_multi(st_makeenvelope(%s, %s, %s, %s, 4547)), '2022-01-01')",
        [EAST, NORTH, EAST + 100, NORTH + 100],
    )
    connection.execute("INSERT INTO project_targets VALUES ('X1', 2024, 2, 'industrial', 12345.678901)")
    for one in parcels:
        east, side = EAST + one["east"], one["side"]
        connection.execute(
            "INSERT INTO consolidation_parcels (code, project, land_kind, floor_area_m2, geom, valid_from)"
            " VALUES (%s, 'X1', 'industrial', %s, st_multi(st_makeenvelope(%s, %s, %s, %s, 4547)), '2022-01-01')",
            [one["code"], one["floor"], east, NORTH, east + float(side), NORTH + float(side)],
        )
        connection.execute(
            "INSERT INTO right_holders (parcel, kind, land_m2, floor_m2) VALUES (%s, 'firm', 1, 1)", [one["code"]]
        )


def _record(connection: Connection, code: str, stage: str, on: dt.date) -> int:
    row = connection.execute(
        "INSERT INTO stage_events (parcel, stage, happened_on, override_reason)"
        " VALUES (%s, %s, %s, '补录') RETURNING id",
        [code, stage, on],
    ).fetchone()
    assert row is not None
    return int(row[0])


def _events(parcels: list[dict[str, Any]]) -> list[tuple[str, str, dt.date]]:
    return [(one["code"], stage, on) for one in parcels for stage, on in one["events"]]


def _all(connection: Connection, period: Period) -> dict[str, Decimal | None]:
    return {name: answer(connection, figure_named(name), Question(period)).value for name in (*FLOWS, *STATES)}


@pytest.fixture
def rolled_back(connection: Connection) -> Callable[[], Any]:
    """A function that gives a savepoint which leaves nothing behind."""
    return lambda: connection.transaction(force_rollback=True)


@EFFORT
@given(parcels=histories())
def test_figures_add_up_over_zones_and_months_and_rows_in_any_order(
    connection: Connection, rolled_back: Callable[[], Any], parcels: list[dict[str, Any]]
) -> None:
    with rolled_back():
        _lay_out(connection, parcels)
        for event in _events(parcels):
            _record(connection, *event)
        for name in FLOWS:
            figure = figure_named(name)
            whole = answer(connection, figure, Question(year(2024))).value
            by_zone = answers(connection, figure, Question(year(2024)), ("zone",))
            asked = [answer(connection, figure, Question(year(2024), scope=Scope(zone=z))).value for z in "NMS-"]
            assert sum(filter(None, asked)) == whole == sum(found.value or 0 for found in by_zone.values()), name
            by_month = answers(connection, figure, Question(year(2024)), ("month",))
            assert sum(found.value or 0 for found in by_month.values()) == whole, name
            rows = evidence(connection, figure, year(2024))
            assert value(figure, rows) == value(figure, rows[::-1]) == whole, name
        months, _ = monthly(connection, 2024)
        for month in months:
            last = dt.date(2024 + month.month // 12, month.month % 12 + 1, 1) - dt.timedelta(days=1)
            asked_of = Question(Period(dt.date(2024, month.month, 1), last))
            assert month.completed_m2 == answer(connection, figure_named("completed_area"), asked_of).value
            assert month.target_m2 == answer(connection, figure_named("planned_area"), asked_of).value
        for name in STATES:
            figure = figure_named(name)
            rows = evidence(connection, figure, year(2024))
            parts = [evidence(connection, figure, year(2024), scope=Scope(zone=z)) for z in "NMS-"]
            assert sorted(row.code for part in parts for row in part) == sorted(row.code for row in rows)
            assert value(figure, [row for part in parts for row in part]) == value(figure, rows)


@EFFORT
@given(parcels=histories(), order=st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter(
    connection: Connection, rolled_back: Callable[[], Any], parcels: list[dict[str, Any]], order: Any
) -> None:
    told = []
    for shuffled in (False, True):
        with rolled_back():
            _lay_out(connection, parcels)
            events = _events(parcels)
            if shuffled:
                order.shuffle(events)
            for event in events:
                _record(connection, *event)
            told.append([_all(connection, period) for period in (year(2023), year(2024), year(2025))])
    assert told[0] == told[1]


@EFFORT
@given(parcels=histories(), number=st.integers(0, 30))
def test_a_correction_changes_its_own_period_and_no_other_flow(
    connection: Connection, rolled_back: Callable[[], Any], parcels: list[dict[str, Any]], number: int
) -> None:
    with rolled_back():
        _lay_out(connection, parcels)
        recorded = [(event, _record(connection, *event)) for event in _events(parcels)]
        (code, stage, on), event = recorded[number % len(recorded)]
        years = (year(2023), year(2024), year(2025))
        before = [_all(connection, period) for period in years]
        areas = {
            row.code: row.amount for row in evidence(connection, figure_named("completed_area"), years[on.year - 2023])
        }
        connection.execute(
            "INSERT INTO stage_events (parcel, voids, override_reason) VALUES (%s, %s, '误录')", [code, event]
        )
        after = [_all(connection, period) for period in years]
        for period, then, now in zip(years, before, after, strict=True):
            touched = period.first <= on <= period.last
            for name in FLOWS:
                assert touched or then[name] == now[name], (name, period)
            if period.last < on:
                assert then == now, "what lies before it is as it was"
            if touched and stage == "completed":
                assert (then["completed_area"] or 0) - (now["completed_area"] or 0) == areas[code]


@pytest.mark.parametrize(
    ("known", "at", "completed", "signed"),
    [
        ("2024-03-31", "2024-06-30", 0, 0),  # nothing is recorded yet
        ("2024-04-10", "2024-06-30", 10_000, 1),  # the completion of 1 April, wrongly of the big parcel's first shape
        ("2024-04-10", "2024-03-31", 0, 1),  # not true yet on 31 March, whenever asked
        ("2024-05-10", "2024-06-30", 0, 1),  # voided on 1 May
        ("2024-05-10", "2024-12-31", 0, 1),
        ("2024-07-10", "2024-06-30", 0, 1),  # recorded again on 5 July, for 3 July
        ("2024-07-10", "2024-12-31", 2_500, 1),  # with the boundary of that day, cut on 1 June
    ],
)
def test_both_times_written_out_by_hand(
    owner_connection: Connection, known: str, at: str, completed: int, signed: int
) -> None:
    run = owner_connection.execute
    box = "st_multi(st_makeenvelope(0, 0, {0}, {0}, 4547))"
    run(
        "INSERT INTO consolidation_parcels (code, project, land_kind, geom, valid_from, updated_at) VALUES ('Z1', 'X1',"
        f" 'industrial', {box.format(50)}, '2024-06-01', '2024-06-01 12:00+08')"
    )
    run(
        "INSERT INTO consolidation_parcels_history (id, code, project, land_kind, geom, area_m2, valid_from, source,"
        " revision, updated_at, updated_by, superseded_at, superseded_on, superseded_by)"
        f" SELECT id, code, project, land_kind, {box.format(100)}, 10000, '2023-01-01', '', 1, '2023-01-01 12:00+08',"
        " '', '2024-06-01 12:00+08', '2024-06-01', '' FROM consolidation_parcels"
    )
    run("ALTER TABLE stage_events DISABLE TRIGGER USER")
    for stage, on, voids, recorded in (
        ("signed", "2024-03-01", None, "2024-04-01 09:00+08"),
        ("completed", "2024-04-01", None, "2024-04-02 09:00+08"),
        (None, None, "completed", "2024-05-01 09:00+08"),
        ("completed", "2024-07-03", None, "2024-07-05 09:00+08"),
    ):
        run(
            "INSERT INTO stage_events (parcel, stage, happened_on, voids, recorded_at) VALUES ('Z1', %s, %s,"
            " (SELECT min(id) FROM stage_events WHERE stage = %s), %s)",
            [stage, on, voids, recorded],
        )
    run("ALTER TABLE stage_events ENABLE TRIGGER USER")
    instant = dt.datetime.fromisoformat(f"{known}T12:00+08:00")
    question = Question(Period(dt.date(2024, 1, 1), dt.date.fromisoformat(at)), instant)
    assert answer(owner_connection, figure_named("completed_area"), question).value == completed
    assert answer(owner_connection, figure_named("signing_rate_parcels"), question).value == signed
