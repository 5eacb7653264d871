"""A part of a parcel that is completed: two parcels from that day on, and nothing of the past moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import psycopg
import pytest
import shapely

from gis_core.consolidation.events import Recorded, record_custody, record_part, record_stage, void_stage
from gis_core.consolidation.figures import evidence, figure_named, value
from gis_core.consolidation.period import year
from gis_core.errors import NotFoundError, RefusedInputError, StageOrderError
from tests.gis_core.consolidation.conftest import EAST, NORTH

Connection = psycopg.Connection[Any]
Make = Callable[..., str]
DAY = dt.date(2024, 5, 1)
QUARTER = shapely.box(EAST, NORTH, EAST + 50, NORTH + 200)  # 10,000 m² of 40,000


def _divided(connection: Connection, parcel: Make) -> Recorded:
    parcel("Z1")
    connection.execute("UPDATE consolidation_parcels SET registered_area_m2 = 39999.99, floor_area_m2 = 1000.1")
    record_stage(connection, "Z1", "identified", dt.date(2023, 1, 10))
    record_stage(connection, "Z1", "signed", dt.date(2023, 6, 1))
    return record_part(connection, "Z1", "completed", DAY, QUARTER)


def _rows(connection: Connection, statement: str, *values: object) -> list[Any]:
    return connection.execute(statement, values).fetchall()


def _completed(connection: Connection, number: int) -> Decimal:
    return value(figure_named("completed_area"), evidence(connection, figure_named("completed_area"), year(number)))


def test_a_part_that_is_completed_makes_two_parcels_of_one(connection: Connection, parcel: Make) -> None:
    made = _divided(connection, parcel)
    assert made.children == ("Z1-1", "Z1-2")
    rows = _rows(
        connection,
        "SELECT code, parent, stage, area_m2, registered_area_m2, floor_area_m2, valid_from, project"
        " FROM consolidation_parcels ORDER BY code",
    )
    assert rows == [
        ("Z1-1", "Z1", "completed", 10_000, Decimal("10000.00"), 250.0, DAY, "X1"),
        ("Z1-2", "Z1", "signed", 30_000, Decimal("29999.99"), 750.1, DAY, "X1"),
    ]
    assert _completed(connection, 2024) == 10_000


def test_the_days_before_a_division_know_the_whole_parcel(connection: Connection, parcel: Make) -> None:
    _divided(connection, parcel)
    ask = "SELECT code, stage FROM consolidation_parcels_as_of(%s::date) ORDER BY code"
    assert _rows(connection, ask, "2024-04-30") == [("Z1", "signed")]
    assert _rows(connection, ask, "2024-05-01") == [("Z1-1", "completed"), ("Z1-2", "signed")]


def test_what_a_part_inherits_counts_once_and_stands_as_long_as_the_original(
    connection: Connection, parcel: Make
) -> None:
    _divided(connection, parcel)
    reached = "SELECT code, area_m2 FROM parcels_that_reached('signed', '2025-01-01') ORDER BY code"
    assert _rows(connection, reached) == [("Z1", 40_000)]
    standing = "SELECT parcel, happened_on FROM stage_events_as_of('2025-01-01') WHERE stage = 'signed' ORDER BY parcel"
    assert [code for code, _ in _rows(connection, standing)] == ["Z1", "Z1-1", "Z1-2"]
    (signed,) = _rows(connection, "SELECT id FROM stage_events WHERE parcel = 'Z1' AND stage = 'signed'")[0]
    with pytest.raises(StageOrderError, match="parcel Z1-1 can't be completed"):
        void_stage(connection, "Z1", signed)
    record_stage(connection, "Z1", "signed", dt.date(2023, 7, 1), voids=signed)
    assert _rows(connection, standing) == [(code, dt.date(2023, 7, 1)) for code in ("Z1", "Z1-1", "Z1-2")]
    since = "SELECT code, stage, stage_since FROM consolidation_parcels ORDER BY code"
    assert _rows(connection, since) == [("Z1-1", "completed", DAY), ("Z1-2", "signed", dt.date(2023, 7, 1))]


def test_an_inherited_event_is_voided_where_it_was_recorded(connection: Connection, parcel: Make) -> None:
    _divided(connection, parcel)
    ask = "SELECT id FROM stage_events WHERE parcel = 'Z1-2' AND stage = 'signed'"
    with pytest.raises(RefusedInputError, match="void that one"):
        void_stage(connection, "Z1-2", _rows(connection, ask)[0][0])


def test_voiding_the_completion_of_a_part_leaves_the_parts(connection: Connection, parcel: Make) -> None:
    made = _divided(connection, parcel)
    void_stage(connection, "Z1-1", made.id)
    assert _completed(connection, 2024) == 0
    assert _rows(connection, "SELECT code, stage FROM consolidation_parcels ORDER BY code") == [
        ("Z1-1", "signed"),
        ("Z1-2", "signed"),
    ]


def test_the_rest_goes_on_and_may_be_divided_again(connection: Connection, parcel: Make) -> None:
    _divided(connection, parcel)
    again = record_part(
        connection, "Z1-2", "completed", dt.date(2025, 2, 1), shapely.box(EAST + 50, NORTH, EAST + 100, NORTH + 200)
    )
    assert again.children == ("Z1-2-1", "Z1-2-2")
    record_stage(connection, "Z1-2-2", "completed", dt.date(2025, 3, 1))
    assert [_completed(connection, number) for number in (2023, 2024, 2025)] == [0, 10_000, 30_000]
    (signed,) = _rows(connection, "SELECT id FROM stage_events WHERE parcel = 'Z1' AND stage = 'signed'")[0]
    inherited = "SELECT DISTINCT inherits FROM stage_events WHERE stage = 'signed' AND inherits IS NOT NULL"
    assert _rows(connection, inherited) == [(signed,)]


def test_an_event_of_the_day_of_division_still_counts_with_the_whole(connection: Connection, parcel: Make) -> None:
    parcel("Z1")
    record_stage(connection, "Z1", "signed", DAY)
    record_part(connection, "Z1", "completed", DAY, QUARTER)
    assert _rows(connection, "SELECT code, area_m2 FROM parcels_that_reached('signed', '2025-01-01')") == [
        ("Z1", 40_000)
    ]


def test_a_stage_recorded_late_for_the_whole_stands_for_its_parts(connection: Connection, parcel: Make) -> None:
    _divided(connection, parcel)
    late = record_stage(connection, "Z1", "surveyed", dt.date(2023, 3, 1))
    heirs = "SELECT parcel FROM stage_events WHERE inherits = %s ORDER BY parcel"
    assert _rows(connection, heirs, late.id) == [("Z1-1",), ("Z1-2",)]
    with pytest.raises(RefusedInputError, match=r"was divided on 2024-05-01 into Z1-1, Z1-2; record it for them"):
        record_stage(connection, "Z1", "vacated", dt.date(2024, 6, 1))


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (shapely.box(EAST - 10, NORTH, EAST + 50, NORTH + 200), "reaches 2000.00 m² beyond parcel Z1"),
        (shapely.box(EAST, NORTH, EAST + 200, NORTH + 200), "leaves 0.00 m² of parcel Z1"),
        (shapely.box(EAST, NORTH, EAST + 0.01, NORTH + 10), "the part has 0.10 m²"),
        (shapely.Polygon([(EAST, NORTH), (EAST + 9, NORTH + 9), (EAST + 9, NORTH), (EAST, NORTH + 9)]), "no valid"),
    ],
)
def test_a_part_must_be_a_part(connection: Connection, parcel: Make, part: shapely.Polygon, sentence: str) -> None:
    parcel("Z1")
    record_stage(connection, "Z1", "signed", dt.date(2023, 6, 1))
    with pytest.raises(RefusedInputError, match=sentence) as refused:
        record_part(connection, "Z1", "completed", DAY, part)
    assert refused.value.field == "part"
    assert _rows(connection, "SELECT code FROM consolidation_parcels") == [("Z1",)]


def test_a_part_follows_the_order_of_stages_and_nothing_is_divided_when_it_is_refused(
    connection: Connection, parcel: Make
) -> None:
    parcel("Z1")
    with pytest.raises(StageOrderError, match="without having been signed"):
        record_part(connection, "Z1", "completed", DAY, QUARTER)
    assert _rows(connection, "SELECT code FROM consolidation_parcels") == [("Z1",)]
    record_part(connection, "Z1", "completed", DAY, QUARTER, override_reason="政府直接收回")
    assert _completed(connection, 2024) == 10_000
    with pytest.raises(NotFoundError, match="no consolidation parcel Z9"):
        record_part(connection, "Z9", "completed", DAY, QUARTER)
    with pytest.raises(RefusedInputError, match="was divided on"):
        record_part(connection, "Z1", "completed", DAY, QUARTER)


def test_a_parcel_that_went_on_as_a_whole_is_not_divided_behind_that(connection: Connection, parcel: Make) -> None:
    parcel("Z1")
    record_stage(connection, "Z1", "signed", dt.date(2024, 6, 1))
    with pytest.raises(RefusedInputError, match="has been signed as a whole on 2024-06-01, after 2024-05-01"):
        record_part(connection, "Z1", "completed", DAY, QUARTER, override_reason="x")


def test_an_attribute_that_changed_since_is_no_obstacle(connection: Connection, parcel: Make) -> None:
    parcel("Z1")
    record_stage(connection, "Z1", "signed", dt.date(2023, 6, 1))
    connection.execute("UPDATE consolidation_parcels SET title_category = 'returned', valid_from = '2025-01-01'")
    assert record_part(connection, "Z1", "completed", DAY, QUARTER).children == ("Z1-1", "Z1-2")
    connection.execute(
        "UPDATE consolidation_parcels SET geom = st_multi(st_buffer(geom, -1)), valid_from = '2025-01-01'"
    )
    with pytest.raises(RefusedInputError, match="boundary of parcel Z1-2 changed after 2024-06-01"):
        record_part(
            connection, "Z1-2", "completed", dt.date(2024, 6, 1), shapely.box(EAST + 60, NORTH, EAST + 90, NORTH + 90)
        )


def test_right_holders_share_the_parts_and_tenants_go_with_one(connection: Connection, parcel: Make) -> None:
    parcel("Z1")
    record_stage(connection, "Z1", "signed", dt.date(2023, 6, 1))
    holder = _rows(
        connection,
        "INSERT INTO right_holders (parcel, kind, land_m2, floor_m2, signed_on)"
        " VALUES ('Z1', 'firm', 40000, 100.01, '2023-06-01') RETURNING id",
    )[0][0]
    connection.execute(
        "INSERT INTO tenants (parcel, kind, floor_m2, vacated_on)"
        " VALUES ('Z1', 'shop', 30, '2024-02-01'), ('Z1', 'shop', 40, NULL)"
    )
    record_part(connection, "Z1", "completed", DAY, QUARTER)
    holders = _rows(
        connection,
        "SELECT parcel, land_m2, floor_m2, signed_on, carried_from FROM right_holders WHERE parcel <> 'Z1' ORDER BY 1",
    )
    signed = dt.date(2023, 6, 1)
    assert holders == [("Z1-1", 10_000, 25, signed, holder), ("Z1-2", 30_000, Decimal("75.01"), signed, holder)]
    tenants = _rows(connection, "SELECT parcel, floor_m2 FROM tenants WHERE parcel <> 'Z1' ORDER BY 1")
    assert tenants == [("Z1-1", 30), ("Z1-2", 40)]


def test_a_divided_parcel_does_not_come_back(connection: Connection, parcel: Make) -> None:
    _divided(connection, parcel)
    with pytest.raises(psycopg.Error, match="was divided into Z1-1, Z1-2; deliver those instead"):
        connection.execute(
            "INSERT INTO consolidation_parcels (id, code, project, land_kind, geom)"
            " SELECT id, code, project, land_kind, geom FROM consolidation_parcels_history WHERE code = 'Z1' LIMIT 1"
        )


def test_custody_follows_storing_and_the_last_state_stands(connection: Connection, parcel: Make) -> None:
    parcel("Z1")
    for stage, on in (("signed", "2023-06-01"), ("completed", "2024-01-10"), ("stored", "2024-03-01")):
        record_stage(connection, "Z1", stage, dt.date.fromisoformat(on))
    with pytest.raises(StageOrderError, match="without having been stored by then"):
        record_custody(connection, "Z1", "stored", dt.date(2024, 2, 1))
    record_custody(connection, "Z1", "stored", dt.date(2024, 3, 1))
    let = record_custody(connection, "Z1", "let", dt.date(2024, 4, 1), until=dt.date(2025, 3, 31))
    state = "SELECT state, since, until FROM custody_as_of(%s::date) WHERE parcel = 'Z1'"
    assert _rows(connection, state, "2024-03-31") == [("stored", dt.date(2024, 3, 1), None)]
    assert _rows(connection, state, "2024-04-01") == [("let", dt.date(2024, 4, 1), dt.date(2025, 3, 31))]
    with pytest.raises(RefusedInputError, match="changed on 2024-04-01 already"):
        record_custody(connection, "Z1", "supplied", dt.date(2024, 4, 1))
    record_custody(connection, "Z1", "supplied", dt.date(2024, 4, 1), voids=let.id)
    assert _rows(connection, state, "2024-12-31") == [("supplied", dt.date(2024, 4, 1), None)]
    with pytest.raises(NotFoundError, match="lost"):
        record_custody(connection, "Z1", "lost", dt.date(2024, 5, 1))
