"""An analysis of a zone is that of the parcels that lie in it; the zones and what lies in none make up the whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import psycopg
import pytest

from gis_core import db
from gis_core.consolidation.analysis.ask import ask_bottlenecks, ask_forecast, block_graph
from gis_core.consolidation.analysis.counted import counted
from gis_core.consolidation.analysis.key_parcels import key_parcels
from gis_core.consolidation.analysis.moment import Moment
from gis_core.consolidation.figures import Question, answer, figure_named
from gis_core.consolidation.period import Period, year
from gis_core.consolidation.scope import EVERYWHERE, Scope
from gis_core.errors import WrongUseError
from gis_core.instance import Instance

LAST = dt.date(2025, 12, 31)
MIDDLE = dt.date(2025, 7, 1)


@pytest.fixture
def demo(demo_instance: Instance) -> Iterator[psycopg.Connection]:
    """A transaction on the demo as the application, rolled back at the end."""
    with psycopg.connect(db.dsn(demo_instance)) as connection:
        connection.execute("SELECT set_config('TimeZone', %s, false)", [demo_instance.place.time.zone])
        yield connection
        connection.rollback()


def moment(instance: Instance, at: dt.date = LAST) -> Moment:
    return Moment(at, dt.datetime.now(instance.place.zone), instance.place.zone)


def zones(connection: psycopg.Connection) -> list[Scope]:
    codes = [row[0] for row in connection.execute("SELECT code FROM functional_zones ORDER BY code")]
    assert len(codes) > 1
    return [Scope(zone=code) for code in [*codes, "-"]]


def lying_in(connection: psycopg.Connection, zone: str | None, layer: str = "consolidation_parcels") -> set[str]:
    """Return the codes whose inner point lies in a zone, the first one where zones meet; asked in another way."""
    rows = connection.execute(
        f"SELECT p.code, min(z.code) FROM {layer}_as_of(%(at)s) p"
        " LEFT JOIN functional_zones_as_of(%(at)s) z ON st_covers(z.geom, st_pointonsurface(p.geom))"
        " GROUP BY p.code",
        {"at": LAST},
    )
    return {code for code, found in rows.fetchall() if found == zone}


def test_what_counts_in_a_zone_is_what_lies_in_it(demo: psycopg.Connection, demo_instance: Instance) -> None:
    for scope in zones(demo):
        found = counted(demo, scope, moment(demo_instance))
        zone = None if scope.zone == "-" else scope.zone
        assert found.parcels == lying_in(demo, zone)
        assert found.projects == lying_in(demo, zone, "consolidation_projects")


def test_bottlenecks_of_a_zone_are_those_of_its_parcels_and_the_zones_have_all(
    demo: psycopg.Connection, demo_instance: Instance
) -> None:
    def ask(scope: Scope = EVERYWHERE):
        return ask_bottlenecks(demo, moment(demo_instance), scope=scope, purpose="test")

    whole = ask()
    slow, late = [], []
    for scope in zones(demo):
        about, part = counted(demo, scope, moment(demo_instance)), ask(scope)
        assert about.parcels is not None and about.projects is not None
        expected = whole.parcels[whole.parcels["code"].isin(about.parcels)]
        assert part.parcels[["code", "days", "usual_days"]].values.tolist() == (
            expected[["code", "days", "usual_days"]].values.tolist()
        )
        assert set(part.projects["project"]) == set(whole.projects["project"]) & about.projects
        slow += part.parcels["code"].tolist()
        late += part.projects["project"].tolist()
    assert sorted(slow) == sorted(whole.parcels["code"]) != []
    assert sorted(late) == sorted(whole.projects["project"]) != []


def test_key_parcels_of_a_zone_unlock_what_they_unlock_of_the_whole_land(
    demo: psycopg.Connection, demo_instance: Instance
) -> None:
    crs = demo_instance.place.crs.survey

    def ask(scope: Scope = EVERYWHERE) -> dict[str, float]:
        found = key_parcels(block_graph(demo, moment(demo_instance), crs=crs, scope=scope)).parcels
        return dict(zip(found["code"], found["unlocked_m2"].round(3), strict=True))

    whole, together = ask(), {}
    for scope in zones(demo):
        about, part = counted(demo, scope, moment(demo_instance)).parcels, ask(scope)
        assert about is not None
        assert part == {code: unlocked for code, unlocked in whole.items() if code in about}
        together |= part
    assert together == whole
    assert max(whole.values()) > 0


def test_the_forecast_of_a_zone_begins_with_its_figure_and_is_measured_against_its_own_plan(
    demo: psycopg.Connection, demo_instance: Instance
) -> None:
    now = moment(demo_instance, MIDDLE)

    def figure(name: str, period: Period, scope: Scope) -> float:
        return float(answer(demo, figure_named(name), Question(period, now.known, scope)).value or 0)

    scope = max(zones(demo), key=lambda one: figure("completed_area", year(2025), one))
    made = ask_forecast(demo, 2025, now, scope=scope, draws=50)
    assert made.done_m2 == pytest.approx(figure("completed_area", Period(year(2025).first, MIDDLE), scope), abs=1e-3)
    assert made.target_m2 == pytest.approx(figure("planned_area", year(2025), scope), abs=1e-3)
    assert 0 < made.done_m2 < figure("completed_area", Period(year(2025).first, MIDDLE), EVERYWHERE)
    assert made.quantile(0.1) > made.done_m2
    about = counted(demo, scope, now).projects
    assert about is not None
    assert set(made.projects["project"]) >= about


@pytest.mark.parametrize("part", ["zone", "community", "project", "type"])
def test_an_analysis_of_a_place_that_was_never_on_record_is_refused_by_name(
    demo: psycopg.Connection, demo_instance: Instance, part: str
) -> None:
    nowhere, now = Scope(**{part: "nowhere"}), moment(demo_instance)
    for ask in (
        lambda: ask_bottlenecks(demo, now, scope=nowhere, purpose="test"),
        lambda: block_graph(demo, now, crs=demo_instance.place.crs.survey, scope=nowhere),
        lambda: ask_forecast(demo, 2025, now, scope=nowhere, draws=50),
    ):
        with pytest.raises(WrongUseError, match=f"^{part}: there is no {part} 'nowhere'"):
            ask()
