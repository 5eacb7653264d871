"""Figures: the sum of their evidence, on both times; contiguous land by its definition, written out by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gis_core.consolidation import period
from gis_core.consolidation.figures import Question, answer, catalogue, evidence, figure_named, value, year_figures
from gis_core.consolidation.figures.catalogue import read_figure
from gis_core.consolidation.period import Period, instant, year
from gis_core.errors import WrongUseError
from gis_core.place import Place

Connection = psycopg.Connection[Any]
Make = Callable[..., str]
Record = Callable[..., int]
EAST, NORTH = 500_000, 2_518_000


def _value(connection: Connection, name: str, number: int = 2024, **options: Any) -> Decimal:
    figure = figure_named(name)
    found = value(figure, evidence(connection, figure, year(number), **options))
    assert found is not None
    return found


def _complete(record: Record, code: str, on: str) -> int:
    record(code, "signed", "2022-06-01")
    return record(code, "completed", on)


def _reserved(connection: Connection, code: str, *, east: float, width: float = 100, state: bool = True) -> None:
    """A vacant parcel 100 m deep, with its owner."""
    box = [EAST + east, NORTH, EAST + east + width, NORTH + 100]
    connection.execute(
        "INSERT INTO parcels (code, vacant, geom, valid_from)"
        " VALUES (%s, true, st_multi(st_makeenvelope(%s, %s, %s, %s, 4547)), '2020-01-01')",
        [code, *box],
    )
    connection.execute(
        "INSERT INTO tenure (code, parcel, ownership, geom, valid_from)"
        " SELECT code, code, %s, geom, valid_from FROM parcels WHERE code = %s",
        ["state" if state else "collective", code],
    )


def _lines(connection: Connection, *, width: float = 1_000) -> None:
    connection.execute(
        "INSERT INTO industrial_block_lines (code, level, geom, valid_from)"
        " VALUES ('L1', '1', st_multi(st_makeenvelope(%s, %s, %s, %s, 4547)), '2020-01-01')",
        [EAST, NORTH - 500, EAST + width, NORTH + 500],
    )


def test_completed_and_stored_are_counted_apart(connection: Connection, parcel: Make, record: Record) -> None:
    for code, east in (("Z1", 0), ("Z2", 300)):
        _complete(record, parcel(code, east=east), "2024-03-01")
    record("Z1", "stored", "2024-04-01")
    assert (_value(connection, "completed_area"), _value(connection, "stored_area")) == (80_000, 40_000)


def test_a_period_includes_both_its_days(connection: Connection, parcel: Make, record: Record) -> None:
    _complete(record, parcel("Z1"), "2024-03-01")
    figure = figure_named("completed_area")
    for first, last, count in (
        ("2024-03-01", "2024-03-01", 1),
        ("2024-02-01", "2024-02-29", 0),
        ("2024-03-02", "2024-12-31", 0),
    ):
        asked = Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
        assert len(evidence(connection, figure, asked)) == count


def test_voiding_takes_off_that_parcel_s_area_and_no_other_year(
    connection: Connection, parcel: Make, record: Record
) -> None:
    _complete(record, parcel("Z1"), "2023-03-01")
    _complete(record, parcel("Z2", east=300, side=123.4), "2024-03-01")
    wrong = _complete(record, parcel("Z3", east=600), "2024-06-01")
    assert _value(connection, "completed_area") == Decimal("55227.56")
    record("Z3", voids=wrong)
    assert _value(connection, "completed_area") == Decimal("15227.56")
    assert _value(connection, "completed_area", 2023) == 40_000


def test_areas_count_with_the_boundary_of_the_day(connection: Connection, parcel: Make, record: Record) -> None:
    _complete(record, parcel("Z1"), "2024-03-01")
    connection.execute(
        "UPDATE consolidation_parcels SET geom = st_multi(st_buffer(geom, -20)), valid_from = '2024-09-01'"
        " WHERE code = 'Z1'"
    )
    assert _value(connection, "completed_area") == 40_000


def test_an_event_older_than_its_parcel_on_record_counts_with_the_present_boundary(
    connection: Connection, parcel: Make, record: Record
) -> None:
    parcel("Z1")
    record("Z1", "signed", "2021-06-01")
    record("Z1", "completed", "2021-07-01")
    assert _value(connection, "completed_area", 2021) == 40_000


def test_what_was_known_then_leaves_out_what_was_recorded_later(
    owner_connection: Connection,
) -> None:
    owner_connection.execute(
        "INSERT INTO consolidation_parcels (code, project, land_kind, geom, valid_from, updated_at) VALUES ('Z1', 'X1',"
        " 'industrial', st_multi(st_makeenvelope(0, 0, 100, 100, 4547)), '2023-01-01', '2023-01-02 12:00+08')"
    )
    owner_connection.execute("ALTER TABLE stage_events DISABLE TRIGGER USER")
    owner_connection.execute(
        "INSERT INTO stage_events (parcel, stage, happened_on, recorded_at) VALUES"
        " ('Z1', 'signed', '2023-12-01', '2023-12-02 12:00+08'),"
        " ('Z1', 'completed', '2023-12-28', '2024-01-05 12:00+08')"
    )
    owner_connection.execute("ALTER TABLE stage_events ENABLE TRIGGER USER")
    new_year = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    assert _value(owner_connection, "completed_area", 2023, known=new_year) == 0
    assert _value(owner_connection, "completed_area", 2023) == 10_000


def test_a_completion_joins_reserved_land_into_a_block(connection: Connection, parcel: Make, record: Record) -> None:
    _lines(connection)
    _reserved(connection, "R1", east=0)
    _reserved(connection, "R2", east=212)
    assert _value(connection, "contiguous_area") == 0
    _complete(record, parcel("Z1", east=100, side=100), "2024-05-01")
    rows = evidence(connection, figure_named("contiguous_area"), year(2024))
    assert [(row.code, row.amount) for row in rows] == [("Z1", 10_000), ("R1", 10_000), ("R2", 10_000)]
    assert _value(connection, "contiguous_area", gap_m=11.9) == 0
    assert _value(connection, "contiguous_area", smallest_m2=30_001) == 0
    assert _value(connection, "contiguous_area", 2025) == 0


@pytest.mark.parametrize("spoiled", ["collective", "occupied", "outside", "housing"])
def test_other_land_makes_no_block(connection: Connection, parcel: Make, record: Record, spoiled: str) -> None:
    _lines(connection, width=250 if spoiled == "outside" else 1_000)
    _reserved(connection, "R1", east=0)
    _reserved(connection, "R2", east=200, state=spoiled != "collective")
    if spoiled == "occupied":
        connection.execute("UPDATE parcels SET vacant = false WHERE code = 'R2'")
    kind = "residential" if spoiled == "housing" else "industrial"
    _complete(record, parcel("Z1", east=100, side=100, kind=kind), "2024-05-01")
    assert _value(connection, "contiguous_area") == 0


def test_the_growth_of_a_block_counts_and_not_the_block(connection: Connection, parcel: Make, record: Record) -> None:
    _lines(connection)
    for number in range(3):
        _reserved(connection, f"R{number}", east=number * 100)
    _complete(record, parcel("Z1", east=300, side=100), "2024-05-01")
    rows = evidence(connection, figure_named("contiguous_area"), year(2024))
    assert [(row.code, row.amount) for row in rows] == [("Z1", 10_000)]


def test_land_that_is_both_reserved_and_completed_counts_once(
    connection: Connection, parcel: Make, record: Record
) -> None:
    _lines(connection)
    _reserved(connection, "R1", east=0, width=400)
    _complete(record, parcel("Z1", east=300, side=100), "2024-05-01")
    row = connection.execute("SELECT sum(area_m2) FROM industrial_land('2024-12-31')").fetchone()
    assert row == (40_000,)
    assert _value(connection, "contiguous_area") == 0


def test_a_block_that_is_built_on_is_lost(connection: Connection) -> None:
    _lines(connection)
    _reserved(connection, "R1", east=0, width=400)
    connection.execute("UPDATE parcels SET vacant = false, valid_from = '2024-07-01' WHERE code = 'R1'")
    assert _value(connection, "contiguous_area_lost") == 40_000
    assert _value(connection, "contiguous_area") == 0


def test_roads_count_by_name_and_only_municipal_ones(connection: Connection) -> None:
    rows = [("R1", "上石家路", True), ("R2", "上石家路", True), ("R3", None, None), ("R4", "园区路", False)]
    for number, (code, name, municipal) in enumerate(rows):
        connection.execute(
            "INSERT INTO roads (code, name, class, municipal, opened_on, geom, valid_from) VALUES (%s, %s, 'local', %s,"
            " '2024-05-01', st_setsrid(st_makeline(st_point(0, %s), st_point(9, %s)), 4547), '2024-05-01')",
            [code, name, municipal, number, number],
        )
    assert _value(connection, "roads_opened") == 2


def test_every_figure_is_labelled_defined_and_asked_without_error(connection: Connection) -> None:
    assert len(catalogue()) >= 31
    connection.execute("SELECT set_config('matian.role', 'officer', true)")
    for figure in catalogue().values():
        assert figure.label.zh and figure.label.en and figure.definition.zh and figure.definition.en and figure.unit
        assert evidence(connection, figure, year(2024)) == []
    assert [figure.name for figure in year_figures(connection, 2024)] == [
        *("completed_ha", "contiguous_ha", "parks_upgraded"),
        *("roads_opened", "parking_spaces_added", "stations_opened"),
    ]


def test_adding_a_figure_is_adding_a_file(connection: Connection, tmp_path: Path) -> None:
    file = tmp_path / "schools_opened.sql"
    file.write_text(
        '/*\nlabel = { zh = "新开学校", en = "Schools opened" }\nunit = "schools"\nwhole = true\n'
        '[definition]\nzh = "本期启用的学校数"\nen = "Schools that opened in the period"\n*/\n'
        "SELECT code, 'facilities' AS layer, NULL::text AS project, NULL::text AS land_kind,"
        " opened_on AS date, 1::numeric AS amount, geom"
        " FROM facilities_as_of(%(last)s, %(known)s)"
        " WHERE kind = 'school' AND opened_on BETWEEN %(first)s AND %(last)s",
        encoding="utf-8",
    )
    connection.execute(
        "INSERT INTO facilities (code, name, kind, opened_on, geom, valid_from)"
        " VALUES ('S1', '学校', 'school', '2024-09-01', st_setsrid(st_point(0, 0), 4547), '2024-09-01')"
    )
    figure = read_figure(file)
    assert value(figure, evidence(connection, figure, year(2024))) == 1
    assert answer(connection, figure, Question(year(2024))).value == 1


def test_a_file_without_a_head_is_named(tmp_path: Path) -> None:
    file = tmp_path / "nothing.sql"
    file.write_text("SELECT 1", encoding="utf-8")
    with pytest.raises(ValueError, match=r"nothing\.sql must begin"):
        read_figure(file)


def test_wrong_use_says_what_there_is(connection: Connection) -> None:
    with pytest.raises(WrongUseError, match="completed_area"):
        figure_named("completed")
    with pytest.raises(WrongUseError, match="gap_m"):
        evidence(connection, figure_named("completed_area"), year(2024), gap_m=3)
    with pytest.raises(WrongUseError, match="no year 0"):
        year(0)


def test_known_is_a_day_or_an_instant(place: Place) -> None:
    end = instant("2024-12-31", place.zone)
    assert end is not None and end.isoformat() == "2024-12-31T23:59:59.999999+08:00"
    assert instant("2024-12-31T08:00", place.zone) == dt.datetime(2024, 12, 31, 8, tzinfo=place.zone)
    assert instant(None, place.zone) is None
    with pytest.raises(WrongUseError, match="no date and no instant"):
        instant("yesterday", place.zone)
    assert period.year(2024).last == dt.date(2024, 12, 31)


@pytest.fixture
def place(instance: Any) -> Place:
    found: Place = instance.place
    return found
