"""The analyses on the demo's records: what is asked, compared with what the records would say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import psycopg
import pytest

from gis_core import db
from gis_core.consolidation.analysis.ask import (
    ask_backtest,
    ask_forecast,
    ask_what_if,
    block_graph,
    completed_m2,
)
from gis_core.consolidation.analysis.compliance import compliance, sections
from gis_core.consolidation.analysis.key_parcels import key_parcels
from gis_core.consolidation.analysis.moment import Moment
from gis_core.consolidation.analysis.red_line import red_line_of
from gis_core.consolidation.figures import evidence, figure_named
from gis_core.consolidation.period import Period
from gis_core.errors import GeometryError, NotFoundError, WrongUseError
from gis_core.instance import Instance

LAST = dt.date(2025, 12, 31)


@pytest.fixture
def demo(demo_instance: Instance) -> Iterator[psycopg.Connection]:
    """A transaction on the demo as the application, rolled back at the end."""
    with psycopg.connect(db.dsn(demo_instance)) as connection:
        connection.execute("SELECT set_config('TimeZone', %s, false)", [demo_instance.place.time.zone])
        yield connection
        connection.rollback()


def moment(instance: Instance, at: dt.date = LAST) -> Moment:
    return Moment(at, dt.datetime.now(instance.place.zone), instance.place.zone)


def test_the_blocks_of_the_graph_are_those_of_the_database(demo: psycopg.Connection, demo_instance: Instance) -> None:
    graph = block_graph(demo, moment(demo_instance), crs=demo_instance.place.crs.survey)
    row = demo.execute("SELECT count(DISTINCT block), sum(area_m2) FROM land_in_blocks(%s)", [LAST]).fetchone()
    assert row is not None
    assert graph.now.count == row[0] > 0
    assert graph.now.area_m2 == pytest.approx(float(row[1]), abs=1e-4)


def test_what_a_key_parcel_unlocks_is_what_recording_its_completion_unlocks(
    demo: psycopg.Connection, demo_instance: Instance
) -> None:
    graph = block_graph(demo, moment(demo_instance), crs=demo_instance.place.crs.survey)
    best = key_parcels(graph).parcels.iloc[0]
    assert best["unlocked_m2"] > best["area_m2"]
    _complete(demo, best["code"], LAST)
    row = demo.execute("SELECT sum(area_m2) FROM land_in_blocks(%s)", [LAST]).fetchone()
    assert row is not None
    assert float(row[0]) - graph.now.area_m2 == pytest.approx(best["unlocked_m2"], abs=1e-3)


def test_what_if_says_what_recording_would_and_writes_nothing(
    demo: psycopg.Connection, demo_instance: Instance
) -> None:
    now = moment(demo_instance)
    crs = demo_instance.place.crs.survey
    code = key_parcels(block_graph(demo, now, crs=crs)).parcels["code"].iloc[0]
    asked = Period(dt.date(2025, 1, 1), LAST)
    events = demo.execute("SELECT count(*) FROM stage_events").fetchone()
    found = ask_what_if(demo, {code: LAST}, 2025, now, crs=crs, draws=50)
    assert demo.execute("SELECT count(*) FROM stage_events").fetchone() == events
    for name, before in (("completed_area", found.before.completed_m2), ("contiguous_area", found.before.released_m2)):
        assert _figure(demo, name, asked) == pytest.approx(before, abs=1e-3)
    _complete(demo, code, LAST)
    for name, after in (("completed_area", found.after.completed_m2), ("contiguous_area", found.after.released_m2)):
        assert _figure(demo, name, asked) == pytest.approx(after, abs=1e-3)
    assert found.after.blocks.count > found.before.blocks.count
    assert found.forecast_after.quantile(0.5) > found.forecast_before.quantile(0.5)


def test_what_if_refuses_what_can_t_be_assumed(demo: psycopg.Connection, demo_instance: Instance) -> None:
    now, crs = moment(demo_instance), demo_instance.place.crs.survey
    done = demo.execute("SELECT parcel FROM stage_events WHERE stage = 'completed' LIMIT 1").fetchone()
    assert done is not None
    for assumed, kind, says in (
        ({}, WrongUseError, "names no parcel"),
        ({"Q-1": LAST}, NotFoundError, "Q-1"),
        ({done[0]: LAST}, WrongUseError, "already"),
    ):
        with pytest.raises(kind, match=says):
            ask_what_if(demo, assumed, 2025, now, crs=crs)


def test_the_forecast_on_the_last_day_is_what_the_records_say(
    demo: psycopg.Connection, demo_instance: Instance
) -> None:
    made = ask_forecast(demo, 2025, moment(demo_instance), draws=50)
    assert made.done_m2 == pytest.approx(completed_m2(demo, 2025, moment(demo_instance)), abs=1e-3)
    assert made.quantile(0.1) == made.quantile(0.9) == pytest.approx(made.done_m2)


def test_earlier_years_would_have_been_forecast_better_than_by_a_straight_line(
    demo: psycopg.Connection, demo_instance: Instance
) -> None:
    tried = ask_backtest(demo, range(2023, 2025), moment(demo_instance, dt.date(2026, 1, 1)))
    assert len(tried.cases) == 8
    assert tried.coverage is not None and tried.coverage >= 0.5
    assert tried.error_m2 is not None and tried.naive_error_m2 is not None
    assert tried.error_m2 < tried.naive_error_m2
    with pytest.raises(WrongUseError, match="isn't over"):
        ask_backtest(demo, range(2025, 2026), moment(demo_instance))


def test_each_section_of_the_compliance_sheet_covers_the_red_line_once(
    demo: psycopg.Connection, demo_instance: Instance
) -> None:
    now = moment(demo_instance)
    line = red_line_of(demo, "ZB01", now.at, now.known)
    found = compliance(demo, line, at=now.at, known=now.known, srid=demo_instance.place.srid)
    assert {one.section.name for one in found} == {section.name for section in sections()}
    for name in ("plan_parcels", "tenure_ownership", "present_use", "industrial_block_lines"):
        own = [one for one in found if one.section.name == name]
        assert float(sum(one.area_m2 for one in own)) == pytest.approx(line.area, rel=1e-6)
        assert sum(one.outside for one in own) == 1


def test_overlap_is_that_of_the_shapes(demo: psycopg.Connection, demo_instance: Instance) -> None:
    now = moment(demo_instance)
    line = red_line_of(demo, "ZB01", now.at, now.known)
    row = demo.execute(
        "SELECT sum(st_area(st_intersection(p.geom, j.geom))) FROM parcels_as_of(%(at)s) p,"
        " consolidation_projects_as_of(%(at)s) j WHERE j.code = 'ZB01' AND p.land_use = '1001'"
        " AND st_intersects(p.geom, j.geom)",
        {"at": LAST},
    ).fetchone()
    assert row is not None
    found = compliance(demo, line, at=now.at, known=now.known, srid=demo_instance.place.srid)
    industrial = next(one for one in found if one.section.name == "present_use" and one.value == "1001")
    assert float(industrial.area_m2) == pytest.approx(row[0], abs=0.01)


def test_a_red_line_that_is_no_area_is_refused(demo: psycopg.Connection, demo_instance: Instance) -> None:
    import shapely

    now = moment(demo_instance)
    for shape, says in (
        (shapely.LineString([(0, 0), (1, 1)]), "LineString"),
        (shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]), "Self-intersection"),
        (shapely.Polygon(), "polygon"),
    ):
        with pytest.raises(GeometryError, match=says):
            compliance(demo, shape, at=now.at, known=now.known, srid=demo_instance.place.srid)  # type: ignore[arg-type]


def _figure(connection: psycopg.Connection, name: str, asked: Period) -> float:
    return float(sum(row.amount for row in evidence(connection, figure_named(name), asked)))


def _complete(connection: psycopg.Connection, code: str, on: dt.date) -> None:
    reached = {row[0] for row in connection.execute("SELECT stage FROM stage_events WHERE parcel = %s", [code])}
    for stage in ("signed", "completed"):
        if stage not in reached:
            connection.execute(
                "INSERT INTO stage_events (parcel, stage, happened_on) VALUES (%s, %s, %s)", [code, stage, on]
            )
