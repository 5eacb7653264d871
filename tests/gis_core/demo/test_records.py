"""The dated records add up to what the office reported, whatever the seed, and say the same in events and history."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import psycopg

from gis_core.consolidation.figures import evidence, figure_named, value, year_figures
from gis_core.consolidation.period import year

Connection = psycopg.Connection[Any]
REPORTED = {
    "completed_ha": Decimal("40.6"),
    "contiguous_ha": Decimal("61.0"),
    "parks_upgraded": 4,
    "roads_opened": 10,
    "parking_spaces_added": 6_000,
    "stations_opened": 40,
}


def _one(connection: Connection, statement: str, *values: object) -> Any:
    row = connection.execute(statement, values).fetchone()
    assert row is not None
    return row[0]


def test_2024_is_computed_as_reported(town: Connection) -> None:
    assert {figure.name: figure.value for figure in year_figures(town, 2024)} == REPORTED


def test_other_years_have_figures_of_their_own(town: Connection) -> None:
    for other in (2022, 2023, 2025):
        figures = {figure.name: figure.value for figure in year_figures(town, other)}
        assert all(number > 0 for name, number in figures.items() if name != "contiguous_ha"), figures
        assert figures["completed_ha"] != REPORTED["completed_ha"]


def test_voiding_a_completion_takes_that_area_off(town: Connection) -> None:
    completed = figure_named("completed_area")
    before = evidence(town, completed, year(2024))
    row = before[len(before) // 2]
    statement = (
        "INSERT INTO stage_events (parcel, voids, override_reason) SELECT parcel, id, '误录'"
        " FROM stage_events_as_of('infinity') WHERE parcel = %s AND stage = 'completed'"
    )
    with town.transaction(force_rollback=True):
        town.execute(statement, [row.code])
        after = evidence(town, completed, year(2024))
    assert sum(kept.amount for kept in before) - sum(kept.amount for kept in after) == row.amount
    assert row.code not in {kept.code for kept in after}


def test_the_map_s_stage_is_the_furthest_that_the_events_tell(town: Connection) -> None:
    differing = _one(
        town,
        "SELECT count(*) FROM consolidation_parcels p LEFT JOIN LATERAL (SELECT s.stage, s.since"
        " FROM matian.stage_steps(p.code) s WHERE s.until = 'infinity') s ON true"
        " WHERE (p.stage, p.stage_since) IS DISTINCT FROM (s.stage, s.since)",
    )
    assert differing == 0
    assert _one(town, "SELECT count(DISTINCT stage) FROM consolidation_parcels") >= 6


def test_history_shows_the_stage_of_a_past_day(town: Connection) -> None:
    day = dt.date(2024, 6, 30)
    differing = _one(
        town,
        "SELECT count(*) FROM consolidation_parcels_as_of(%s) p LEFT JOIN LATERAL (SELECT e.stage"
        " FROM stage_events_as_of(%s) e JOIN stages s ON s.code = e.stage WHERE e.parcel = p.code"
        " ORDER BY s.position DESC LIMIT 1) e ON true WHERE p.stage IS DISTINCT FROM e.stage",
        day,
        day,
    )
    assert differing == 0
    assert _one(town, "SELECT count(DISTINCT stage) FROM consolidation_parcels_as_of(%s)", day) >= 6


def test_what_was_known_at_new_year_differs_from_what_is_known_now(town: Connection) -> None:
    then = dt.datetime(2024, 12, 31, 23, 59, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    completed = figure_named("completed_area")
    as_known_then = value(completed, evidence(town, completed, year(2024), known=then))
    assert 0 < as_known_then < value(completed, evidence(town, completed, year(2024)))


def test_every_event_obeys_the_order_of_stages(town: Connection) -> None:
    broken = _one(
        town,
        "SELECT count(*) FROM stage_events_as_of('infinity') e JOIN stages s ON s.code = e.stage"
        " WHERE s.requires IS NOT NULL AND NOT EXISTS (SELECT FROM stage_events_as_of(e.happened_on) r"
        " WHERE r.parcel = e.parcel AND r.stage = s.requires)",
    )
    assert _one(town, "SELECT count(*) FROM stage_events WHERE voids IS NOT NULL") > 5
    assert broken == 0


def test_consolidation_parcels_lie_in_their_project_and_overlap_no_other(town: Connection) -> None:
    outside = _one(
        town,
        "SELECT count(*) FROM consolidation_parcels c LEFT JOIN consolidation_projects p ON p.code = c.project"
        " AND st_area(st_difference(c.geom, p.geom)) < 0.01 WHERE p.code IS NULL",
    )
    overlapping = _one(
        town,
        "SELECT count(*) FROM consolidation_parcels a JOIN consolidation_parcels b"
        " ON a.code < b.code AND a.geom && b.geom WHERE st_area(st_intersection(a.geom, b.geom)) > 0.01",
    )
    assert (outside, overlapping) == (0, 0)
    assert 4 <= _one(town, "SELECT count(*) FROM consolidation_projects") <= 12


def test_every_project_has_promises_parties_and_funds(town: Connection) -> None:
    for table in ("project_targets", "project_funds", "project_milestone_dates", "milestone_events"):
        missing = _one(
            town, f"SELECT count(*) FROM consolidation_projects WHERE code NOT IN (SELECT project FROM {table})"
        )
        assert missing == 0, table
    assert (
        _one(town, "SELECT count(*) FROM consolidation_parcels WHERE code NOT IN (SELECT parcel FROM right_holders)")
        == 0
    )
    for table in ("tenants", "personal.people", "personal.negotiations", "personal.payments"):
        assert _one(town, f"SELECT count(*) FROM {table}") > 50, table


def test_records_speak_of_the_subdistrict_alone(town: Connection) -> None:
    dated = {
        "consolidation_projects": "true",
        "consolidation_parcels": "true",
        "industrial_parks": "upgraded_on >= '2022-01-01'",
        "roads": "opened_on >= '2022-01-01'",
        "parking": "opened_on >= '2022-01-01'",
        "facilities": "opened_on >= '2022-01-01'",
        "parcels_history": "true",
        "buildings_history": "true",
    }
    home = "(SELECT geom FROM subdistrict WHERE code = 'JD001')"
    for table, condition in dated.items():
        assert _one(town, f"SELECT count(*) FROM {table} WHERE {condition}") > 0, table
        outside = f"SELECT count(*) FROM {table} WHERE {condition} AND NOT st_covers({home}, geom)"
        assert _one(town, outside) == 0, table
    neighbours = f"SELECT count(*) FROM parcels WHERE NOT st_covers({home}, geom) AND land_use ~ '^(07|10)'"
    assert _one(town, neighbours) > 1_000


def test_nothing_stands_on_reserved_or_cleared_land(town: Connection) -> None:
    assert _one(town, "SELECT count(*) FROM buildings b JOIN parcels p ON p.code = b.parcel AND p.vacant") == 0
    assert _one(town, "SELECT count(*) FROM buildings_history") > 10
