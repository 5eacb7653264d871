"""A division recorded in error is undone: one parcel again, from then on; as known before, it stays divided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest
import shapely

from gis_core import db
from gis_core.consolidation.events import Recorded, record_custody, record_part, record_stage, undo_part, void_stage
from gis_core.consolidation.figures import Question, answer, evidence, figure_named, value
from gis_core.consolidation.overview import funnel, states
from gis_core.consolidation.period import Period, year
from gis_core.errors import RefusedInputError, StageOrderError
from gis_core.instance import Instance
from tests.gis_core.consolidation.conftest import EAST, NORTH

Connection = psycopg.Connection[Any]
Make = Callable[..., str]
DAY = dt.date(2024, 5, 1)
END = dt.date(2024, 12, 31)
QUARTER = shapely.box(EAST, NORTH, EAST + 50, NORTH + 200)  # 10,000 m² of 40,000
LIVE = "SELECT code, stage, area_m2, floor_area_m2, valid_from FROM consolidation_parcels ORDER BY code"
WHOLE = ("Z1", "signed", 40_000, 1000.1, dt.date(2023, 6, 1))


def _divided(connection: Connection, parcel: Make) -> Recorded:
    parcel("Z1")
    connection.execute("UPDATE consolidation_parcels SET floor_area_m2 = 1000.1, valid_from = '2022-01-01'")
    connection.execute(
        "INSERT INTO right_holders (parcel, kind, land_m2, floor_m2)"
        " SELECT 'Z1', 'household', 100, 50 FROM generate_series(1, 3)"
    )
    record_stage(connection, "Z1", "signed", dt.date(2023, 6, 1))
    return record_part(connection, "Z1", "completed", DAY, QUARTER)


def _rows(connection: Connection, statement: str, *values: object) -> list[Any]:
    return connection.execute(statement, values).fetchall()


def _ask(connection: Connection, name: str, on: dt.date = END, known: dt.datetime | None = None) -> Decimal | None:
    figure, period = figure_named(name), Period(dt.date(2024, 1, 1), on)
    found = answer(connection, figure, Question(period, known)).value
    assert found == value(figure, evidence(connection, figure, period, known=known)), "value and evidence"
    return found


def test_a_right_holder_of_a_divided_parcel_counts_once(connection: Connection, parcel: Make) -> None:
    made = _divided(connection, parcel)
    parcel("Z2", east=500)
    connection.execute("INSERT INTO right_holders (parcel, kind, land_m2, floor_m2) VALUES ('Z2', 'firm', 1, 1)")
    assert _ask(connection, "signing_rate_holders", DAY - dt.timedelta(days=1)) == Decimal(3) / 4, "the whole"
    assert _ask(connection, "signing_rate_holders") == Decimal(3) / 4, "its parts"
    rows = evidence(connection, figure_named("signing_rate_holders"), year(2024))
    assert [(row.code, row.amount, row.of) for row in rows] == [("Z1-1", 3, 3), ("Z2", 0, 1)]
    record_stage(connection, "Z1-1", "paid", dt.date(2024, 6, 1))
    assert made.children == ("Z1-1", "Z1-2")
    assert _ask(connection, "paid_rate_holders", dt.date(2024, 7, 1)) == 0, "the rest of their land isn't paid"
    record_stage(connection, "Z1-2", "paid", dt.date(2024, 8, 1))
    assert _ask(connection, "paid_rate_holders", dt.date(2024, 7, 1)) == 0
    assert _ask(connection, "paid_rate_holders", dt.date(2024, 8, 1)) == Decimal(3) / 4


def test_a_right_holder_stands_in_the_funnel_once_with_the_part_that_has_come_least_far(
    connection: Connection, parcel: Make
) -> None:
    _divided(connection, parcel)
    counted = {row.stage: row.at_stage.holders for row in funnel(connection, END) if row.at_stage.parcels}
    assert counted == {"completed": 0, "signed": 3}


def test_holders_of_a_part_divided_again_still_count_once(connection: Connection, parcel: Make) -> None:
    _divided(connection, parcel)
    record_part(connection, "Z1-2", "completed", DAY, shapely.box(EAST + 50, NORTH, EAST + 100, NORTH + 200))
    rows = evidence(connection, figure_named("signing_rate_holders"), year(2024))
    assert [(row.code, row.amount, row.of) for row in rows] == [("Z1-1", 3, 3)]


def test_an_undone_division_leaves_one_parcel_as_it_was(connection: Connection, parcel: Make) -> None:
    made = _divided(connection, parcel)
    (before,) = _rows(connection, "SELECT id FROM consolidation_parcels_history WHERE code = 'Z1' LIMIT 1")
    undone = undo_part(connection, "Z1-1", made.id, note="误录")
    assert undone.restored == "Z1"
    assert _rows(connection, LIVE) == [WHOLE]
    assert _rows(connection, "SELECT id FROM consolidation_parcels") == [before], "the same parcel"
    assert _ask(connection, "completed_area") == 0
    assert _ask(connection, "signing_rate_parcels") == 1
    assert [(row.code, row.of) for row in evidence(connection, figure_named("signing_rate_holders"), year(2024))] == [
        ("Z1", 3)
    ]
    assert states(connection, END).stages == {"Z1": "signed"}
    assert _rows(connection, "SELECT child, parent, divided_on, reason FROM undone_divisions ORDER BY child") == [
        ("Z1-1", "Z1", DAY, "误录"),
        ("Z1-2", "Z1", DAY, "误录"),
    ]
    record_stage(connection, "Z1", "completed", dt.date(2024, 9, 1))
    assert _ask(connection, "completed_area") == 40_000


def test_an_undone_division_can_be_made_again_under_new_codes(connection: Connection, parcel: Make) -> None:
    made = _divided(connection, parcel)
    undo_part(connection, "Z1-1", made.id)
    again = record_part(connection, "Z1", "completed", dt.date(2024, 7, 1), QUARTER)
    assert again.children == ("Z1-3", "Z1-4"), "a code is never used again"
    assert _ask(connection, "completed_area") == 10_000


def test_a_division_whose_event_was_voided_before_is_undone_too(connection: Connection, parcel: Make) -> None:
    made = _divided(connection, parcel)
    voided = void_stage(connection, "Z1-1", made.id)
    assert undo_part(connection, "Z1-1", made.id).id == voided.id
    assert _rows(connection, LIVE) == [WHOLE]


def test_what_was_recorded_for_the_whole_while_it_was_divided_stays(connection: Connection, parcel: Make) -> None:
    made = _divided(connection, parcel)
    record_stage(connection, "Z1", "paid", dt.date(2023, 9, 1))
    connection.execute("INSERT INTO tenants (parcel, kind, floor_m2) VALUES ('Z1', 'shop', 1)")
    connection.execute(
        "INSERT INTO tenants (parcel, kind, floor_m2, vacated_on, carried_from)"
        " SELECT 'Z1-2', kind, floor_m2, '2024-06-01', id FROM tenants"
    )
    undo_part(connection, "Z1-1", made.id)
    assert [row[:2] for row in _rows(connection, LIVE)] == [("Z1", "paid")]
    ask = "SELECT code, stage FROM consolidation_parcels_as_of(%s::date)"
    assert _rows(connection, ask, "2023-08-31") == [("Z1", "signed")]
    assert _rows(connection, ask, "2023-09-01") == [("Z1", "paid")]
    assert _rows(connection, "SELECT vacated_on FROM tenants WHERE parcel = 'Z1'") == [(dt.date(2024, 6, 1),)]


@pytest.mark.parametrize(
    ("since", "sentence"),
    [
        (
            lambda c: record_stage(c, "Z1-2", "paid", dt.date(2024, 8, 1)),
            r"part Z1-2 of parcel Z1 has been paid on 2024-08-01 \(event \d+\); void that first",
        ),
        (
            lambda c: record_part(
                c, "Z1-2", "paid", dt.date(2024, 8, 1), shapely.box(EAST + 50, NORTH, EAST + 80, NORTH + 200)
            ),
            "part Z1-2 of parcel Z1 was divided itself into Z1-2-1, Z1-2-2; undo that first",
        ),
        (
            lambda c: c.execute(
                "UPDATE consolidation_parcels SET geom = st_multi(st_translate(geom, 0, 5)) WHERE code = 'Z1-2'"
            ),
            "the parts Z1-1, Z1-2 no longer make up parcel Z1",
        ),
    ],
)
def test_a_division_with_later_records_is_not_undone(
    connection: Connection, parcel: Make, since: Callable[[Connection], object], sentence: str
) -> None:
    made = _divided(connection, parcel)
    since(connection)
    before = _rows(connection, LIVE)
    with pytest.raises(RefusedInputError, match=sentence) as refused:
        undo_part(connection, "Z1-1", made.id)
    assert refused.value.field == "undo_division"
    assert _rows(connection, LIVE) == before, "nothing is half undone"
    assert _rows(connection, "SELECT id FROM stage_events WHERE voids = %s", made.id) == []


def test_land_handed_over_is_taken_back_before_its_division(connection: Connection, parcel: Make) -> None:
    made = _divided(connection, parcel)
    record_stage(connection, "Z1-1", "stored", dt.date(2024, 6, 1))
    record_custody(connection, "Z1-1", "stored", dt.date(2024, 6, 2))
    with pytest.raises((RefusedInputError, StageOrderError), match="Z1-1"):
        undo_part(connection, "Z1-1", made.id)


def test_only_a_part_can_be_undone(connection: Connection, parcel: Make) -> None:
    parcel("Z1")
    signed = record_stage(connection, "Z1", "signed", DAY)
    with pytest.raises(RefusedInputError, match="parcel Z1 is no part of a divided parcel"):
        undo_part(connection, "Z1", signed.id)


@pytest.fixture
def instants(fresh_instance: Callable[..., Instance]) -> Iterator[tuple[Connection, dict[str, dt.datetime]]]:
    """A connection that commits each step, and the instants before, while and after the parcel was divided."""
    with psycopg.connect(db.dsn(fresh_instance("undone")), autocommit=True) as connection:

        def now() -> dt.datetime:
            row = connection.execute("SELECT clock_timestamp()").fetchone()
            assert row is not None
            return row[0]  # type: ignore[no-any-return]

        connection.execute(
            "INSERT INTO consolidation_parcels (code, project, land_kind, geom, valid_from) VALUES ('Z1', 'X1',"
            " 'industrial', st_multi(st_makeenvelope(%s, %s, %s, %s, 4547)), '2022-01-01')",
            [EAST, NORTH, EAST + 200, NORTH + 200],
        )
        record_stage(connection, "Z1", "signed", dt.date(2023, 6, 1))
        found = {"whole": now()}
        made = record_part(connection, "Z1", "completed", DAY, QUARTER)
        found["divided"] = now()
        undo_part(connection, "Z1-1", made.id, note="误录")
        found["undone"] = now()
        record_stage(connection, "Z1", "completed", dt.date(2024, 9, 1))
        found["completed"] = now()
        yield connection, found


def test_a_division_is_known_from_its_recording_to_its_undoing(
    instants: tuple[Connection, dict[str, dt.datetime]],
) -> None:
    connection, known = instants
    ask = "SELECT code, stage FROM consolidation_parcels_as_of(%s, %s) ORDER BY code"
    signed = [("Z1", "signed")]
    for at, when, expected in (
        (END, "whole", signed),
        (END, "divided", [("Z1-1", "completed"), ("Z1-2", "signed")]),
        (END, "undone", signed),
        (END, "completed", [("Z1", "completed")]),
        (DAY - dt.timedelta(days=1), "divided", signed),
        (DAY, "divided", [("Z1-1", "completed"), ("Z1-2", "signed")]),
        (DAY - dt.timedelta(days=1), "completed", signed),
        (DAY, "completed", signed),
    ):
        assert _rows(connection, ask, at, known[when]) == expected, (at, when)
        assert states(connection, at, known=known[when]).stages == dict(expected), (at, when)
    areas = [_ask(connection, "completed_area", END, known[when]) for when in known]
    assert areas == [0, 10_000, 0, 40_000]
    reached = "SELECT code, area_m2 FROM parcels_that_reached('signed', %s, %s)"
    assert [_rows(connection, reached, END, known[when]) for when in known] == [[("Z1", 40_000)]] * 4
    step = states(connection, DAY, since=DAY - dt.timedelta(days=1), known=known["divided"])
    assert (step.stages, step.gone) == ({"Z1-1": "completed", "Z1-2": "signed"}, ["Z1"])
