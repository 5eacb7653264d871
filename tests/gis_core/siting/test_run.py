"""A run: the funnel adds up, the answer is explained, stored, and the same when it is made again."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import numpy as np
import psycopg
import pytest
import shapely

from gis_core.errors import NotFoundError, RefusedInputError
from gis_core.instance import Instance
from gis_core.siting.again import rerun
from gis_core.siting.document import Scenario, read_scenario
from gis_core.siting.funnel import sift, why
from gis_core.siting.ground import Ground
from gis_core.siting.run import run
from gis_core.siting.store import compare, keep, kept, listed, stale
from tests.gis_core.siting.town import DAY, put

Connection = psycopg.Connection[Any]


def m(value: float, unit: str = "m") -> dict[str, Any]:
    return {"value": value, "unit": unit, "source": "test"}


def document(**changes: Any) -> dict[str, Any]:
    """Where to put a park in the tiny town: vacant land, near people, cheap."""
    return {
        "name": "小公园",
        "question": {"zh": "哪里？", "en": "Where?"},
        "at": str(DAY),
        "candidates": {"kind": "parcels"},
        "constraints": [
            {"kind": "building_cover", "max": m(10, "%")},
            {"kind": "outside", "layer": "three_lines", "values": ["farmland"], "tolerance": m(15, "%")},
        ],
        "criteria": [
            {"kind": "people", "name": "people", "within": m(1, "min")},
            {"kind": "cost", "name": "cost", "missing": "median"},
        ],
        "weights": {"kind": "direct", "values": {"people": 0.75, "cost": 0.25}},
        "robustness": {"draws": 500, "seed": 1},
        **changes,
    }


def asked(**changes: Any) -> Scenario:
    return read_scenario(document(**changes))


def test_the_funnel_adds_up_and_says_what_fell_where(town: Ground) -> None:
    funnel = sift(town, asked())
    # P4 is half built over; P3 lies in farmland; P2 has a house on 8 % and a tenth of it in farmland.
    assert funnel.candidates == 4
    assert [(step.failed, step.passed) for step in funnel.steps] == [(1, 3), (1, 2)]
    assert list(town.codes) == ["P1", "P2"]
    assert funnel.candidates - sum(step.failed for step in funnel.steps) == funnel.left
    assert funnel.emptied_by is None


def test_a_constraint_that_takes_all_away_is_named_with_the_nearest_misses(town: Ground) -> None:
    put(town.connection, "parcels", "P9", shapely.box(0, 100, 90, 190), land_use="16", vacant=True)
    funnel = sift(town, asked(constraints=[{"kind": "area", "min": m(1, "ha")}]))
    assert funnel.left == 0
    assert funnel.emptied_by is not None
    assert funnel.emptied_by.kind == "area"
    assert [row["code"] for row in funnel.nearest] == ["P9", "P1", "P2", "P3", "P4"]
    assert funnel.nearest[0]["value"] == pytest.approx(8100)
    assert funnel.nearest[0]["miss"] == pytest.approx(0.19)


def test_a_run_in_which_nothing_is_left_is_an_answer_and_no_error(town: Ground) -> None:
    scenario = asked(constraints=[{"kind": "area", "min": m(1, "ha")}])
    result = run(town.connection, town.instance, scenario).result
    assert result["ranked"] == []
    assert result["sifted"]["emptied_by"]["label"]["en"] == "Area ≥ 10,000 m²"
    assert result["robustness"] is None


def test_why_tells_every_constraint_for_one_candidate(town: Ground) -> None:
    told = why(town, asked(), "P4").set_index("kind")
    assert told["holds"].to_dict() == {"building_cover": False, "outside": True}
    assert told.loc["building_cover", "value"] == pytest.approx(0.5)
    with pytest.raises(NotFoundError, match="P77"):
        why(town, asked(), "P77")


def test_the_ranking_is_the_weighted_sum_and_its_reasons_add_up_to_the_score(town: Ground) -> None:
    result = run(town.connection, town.instance, asked()).result
    # P2 houses the people (value 1) and costs something (value 0); P1 is the state's: 0 and 1.
    assert [(row["code"], row["score"], row["rank"]) for row in result["ranked"]] == [("P2", 0.75, 1), ("P1", 0.25, 2)]
    for row in result["ranked"]:
        assert sum(reason["part"] for reason in row["reasons"]) == pytest.approx(row["score"])
    assert result["candidates"]["codes"] == ["P1", "P2"]
    assert 113 < result["candidates"]["lon"][0] < 115
    # The first place turns where the weight of people falls below a half.
    assert result["robustness"]["stability"][0]["lowest"] == pytest.approx(0.5)
    assert result["robustness"]["stability"][0]["below"] == "P1"


def test_equal_candidates_share_a_rank_and_stand_by_code(town: Ground) -> None:
    scenario = asked(constraints=[], criteria=[{"kind": "area", "name": "area"}],
                     weights={"kind": "direct", "values": {"area": 1}}, robustness=None)  # fmt: skip
    result = run(town.connection, town.instance, scenario).result
    assert [(row["code"], row["rank"]) for row in result["ranked"]] == [("P1", 1), ("P2", 1), ("P3", 1), ("P4", 1)]


def test_who_has_no_number_and_is_left_out_is_named(town: Ground) -> None:
    scenario = asked(constraints=[], criteria=[{"kind": "owners", "name": "owners", "missing": "leave_out"}],
                     weights={"kind": "direct", "values": {"owners": 1}})  # fmt: skip
    result = run(town.connection, town.instance, scenario).result
    assert result["left_out"] == ["P3", "P4"]
    assert [row["code"] for row in result["ranked"]] == ["P1", "P2"]
    assert result["criteria"][0]["missing"] == 2


def test_weights_from_sheets_tell_consistency_consensus_and_the_pair_that_hurts(town: Ground) -> None:
    names = ("people", "cost", "area")
    criteria = [*document()["criteria"], {"kind": "area", "name": "area"}]
    pairs = [(names[0], names[1], 3), (names[1], names[2], 3), (names[0], names[2], 2)]
    judged = [{"a": a, "b": b, "value": value} for a, b, value in pairs]
    alone = run(
        town.connection, town.instance, asked(criteria=criteria, weights={"kind": "ahp", "comparisons": judged})
    )
    told = alone.result["weights"]
    assert told["consistency_ratio"] > 0.1
    assert {told["worst_pair"]["first"], told["worst_pair"]["second"]} <= set(names)
    assert told["worst_pair"]["ratio"] < told["consistency_ratio"]
    assert sum(row["weight"] for row in alone.result["criteria"]) == pytest.approx(1)
    agreed = {"kind": "group_ahp", "sheets": {"甲": judged, "乙": judged}}
    group = run(town.connection, town.instance, asked(criteria=criteria, weights=agreed)).result["weights"]
    assert group["consensus"] == pytest.approx(1)
    assert group["sheets"].keys() == {"甲", "乙"}


@pytest.mark.parametrize("method", ["weighted_sum", "topsis", "vikor", "promethee"])
def test_every_method_ranks_the_same_values(town: Ground, method: str) -> None:
    result = run(town.connection, town.instance, asked(method={"kind": method})).result
    assert [row["code"] for row in result["ranked"]] == ["P2", "P1"]


def test_the_place_may_be_narrowed_to_features_or_a_polygon(town: Ground) -> None:
    put(town.connection, "communities", "C2", shapely.box(1000, 0, 1100, 100), name="远处", population=1)
    everywhere = sift(town, asked(constraints=[]))
    named = sift(town, asked(constraints=[], area={"kind": "features", "layer": "communities", "names": ["示意社区"]}))
    assert (everywhere.candidates, named.candidates) == (4, 4)
    assert (
        sift(town, asked(constraints=[], area={"kind": "features", "layer": "communities", "names": ["C2"]})).left == 0
    )
    with pytest.raises(NotFoundError, match="Atlantis") as refused:
        sift(town, asked(area={"kind": "features", "layer": "communities", "names": ["Atlantis"]}))
    assert refused.value.field == "area.names"


def test_several_are_chosen_together_for_most_people_within_reach(town: Ground) -> None:
    choosing = {"model": "max_cover", "sites": 1, "within": m(1, "min")}
    result = run(town.connection, town.instance, asked(allocation=choosing)).result["allocation"]
    assert [site["code"] for site in result["sites"]] == ["P2"]
    assert (result["served"], result["of"], result["gap"], result["proven"]) == (100, 100, 0, True)
    with pytest.raises(RefusedInputError, match="3 are wanted and 2 candidates are left") as refused:
        run(town.connection, town.instance, asked(allocation={**choosing, "sites": 3}))
    assert refused.value.field == "allocation.sites"


def test_land_is_put_together_from_neighbours_at_least_cost(town: Ground) -> None:
    choosing = {"model": "assembly", "smallest": m(0.9, "ha"), "cost": "cost", "alternatives": 2, "overlap": 0.6,
                "per_doubt": 0, "per_owner": 0, "per_metre": 0}  # fmt: skip
    wanted = asked(constraints=[], allocation=choosing)
    told = run(town.connection, town.instance, wanted).result["allocation"]
    # Two parcels make a hectare. P1 is free and P3 has no building; but they are no neighbours: P1 with P2 (dwellings
    # and their land) or P2 with P3 or P3 with P4 (a factory of 5,000 m²). P1 and P2 cost least.
    assert told["sets"][0]["codes"] == ["P1", "P2"]
    assert told["sets"][0]["area_m2"] == pytest.approx(10_000)
    assert told["sets"][1]["codes"] == ["P2", "P3"]
    assert told["proven"]
    too_much = asked(constraints=[], allocation={**choosing, "smallest": m(9, "ha")})
    result = run(town.connection, town.instance, too_much).result
    assert result["allocation"]["sets"] == []
    assert "20,000 m²" in result["allocation"]["refused"]
    assert len(result["ranked"]) == 4
    with pytest.raises(RefusedInputError, match="beauty is no criterion"):
        asked(allocation={**choosing, "cost": "beauty"})


def test_a_run_is_kept_whole_and_the_same_when_made_again(town: Ground) -> None:
    first = keep(town.connection, run(town.connection, town.instance, asked()))
    assert kept(town.connection, first.id) == first
    assert listed(town.connection)[0]["id"] == first.id
    assert listed(town.connection)[0]["first"] == "P2"
    again = rerun(town.connection, town.instance, first.id)
    assert again.same
    assert again.data_changed == {}
    assert not again.code_changed
    assert again.run.rerun_of == first.id
    assert stale(town.connection, town.instance, first) == ({}, False)


def test_a_run_on_other_data_says_which_changed_and_the_past_can_be_asked_again(
    own_town: Instance, asking: Connection
) -> None:
    first = keep(asking, run(asking, own_town, asked()))
    asking.commit()
    asking.execute("UPDATE buildings SET residents = 1 WHERE code = 'B2'")
    put(asking, "buildings", "B1", shapely.box(20, 20, 40, 40), use="residential", residents=500, floors=1,
        floor_area_m2=400.0, residents_over_60=0)  # fmt: skip
    asking.commit()
    now = rerun(asking, own_town, first.id)
    assert not now.same
    assert list(now.data_changed) == ["buildings"]
    assert now.run.result["ranked"][0]["code"] == "P1"
    asking.commit()
    then = rerun(asking, own_town, first.id, as_known_then=True)
    assert then.same
    assert then.data_changed == {}


def test_two_runs_are_compared_by_document_and_by_rank(town: Ground) -> None:
    one = keep(town.connection, run(town.connection, town.instance, asked()))
    turned = asked(weights={"kind": "direct", "values": {"people": 0.25, "cost": 0.75}})
    other = keep(town.connection, run(town.connection, town.instance, turned))
    told = compare(one, other)
    assert {row["field"] for row in told["document"]} == {"weights.values.cost", "weights.values.people"}
    assert told["first"] == [{"code": "P1", "ranks": [2, 1]}, {"code": "P2", "ranks": [1, 2]}]
    assert (told["common"], told["only_one"], told["only_other"]) == (2, 0, 0)


def test_a_run_cannot_be_changed_afterwards(town: Ground) -> None:
    keep(town.connection, run(town.connection, town.instance, asked()))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        town.connection.execute("UPDATE siting_runs SET name = 'x'")


def test_an_answer_is_json_without_what_json_has_not(town: Ground) -> None:
    result = run(town.connection, town.instance, asked(constraints=[])).result
    assert json.loads(json.dumps(result, allow_nan=False)) == result


def test_a_change_of_units_changes_nothing(town: Ground) -> None:
    in_metres = asked(constraints=[{"kind": "area", "min": m(4000, "m²"), "max": m(6000, "m²")}])
    in_mu = asked(constraints=[{"kind": "area", "min": m(6, "亩"), "max": m(0.6, "ha")}])
    one, other = (run(town.connection, town.instance, scenario).result for scenario in (in_metres, in_mu))
    assert one["ranked"] == other["ranked"]
    assert [step["failed"] for step in one["funnel"]] == [step["failed"] for step in other["funnel"]]


def test_progress_only_rises_and_ends_at_one(town: Ground) -> None:
    told: list[float] = []
    run(town.connection, town.instance, asked(), report=lambda share, _: told.append(share))
    assert told
    assert np.all(np.diff(told) >= 0)
    assert told[-1] == 1


def test_today_is_asked_where_the_document_names_no_day(town: Ground) -> None:
    answer = run(town.connection, town.instance, read_scenario({**document(), "at": None}))
    assert abs((answer.at - dt.datetime.now(town.instance.place.zone).date()).days) <= 1
    assert answer.document["at"] == str(answer.at)
