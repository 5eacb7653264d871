"""A delivery is taken back whole: what was believed before it is believed again, on every day, and the log says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import shapely

from gis_core import db
from gis_core.errors import NotFoundError, RefusedInputError
from gis_core.exchange.intake import Options, take_in
from gis_core.exchange.listing import list_deliveries
from gis_core.exchange.undo import undo
from gis_core.instance import Instance
from layers.registry import all_layers
from tests.gis_core.exchange.tiling import codes_for, delivery_of, text_column, tiling

PARCELS = all_layers()["parcels"]
YEARS = range(2018, 2027)


@pytest.fixture(scope="module")
def place(fresh_instance: Callable[..., Instance]) -> Instance:
    return fresh_instance("undo")


@pytest.fixture
def empty(place: Instance) -> Iterator[Instance]:
    with db.connect(place, role="owner") as connection:
        connection.execute("TRUNCATE parcels, parcels_history")
    yield place


def bring(instance: Instance, shapes: Any, use: str = "1001", *, year: int = 2020, complete: bool = False) -> UUID:
    """Load a delivery whose rows and changes speak from the first day of a year."""
    delivery = delivery_of(shapes, land_use=text_column([use] * len(shapes)))
    result = take_in(
        delivery, PARCELS, instance, Options(complete=complete, valid_from=dt.date(year, 1, 1), who="surveyor")
    )
    assert result.delivery is not None
    return result.delivery


def edit(instance: Instance, statement: str) -> None:
    with db.connect(instance, who="planner") as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def believed(instance: Instance) -> dict[int, list[Any]]:
    """Return what is believed now of the middle of each year."""
    query = "SELECT code, id, land_use, ST_AsBinary(geom), source, delivery FROM parcels_as_of(%s) ORDER BY code, id"
    with db.connect(instance) as connection:
        return {year: connection.execute(query, [dt.date(year, 7, 1)]).fetchall() for year in YEARS}


def shrunk(count: int) -> Any:
    shapes = tiling(4, 4)[:count]
    return shapely.buffer(shapes, -1, join_style="mitre")


def test_rows_that_it_added_never_were(empty: Instance) -> None:
    before = believed(empty)
    first = bring(empty, tiling(4, 4))
    assert believed(empty) != before
    done = undo(empty, first)
    assert (done.removed, done.restored, done.revived) == (16, 0, 0)
    assert believed(empty) == before


@pytest.mark.parametrize("year", [2020, 2023])
def test_rows_that_it_changed_say_again_what_they_said(empty: Instance, year: int) -> None:
    bring(empty, tiling(4, 4))
    before = believed(empty)
    second = bring(empty, shrunk(5), "0701", year=year)
    assert believed(empty) != before
    done = undo(empty, second)
    assert (done.removed, done.restored, done.revived) == (0, 5, 0)
    assert believed(empty) == before


def test_rows_that_it_ended_come_back_with_their_ids(empty: Instance) -> None:
    bring(empty, tiling(4, 4))
    before = believed(empty)
    second = bring(empty, shrunk(5), year=2023, complete=True)
    done = undo(empty, second)
    assert (done.removed, done.restored, done.revived) == (0, 5, 11)
    assert believed(empty) == before


def test_a_change_that_reached_back_behind_older_versions_is_taken_back_too(empty: Instance) -> None:
    bring(empty, tiling(4, 4), "1001", year=2019)
    bring(empty, tiling(4, 4), "0701", year=2024)
    before = believed(empty)
    third = bring(empty, shrunk(3), "1401", year=2021)
    assert undo(empty, third).restored == 3
    assert believed(empty) == before


def test_a_change_that_began_before_anything_was_believed_is_taken_back_too(empty: Instance) -> None:
    bring(empty, tiling(4, 4), year=2022)
    before = believed(empty)
    second = bring(empty, shrunk(3), year=2020)
    undo(empty, second)
    assert believed(empty) == before


def test_what_was_known_then_stays_known(empty: Instance) -> None:
    first = bring(empty, tiling(4, 4))
    with db.connect(empty) as connection:
        (instant,) = connection.execute("SELECT clock_timestamp()").fetchone() or (None,)
    undo(empty, first)
    with db.connect(empty) as connection:
        rows = connection.execute("SELECT count(*) FROM parcels_as_of('2023-01-01', %s)", [instant]).fetchone()
    assert rows == (16,)


def test_deliveries_are_taken_back_one_after_the_other(empty: Instance) -> None:
    nothing = believed(empty)
    first = bring(empty, tiling(4, 4))
    once = believed(empty)
    second = bring(empty, shrunk(5), "0701", year=2023, complete=True)
    twice = believed(empty)
    third = bring(empty, tiling(4, 4)[:8], "1401", year=2021)
    for delivery, then in ((third, twice), (second, once), (first, nothing)):
        undo(empty, delivery)
        assert believed(empty) == then


def test_it_can_be_loaded_again_after_it_was_taken_back(empty: Instance) -> None:
    undo(empty, bring(empty, tiling(4, 4)))
    bring(empty, tiling(4, 4))
    assert len(believed(empty)[2023]) == 16


def test_it_is_refused_when_a_later_delivery_stands_on_it(empty: Instance) -> None:
    first = bring(empty, tiling(4, 4))
    bring(empty, shrunk(1), year=2023)
    before = believed(empty)
    with pytest.raises(RefusedInputError, match=codes_for(1)[0]):
        undo(empty, first)
    assert believed(empty) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE parcels SET land_use = '07' WHERE code LIKE '%00003'",
        "UPDATE parcels SET code = 'RENAMED' WHERE code LIKE '%00003'",
        "DELETE FROM parcels WHERE code LIKE '%00003'",
    ],
)
def test_it_is_refused_when_somebody_edited_a_row_since(empty: Instance, statement: str) -> None:
    first = bring(empty, tiling(4, 4))
    edit(empty, statement)
    with pytest.raises(RefusedInputError, match="planner"):
        undo(empty, first)


def test_an_edit_between_two_deliveries_still_stands_on_the_first(empty: Instance) -> None:
    first = bring(empty, tiling(4, 4))
    edit(empty, "UPDATE parcels SET land_use = '07' WHERE code LIKE '%00003'")
    undo(empty, bring(empty, shrunk(5), year=2023))
    with pytest.raises(RefusedInputError, match="planner"):
        undo(empty, first)


def test_it_is_refused_twice_and_for_what_is_no_delivery(empty: Instance) -> None:
    first = bring(empty, tiling(4, 4))
    done = undo(empty, first)
    with pytest.raises(RefusedInputError, match="already"):
        undo(empty, first)
    with pytest.raises(RefusedInputError, match="taking back"):
        undo(empty, done.delivery)
    with pytest.raises(NotFoundError):
        undo(empty, uuid4())


def test_the_log_tells_what_was_taken_back_by_whom(empty: Instance) -> None:
    first = bring(empty, tiling(4, 4))
    done = undo(empty, first, who="lead")
    newest, before = list_deliveries(empty, layer="parcels", limit=2)
    assert (newest.id, newest.undoes, newest.loaded_by) == (done.delivery, first, "lead")
    assert (before.id, before.undone_by) == (first, done.delivery)
    assert list_deliveries(empty, layer="roads") == []
