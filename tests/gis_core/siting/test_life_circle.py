"""The life circle of the records: covered and not, access and how even it is, isochrones; in a tiny town by hand."""

from __future__ import annotations

import math

import pytest
import shapely

from gis_core.errors import NotFoundError, RefusedInputError, WrongUseError
from gis_core.siting.ground import Ground
from gis_core.siting.life_circle import Question, Walked, life_circle, reach, read_walked
from gis_core.siting.life_circle.place import place_of
from tests.gis_core.siting.town import CORNER, build_circle, put


@pytest.fixture
def walked(town: Ground) -> Walked:
    build_circle(town.connection)
    return read_walked(town)


def test_the_circle_by_community_with_access_and_how_even_it_is(walked: Walked) -> None:
    """B2 walks 30 + 240 + 10 = 280 m to F1 (280 s at 1 m/s), B9 10 + 590 + 10 = 610 m: 10 min 10 s."""
    found = life_circle(walked, Question(minutes=10))
    assert found.question.bands == [5, 10]
    table = found.communities
    assert table.index.tolist() == ["示意社区", "西社区", "total"]
    assert table["code"].tolist()[:2] == ["C1", "C2"]
    assert table["residents_over_60"].tolist() == [20, 10, 30]
    assert table["residents_over_60_share"].tolist() == pytest.approx([1, 0, 20 / 30])
    assert table["farthest_min"].tolist() == pytest.approx([280 / 60, 610 / 60, 610 / 60])
    assert found.circle.gaps.index.tolist() == ["B9"]
    # 40 places for the 20 elderly people of B2 alone: 2,000 for each 1,000; over all 30 of them 1,333.3
    assert found.supply == "capacity"
    assert table["access"].tolist() == pytest.approx([2000, 0, 4000 / 3])
    # Lorenz: a third of the people has nothing, the rest all: 1 - (2/3 · 1) = 1/3
    assert table["gini"].tolist() == pytest.approx([0, 0, 1 / 3])
    people, access = found.lorenz() or ((), ())
    assert (list(people), list(access)) == ([0, pytest.approx(1 / 3), 1], [0, 0, 1])
    assert found.lorenz("示意社区", points=3) is not None
    assert found.lorenz("nowhere") is None


def test_within_fifteen_minutes_all_are_covered_and_the_isochrones_grow(walked: Walked) -> None:
    found = life_circle(walked, Question())
    assert found.circle.gaps.empty
    assert found.communities["access"].tolist() == pytest.approx([4000 / 3] * 3)
    assert found.communities["gini"].tolist() == pytest.approx([0, 0, 0])
    # From x = 390, 10 m from the street: 290 m west and 10 m east (the street ends at 400) in five minutes.
    assert found.isochrones["minutes"].tolist() == [5, 10, 15]
    assert found.isochrones["street_m"].tolist() == pytest.approx([300, 600, 700])
    assert found.isochrones["residents"].tolist() == [100, 100, 150]
    nearer, farther = found.isochrones.geometry.iloc[0], found.isochrones.geometry.iloc[2]
    assert farther.buffer(0.01).covers(nearer)


def test_a_gaussian_decay_favours_who_lives_near(walked: Walked) -> None:
    found = life_circle(walked, Question(decay="gaussian"))
    near, far = found.access["B2"], found.access["B9"]
    assert near > 4000 / 3 > far > 0
    assert (20 * near + 10 * far) / 1000 == pytest.approx(40)  # all of it is handed out


def test_kinds_together_count_as_places_and_adults_count_all_residents(walked: Walked) -> None:
    found = life_circle(walked, Question(kinds=("elderly_station", "canteen"), minutes=5, group="adult"))
    assert found.circle.reach_m == pytest.approx(420)
    assert found.circle.homes["station"].to_dict() == {"B2": "F1", "B9": "F2"}
    assert found.supply == "facilities"
    assert found.access.to_dict() == pytest.approx({"B2": 10, "B9": 20})  # one place for 100 people, one for 50


def test_without_a_facility_nobody_is_covered_and_nothing_is_drawn(walked: Walked) -> None:
    found = life_circle(walked, Question(kinds=("clinic",)))
    total = found.communities.loc["total"]
    assert (total["residents_share"], total["access"], total["gini"]) == (0, 0, 0)
    assert math.isinf(total["farthest_min"])
    assert found.isochrones.empty


def test_what_is_reached_from_a_place_with_who_lives_there(town: Ground, walked: Walked) -> None:
    start = place_of(town, f"{CORNER[0] + 150},{CORNER[1]}")
    found = reach(walked, start, [10, 5, 1], "elderly")
    assert found.access_m == 0
    table = found.isochrones.set_index("minutes")
    assert table["reach_m"].tolist() == [60, 300, 600]
    assert table["street_m"].tolist() == pytest.approx([120, 550, 700])
    assert table["residents"].tolist() == [100, 100, 150]  # B9 is 360 m away
    assert table["homes"].tolist() == [1, 1, 2]
    assert table["area_m2"].tolist() == pytest.approx(table.geometry.area.tolist())
    assert found.facilities.loc["elderly_station"].to_dict() == {1: 0, 5: 1, 10: 1}  # 250 m away
    assert found.facilities.loc["canteen"].to_dict() == {1: 0, 5: 0, 10: 1}  # 450 m


def test_a_place_is_a_pair_of_numbers_or_a_thing_on_record(town: Ground, walked: Walked) -> None:
    east, north = CORNER
    assert place_of(town, f" {east + 5}， {north} ").coords[0] == (east + 5, north)
    lon, lat = 113.9, 22.77
    assert place_of(town, f"{lon},{lat}", crs="EPSG:4490").x == pytest.approx(489_734, abs=500)
    assert place_of(town, "F1").coords[0] == (east + 390, north + 10)
    assert place_of(town, "parcels/P2").within(shapely.box(east + 100, north + 5, east + 200, north + 55))
    put(town.connection, "pocket_parks", "P2", shapely.box(0, 60, 10, 70), name="公园", kind="pocket_park")
    with pytest.raises(WrongUseError, match="give parcels/P2 or pocket_parks/P2"):
        place_of(town, "P2")
    for said in ("P77", "parcels/F1", "streets/P1"):
        with pytest.raises(NotFoundError, match="has the code"):
            place_of(town, said)
    for said in ("", "   ", "x\x00y", "x" * 200):
        with pytest.raises(WrongUseError, match="give a place"):
            place_of(town, said)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"kinds": ()}, "kind"),
        ({"kinds": ("palace",)}, "kind"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 31}, "minutes"),
        ({"minutes": math.nan}, "minutes"),
        ({"group": "giant"}, "pace"),
        ({"decay": "linear"}, "decay"),
    ],
)
def test_a_question_that_is_none_is_refused_by_name(asked: dict[str, object], field: str) -> None:
    with pytest.raises(WrongUseError) as caught:
        Question(**asked)  # type: ignore[arg-type]
    assert caught.value.field == field


def test_too_many_times_or_a_place_far_from_any_street_is_refused(walked: Walked) -> None:
    here = shapely.Point(*CORNER)
    for minutes in ([], [0], [31], [1, 2, 3, 4, 5, 6, 7]):
        with pytest.raises(WrongUseError, match="give 1 to 6 times"):
            reach(walked, here, minutes)
    with pytest.raises(RefusedInputError, match="the nearest street is 5,000 m away"):
        reach(walked, shapely.Point(CORNER[0], CORNER[1] + 5000), [15])
