"""What candidates must satisfy, on a tiny town whose answers are worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import sql
from pydantic import ValidationError

from gis_core.siting.constraints.base import Constraint
from gis_core.siting.constraints.bound import Bound
from gis_core.siting.ground import Ground
from gis_core.siting.parts import kinds


def m(value: float, unit: str = "m") -> dict[str, Any]:
    return {"value": value, "unit": unit}


@pytest.fixture
def parcels(town: Ground) -> Ground:
    town.execute("INSERT INTO siting_candidates SELECT code, geom, area_m2, land_use FROM at_parcels")
    return town


def constraint(**document: Any) -> Constraint:
    return kinds("constraints", Constraint)[document["kind"]].model_validate(document)


PARKING = {"name": "x", "kind": "distance", "layer": "parking"}
CASES: list[tuple[dict[str, Any], str]] = [
    ({"kind": "area", "min": m(4000, "m²"), "max": m(0.5, "ha")}, "P1 P2 P3 P4"),
    ({"kind": "area", "min": m(7.6, "亩")}, ""),
    ({"kind": "land_use", "allowed": ["16"]}, "P1 P3"),
    ({"kind": "land_use", "refused": ["07"]}, "P1 P3 P4"),
    ({"kind": "land_use", "allowed": ["07", "16"], "refused": ["0701"]}, "P1 P3"),
    ({"kind": "building_cover", "max": m(49, "%")}, "P1 P2 P3"),
    ({"kind": "building_cover", "max": m(50, "%")}, "P1 P2 P3 P4"),
    ({"kind": "outside", "layer": "three_lines", "values": ["farmland"]}, "P1"),
    ({"kind": "outside", "layer": "three_lines", "values": ["farmland"], "tolerance": m(10, "%")}, "P1 P2 P4"),
    ({"kind": "outside", "layer": "three_lines", "values": ["ecology"]}, "P1 P2 P3 P4"),
    ({"kind": "within", "layer": "three_lines"}, "P3"),
    ({"kind": "planned_use", "allowed": ["G1"]}, "P1 P2"),
    ({"kind": "planned_use", "refused": ["G1"]}, "P3 P4"),
    ({"kind": "road_access", "max": m(2)}, "P1 P2 P3 P4"),
    ({"kind": "road_access", "max": m(2), "width": m(9)}, ""),
    ({"kind": "road_access", "max": m(0.5)}, ""),
    ({"kind": "road_access", "max": m(2), "classes": ["arterial"]}, ""),
    ({"kind": "away_from", "layer": "hazards", "min": m(26)}, "P2 P3 P4"),
    ({"kind": "away_from", "layer": "hazards", "min": m(25)}, "P1 P2 P3 P4"),
    ({"kind": "width", "min": m(49.9)}, "P1 P2 P3 P4"),
    ({"kind": "width", "min": m(50.1)}, ""),
    ({"kind": "ownership", "ownership": "state"}, "P1"),
    ({"kind": "bound", "of": {**PARKING, "by": "straight"}, "max": m(0.17, "km")}, "P2 P3 P4"),
    ({"kind": "bound", "of": {"name": "x", "kind": "people", "within": m(1, "min")}, "min": m(50, "人")}, "P2"),
    ({"kind": "bound", "of": {"name": "x", "kind": "hazards", "within": m(30)}, "max": m(1, "1")}, "P2 P3 P4"),
    ({"kind": "bound", "of": {"name": "x", "kind": "owners"}, "max": m(1, "1")}, "P1 P2"),
    ({"kind": "bound", "of": {"name": "x", "kind": "owners"}, "max": m(1, "1"), "unknown": "passes"}, "P1 P2 P3 P4"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "left"), CASES, ids=lambda value: str(value)[:60])
def test_a_constraint_leaves_just_those_that_hold(parcels: Ground, document: dict[str, Any], left: str) -> None:
    asked = constraint(**document)
    told = asked.check(parcels)
    assert sorted(told.index[told["holds"].fillna(False).astype(bool)]) == left.split()
    assert asked.narrow(parcels) == 4 - len(left.split())
    assert list(parcels.codes) == left.split()


def test_land_without_a_class_has_that_of_the_parcel_under_it_which_is_looked_up_once(parcels: Ground) -> None:
    parcels.execute("UPDATE siting_candidates SET land_use = NULL")
    asked: dict[str, Any] = {"kind": "land_use", "allowed": ["07", "16"]}
    both = constraint(**asked, refused=["0701"])
    told = both.check(parcels)
    assert sorted(told.index[told["holds"]]) == ["P1", "P3"]
    assert look_ups(parcels, both) == look_ups(parcels, constraint(**asked)) > 0


def look_ups(ground: Ground, asked: Constraint) -> int:
    statement, _ = asked.statement()
    plan = ground.ask(sql.SQL("EXPLAIN (VERBOSE) {}").format(statement))["QUERY PLAN"]
    return int(plan.str.contains("st_pointonsurface").sum())


def test_every_kind_of_constraint_is_among_the_cases() -> None:
    found = kinds("constraints", Constraint)
    assert found
    assert found.keys() == {document["kind"] for document, _ in CASES}


def test_every_kind_says_what_it_asks_for_in_both_languages() -> None:
    for document, _ in CASES:
        said = constraint(**document).described()
        assert said.zh
        assert said.en
        assert said.zh != said.en


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"kind": "area", "min": m(2, "ha")}, {"kind": "area", "max": m(1, "ha")}),
        ({"kind": "land_use", "allowed": ["07"]}, {"kind": "land_use", "refused": ["07"]}),
        ({"kind": "planned_use", "allowed": ["G1"]}, {"kind": "planned_use", "allowed": ["M1"]}),
        ({"kind": "outside", "layer": "water"}, {"kind": "within", "layer": "water"}),
        ({"kind": "ownership", "ownership": "state"}, {"kind": "ownership", "ownership": "collective"}),
    ],
)
def test_constraints_that_contradict_each_other_say_so(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert constraint(**one).contradiction(constraint(**other))
    assert constraint(**one).contradiction(constraint(**one)) is None


@pytest.mark.parametrize(("value", "unit", "told"), [(7, "%", 7), (0.07, "1", 7.000000000000001), (29, "%", 29)])
def test_a_bound_in_the_criterion_s_own_unit_is_taken_as_it_stands(value: float, unit: str, told: float) -> None:
    """0.07 / 0.01 isn't 7: a slope of 7 % would fall below its own bound."""
    bound = constraint(kind="bound", of={"name": "x", "kind": "slope"}, min=m(value, unit))
    assert isinstance(bound, Bound)
    assert bound.least == told


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"kind": "area", "min": 400}, "a unit is missing"),
        ({"kind": "area", "min": m(400, "min")}, "measures no area"),
        ({"kind": "area", "min": m(400, "acre")}, "is no unit that is known"),
        ({"kind": "area"}, "needs min or max"),
        ({"kind": "area", "min": m(2, "ha"), "max": m(1, "ha")}, "is above max"),
        ({"kind": "outside", "layer": "moon"}, "there is no layer"),
        ({"kind": "outside", "layer": "roads"}, "holds no areas"),
        ({"kind": "outside", "layer": "three_lines", "values": ["sea"]}, "knows no 'sea'"),
        ({"kind": "land_use", "allowed": ["99"]}, "no land-use class"),
        ({"kind": "planned_use", "allowed": ["Q"]}, "no planned use"),
        ({"kind": "bound", "of": {"name": "x", "kind": "area"}}, "needs min or max"),
        ({"kind": "bound", "of": {"name": "x", "kind": "area"}, "max": m(5, "m")}, "area is measured in m², not in m"),
        (
            {"kind": "bound", "of": {"name": "x", "kind": "beauty"}, "max": m(5, "m")},
            "does not match any of the expected tags",
        ),
    ],
)
def test_a_constraint_that_makes_no_sense_is_refused_with_the_reason(document: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        constraint(**document)
