"""Figures by place and type, rates by what they count, medians, plans: each by hand on a few parcels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from gis_core.consolidation.figures import Question, answer, answers, evidence, figure_named, value
from gis_core.consolidation.figures.frozen import all_frozen, compare, freeze
from gis_core.consolidation.overview import consolidation_report, funnel, monthly, project_table, states
from gis_core.consolidation.period import Period, read_period, year
from gis_core.consolidation.scope import Scope
from gis_core.errors import NotAllowedError, NotFoundError, WrongUseError

Connection = psycopg.Connection[Any]
Make = Callable[..., str]
Record = Callable[..., int]
EAST, NORTH = 500_000, 2_518_000
END = dt.date(2024, 12, 31)


def _place(connection: Connection, layer: str, code: str, *, east: float, width: float) -> None:
    connection.execute(
        f"INSERT INTO {layer} (code, name, geom, valid_from)"
        " VALUES (%s, %s, st_multi(st_makeenvelope(%s, %s, %s, %s, 4547)), '2020-01-01')",
        [code, f"{code}片", EAST + east, NORTH - 1000, EAST + east + width, NORTH + 1000],
    )


def _project(connection: Connection, code: str, kind: str = "interest_sharing", *, east: float = 0) -> None:
    connection.execute(
        "INSERT INTO consolidation_projects (code, name, project_type, geom, valid_from)"
        " VALUES (%s, %s, %s, st_multi(st_makeenvelope(%s, %s, %s, %s, 4547)), '2022-01-01')",
        [code, code, kind, EAST + east, NORTH, EAST + east + 100, NORTH + 100],
    )


def _done(record: Record, code: str, on: str, stage: str = "completed") -> None:
    record(code, "signed", "2022-06-01")
    record(code, stage, on)


def _ask(connection: Connection, name: str, period: Period | None = None, **scope: str) -> Decimal | None:
    figure, period = figure_named(name), period or year(2024)
    found = answer(connection, figure, Question(period, scope=Scope(**scope))).value
    assert found == value(figure, evidence(connection, figure, period, scope=Scope(**scope))), "value and evidence"
    return found


@pytest.fixture
def officer(connection: Connection) -> Connection:
    """A transaction of the application under an officer's role."""
    connection.execute("SELECT set_config('matian.role', 'officer', true)")
    return connection


def test_a_parcel_counts_in_the_zone_of_its_inner_point_and_in_no_other(
    connection: Connection, parcel: Make, record: Record
) -> None:
    _place(connection, "functional_zones", "N", east=0, width=500)
    _place(connection, "functional_zones", "S", east=500, width=500)
    for code, east in (("Z1", 0), ("Z2", 390), ("Z3", 450), ("Z4", 1500)):
        _done(record, parcel(code, east=east, side=110), "2024-03-01")
    parts = [_ask(connection, "completed_area", zone=zone) for zone in ("N", "S", "-")]
    assert parts == [24_200, 12_100, 12_100]
    assert sum(filter(None, parts)) == _ask(connection, "completed_area")


def test_land_on_the_border_of_two_communities_counts_once(
    connection: Connection, parcel: Make, record: Record
) -> None:
    _place(connection, "communities", "A", east=0, width=100)
    _place(connection, "communities", "B", east=100, width=100)
    _done(record, parcel("Z1", east=50, side=100), "2024-03-01")
    by = answers(connection, figure_named("completed_area"), Question(year(2024)), ("community",))
    assert {key: found.value for key, found in by.items()} == {("A片",): 10_000}
    assert _ask(connection, "completed_area", community="B片") == 0


def test_figures_are_asked_by_project_and_type(connection: Connection, parcel: Make, record: Record) -> None:
    _done(record, parcel("Z1"), "2024-03-01")
    _project(connection, "X2", "urban_renewal")
    connection.execute(
        "INSERT INTO consolidation_parcels (code, project, land_kind, geom, valid_from) SELECT 'Z2', 'X2', land_kind,"
        " st_translate(geom, 900, 0), valid_from FROM consolidation_parcels WHERE code = 'Z1'"
    )
    _done(record, "Z2", "2024-04-01")
    assert _ask(connection, "completed_area", project="X2") == 40_000
    assert _ask(connection, "completed_area", type="urban_renewal") == 40_000
    assert _ask(connection, "completed_area", type="interest_sharing", project="X2") == 0
    assert _ask(connection, "completed_area") == 80_000


@pytest.mark.parametrize("field", ["zone", "community", "project", "type"])
def test_a_place_that_is_not_on_record_is_refused_by_name(connection: Connection, field: str) -> None:
    with pytest.raises(WrongUseError, match=f"^{field}: there is no {field} 'nowhere'"):
        _ask(connection, "completed_area", **{field: "nowhere"})


def test_rates_count_parcels_area_holders_and_floor_area(connection: Connection, parcel: Make, record: Record) -> None:
    for code, east, side, floor, holders in (
        ("Z1", 0, 100, 1000.5, 1),
        ("Z2", 300, 200, 2999.5, 2),
        ("Z3", 600, 100, None, 0),
    ):
        parcel(code, east=east, side=side)
        connection.execute("UPDATE consolidation_parcels SET floor_area_m2 = %s WHERE code = %s", [floor, code])
        for _ in range(holders):
            connection.execute(
                "INSERT INTO right_holders (parcel, kind, land_m2, floor_m2) VALUES (%s, 'household', 1, 1)", [code]
            )
    record("Z1", "signed", "2024-12-31")
    assert _ask(connection, "signing_rate_parcels") == Decimal(1) / 3
    assert _ask(connection, "signing_rate_area") == Decimal(10_000) / 60_000
    assert _ask(connection, "signing_rate_holders") == Decimal(1) / 3
    assert _ask(connection, "signing_rate_floor_area") == Decimal("1000.5") / 4000
    assert _ask(connection, "signing_rate_parcels", year(2023)) == 0, "states are those of the last day"
    record("Z1", "demolished", "2024-12-31")
    assert _ask(connection, "cleared_rate_parcels") == Decimal(1) / 2, "Z3 has no building to clear"
    assert _ask(connection, "cleared_floor_area") == Decimal("1000.5")


def test_a_rate_of_nothing_is_no_number(connection: Connection) -> None:
    assert _ask(connection, "signing_rate_area") is None
    assert _ask(connection, "days_in_stage") is None
    assert _ask(connection, "completed_area") == 0


def test_days_in_stage_is_the_median_of_parcels_that_are_not_through(
    connection: Connection, parcel: Make, record: Record
) -> None:
    for code, east, on in (("Z1", 0, "2024-12-21"), ("Z2", 300, "2024-12-11"), ("Z3", 600, "2024-12-01")):
        record(parcel(code, east=east), "surveyed", on)
    _done(record, parcel("Z4", east=900), "2024-01-01", "completed")
    record("Z4", "stored", "2024-02-01")
    assert _ask(connection, "days_in_stage") == 20


def test_a_quarter_s_target_is_shared_by_days_and_adds_up_exactly(connection: Connection) -> None:
    _project(connection, "X1")
    connection.execute(
        "INSERT INTO project_targets VALUES ('X1', 2024, 1, 'industrial', 10000), ('X1', 2024, 1, 'residential', 0.01)"
    )
    january, quarter = (
        Period(dt.date(2024, 1, 1), dt.date(2024, 1, 31)),
        Period(dt.date(2024, 1, 1), dt.date(2024, 3, 31)),
    )
    assert _ask(connection, "planned_area", quarter) == Decimal("10000.01")
    assert _ask(connection, "planned_area", january) == round(Decimal(10_000) * 31 / 91, 6) + round(
        Decimal("0.01") * 31 / 91, 6
    )
    days = [Period(quarter.first + dt.timedelta(days=n), quarter.first + dt.timedelta(days=n)) for n in range(91)]
    figure = figure_named("planned_area")
    assert sum(answer(connection, figure, Question(day)).value or 0 for day in days) == Decimal("10000.01")
    months, kinds = monthly(connection, 2024)
    assert months[0].target_m2 == _ask(connection, "planned_area", january)
    assert months[11].cumulative_target_m2 == Decimal("10000.01")
    assert kinds["residential"][2].cumulative_target_m2 == Decimal("0.01")


def test_ahead_is_done_less_planned(connection: Connection, parcel: Make, record: Record) -> None:
    _done(record, parcel("Z1"), "2024-03-01")
    connection.execute("INSERT INTO project_targets VALUES ('X1', 2024, 4, 'industrial', 50000)")
    assert _ask(connection, "ahead_area") == -10_000
    assert _ask(connection, "ahead_area", project="X1") == -10_000


def test_money_is_shown_by_project_to_those_who_may_see_it(officer: Connection, parcel: Make) -> None:
    parcel("Z1")
    officer.execute("INSERT INTO project_funds VALUES ('X1', 2024, 1, 91.00)")
    assert _ask(officer, "funds_planned", Period(dt.date(2024, 1, 1), dt.date(2024, 1, 31))) == 31
    assert _ask(officer, "funds_paid") == 0
    officer.execute("SELECT set_config('matian.role', 'viewer', true)")
    hidden = answer(officer, figure_named("funds_planned"), Question(year(2024)))
    assert hidden.value is None and hidden.hidden
    with pytest.raises(NotAllowedError, match=r"^funds_planned: "):
        evidence(officer, figure_named("funds_planned"), year(2024))


def test_payments_are_told_as_sums_of_projects(owner_connection: Connection) -> None:
    run = owner_connection.execute
    run(
        "INSERT INTO consolidation_parcels (code, project, land_kind, geom, valid_from) VALUES ('Z1', 'X1',"
        " 'industrial', st_multi(st_makeenvelope(0, 0, 100, 100, 4547)), '2023-01-01')"
    )
    for amount in (100.25, 200.5):
        run("INSERT INTO right_holders (parcel, kind, land_m2, floor_m2) VALUES ('Z1', 'household', 1, 1)")
        run(
            "INSERT INTO personal.payments (party, amount_yuan, due_on, paid_on) SELECT id, %s, '2024-01-01',"
            " '2024-02-01' FROM right_holders h"
            " WHERE NOT EXISTS (SELECT FROM personal.payments p WHERE p.party = h.id)",
            [amount],
        )
    run("SELECT set_config('matian.role', 'officer', true)")
    (row,) = evidence(owner_connection, figure_named("funds_paid"), year(2024))
    assert (row.code, row.layer, row.amount) == ("X1", "consolidation_projects", Decimal("300.75"))
    run("SELECT set_config('matian.role', 'viewer', true)")
    masked = run("SELECT project, amount_yuan FROM personal.paid_by_project('2024-01-01', '2024-12-31')").fetchall()
    assert masked == [("X1", None)]


def test_retained_land_is_owed_until_it_is_given(connection: Connection) -> None:
    for code, state, given, east in (
        ("L1", "owed", None, 0),
        ("L2", "sited", None, 200),
        ("L3", "given", "2024-05-01", 400),
    ):
        connection.execute(
            "INSERT INTO retained_land (code, state, given_on, geom, valid_from)"
            " VALUES (%s, %s, %s, st_multi(st_makeenvelope(%s, 0, %s, 100, 4547)), '2023-01-01')",
            [code, state, given, east, east + 100],
        )
    assert _ask(connection, "retained_land_owed") == 20_000
    assert _ask(connection, "retained_land_given") == 10_000
    assert _ask(connection, "retained_land_given", year(2023)) == 0


def test_a_frozen_figure_tells_what_changed_since(connection: Connection, parcel: Make, record: Record) -> None:
    first = None
    for code, east in (("Z1", 0), ("Z2", 300), ("Z3", 600)):
        _done(record, parcel(code, east=east), "2024-03-01")
    figure = figure_named("completed_area")
    kept = freeze(connection, figure, Question(year(2024)), note="年报")
    assert (kept.value, kept.rows, kept.note, len(kept.sha256)) == (120_000, 3, "年报", 64)
    same = compare(connection, kept.id)
    assert same.intact and same.difference == 0 and not (same.gained or same.lost or same.changed)
    row = connection.execute("SELECT id FROM stage_events WHERE parcel = 'Z1' AND stage = 'completed'").fetchone()
    assert row is not None
    first = int(row[0])
    record("Z1", voids=first)
    _done(record, parcel("Z4", east=900, side=100), "2024-05-01")
    connection.execute(
        "UPDATE consolidation_parcels SET geom = st_multi(st_buffer(geom, -50)), valid_from = '2022-01-01'"
        " WHERE code = 'Z3'"
    )
    after = compare(connection, kept.id)
    assert [row.code for row in after.lost] == ["Z1"]
    assert [row.code for row in after.gained] == ["Z4"]
    assert [(then.code, then.amount, later.amount) for then, later in after.changed] == [("Z3", 40_000, 10_000)]
    assert after.difference == -60_000 and after.intact
    assert [one.id for one in all_frozen(connection)] == [kept.id]
    with pytest.raises(NotFoundError, match=r"^id: "):
        compare(connection, kept.id + 1)


def test_a_figure_frozen_as_known_then_stays_whatever_is_recorded_later(
    owner_connection: Connection,
) -> None:
    run = owner_connection.execute
    run(
        "INSERT INTO consolidation_parcels (code, project, land_kind, geom, valid_from, updated_at) VALUES ('Z1', 'X1',"
        " 'industrial', st_multi(st_makeenvelope(0, 0, 100, 100, 4547)), '2023-01-01', '2023-01-02 12:00+08')"
    )
    then = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    kept = freeze(owner_connection, figure_named("completed_area"), Question(year(2023), then))
    run("ALTER TABLE stage_events DISABLE TRIGGER USER")
    run(
        "INSERT INTO stage_events (parcel, stage, happened_on, recorded_at)"
        " VALUES ('Z1', 'completed', '2023-12-28', '2024-01-05 12:00+08')"
    )
    run("ALTER TABLE stage_events ENABLE TRIGGER USER")
    assert compare(owner_connection, kept.id).difference == 0


def test_nobody_changes_a_frozen_figure(connection: Connection) -> None:
    freeze(connection, figure_named("completed_area"), Question(year(2024)))
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
        connection.execute("UPDATE frozen_figures SET value = 1")


def test_the_funnel_narrows_and_counts_every_parcel(connection: Connection, parcel: Make, record: Record) -> None:
    parcel("Z0", east=-300)
    record(parcel("Z1"), "surveyed", "2024-01-01")
    _done(record, parcel("Z2", east=300, side=100), "2024-02-01")
    stages = funnel(connection, END)
    assert stages[0].stage is None and stages[0].at_stage.parcels == 1
    reached = [stage.reached.area_m2 for stage in stages]
    assert reached == sorted(reached, reverse=True) and reached[0] == 90_000
    by = {stage.stage: stage for stage in stages}
    assert (by["signed"].reached.parcels, by["signed"].at_stage.parcels, by["completed"].at_stage.area_m2) == (
        1,
        0,
        10_000,
    )
    assert by["surveyed"].label.zh == "测绘" and by["surveyed"].colour == "#edf8b4"


def test_a_step_of_the_slider_gives_what_changed_and_no_more(
    connection: Connection, parcel: Make, record: Record
) -> None:
    for number in range(4):
        record(parcel(f"Z{number}", east=number * 300), "surveyed", "2024-03-01")
    record("Z1", "assessed", "2024-03-02")
    day = dt.date(2024, 3, 2)
    before, after = states(connection, day - dt.timedelta(days=1)), states(connection, day)
    step = states(connection, day, since=day - dt.timedelta(days=1))
    assert step.stages == {"Z1": "assessed"} and step.gone == []
    assert before.stages | step.stages == after.stages
    assert after.stages | states(connection, day - dt.timedelta(days=1), since=day).stages == before.stages


def test_a_parcel_that_is_gone_or_new_is_told_by_the_step(connection: Connection, parcel: Make) -> None:
    parcel("Z1")
    connection.execute("SELECT set_config('matian.effective', '2024-03-02', true)")
    connection.execute("DELETE FROM consolidation_parcels WHERE code = 'Z1'")
    step = states(connection, dt.date(2024, 3, 2), since=dt.date(2024, 3, 1))
    assert (step.stages, step.gone) == ({}, ["Z1"])
    back = states(connection, dt.date(2024, 3, 1), since=dt.date(2024, 3, 2))
    assert (back.stages, back.gone) == ({"Z1": None}, [])


def test_the_project_table_and_the_report_say_what_the_figures_say(
    officer: Connection, parcel: Make, record: Record
) -> None:
    _done(record, parcel("Z1"), "2024-03-05")
    _done(record, parcel("Z2", east=300), "2023-03-05")
    officer.execute("INSERT INTO project_targets VALUES ('X1', 2024, 1, 'industrial', 30000)")
    (row,) = project_table(officer, END)
    assert (row.code, row.completed_m2, row.completed_year_m2, row.target_year_m2, row.ahead_m2) == (
        *("X1", 80_000, 40_000),
        *(30_000, 10_000),
    )
    assert row.monthly_m2 == [0, 0, 40_000] + [0] * 9
    assert row.rates["signing_rate_parcels"] == 1
    report = consolidation_report(officer, Question(year(2024)))
    assert report.figures["completed_area"].value == report.projects["X1"]["completed_area"].value == 40_000
    assert [head.code for head in report.heads] == ["X1"]


def test_periods_are_read_as_people_say_them() -> None:
    today = dt.date(2025, 6, 1)
    assert read_period(2024, today=today) == year(2024)
    assert read_period(2024, at=dt.date(2024, 6, 30), today=today) == Period(dt.date(2024, 1, 1), dt.date(2024, 6, 30))
    assert read_period(at=today, today=today) == Period(today, today)
    assert read_period(today=today) == year(2025)
    for wrong, field in (
        ({"number": 2024, "first": today}, "year"),
        ({"first": today}, "first"),
        ({"first": today, "last": today, "at": today}, "at"),
        ({"number": 2024, "at": today}, "at"),
    ):
        with pytest.raises(WrongUseError, match=f"^{field}: "):
            read_period(**wrong, today=today)
