"""What may be chosen: parcels, features, leftover plots, street corners, grid cells, worked out on a tiny town."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from gis_core.errors import WrongUseError
from gis_core.siting.candidates.base import Candidates
from gis_core.siting.ground import Ground
from gis_core.siting.parts import kinds
from tests.gis_core.siting.town import DAY, put


def gathered(ground: Ground, **document: Any) -> dict[str, float]:
    """Return the areas of the candidates of a document by code."""
    kind = kinds("candidates", Candidates)[document["kind"]]
    ground.prepare()
    kind.model_validate(document).gather(ground)
    rows = ground.execute("SELECT code, area_m2 FROM siting_candidates").fetchall()
    return {code: round(float(area), 3) for code, area in rows}


def m(value: float, unit: str = "m") -> dict[str, Any]:
    return {"value": value, "unit": unit}


def test_every_kind_of_candidates_has_words_and_tells_what_it_reads() -> None:
    found = kinds("candidates", Candidates)
    assert {"parcels", "leftover", "features", "nodes", "grid"} <= found.keys()
    for name, kind in found.items():
        assert kind.LABEL.zh, name
        assert kind.LABEL.en, name
        assert kind.READS or name == "features", name


def test_parcels_are_those_of_the_day(town: Ground) -> None:
    assert gathered(town, kind="parcels") == {"P1": 5000, "P2": 5000, "P3": 5000, "P4": 5000}
    town.connection.execute("DELETE FROM parcels WHERE code = 'P1'")
    assert "P1" in gathered(Ground(town.connection, town.instance, DAY, town.known), kind="parcels")


def test_features_are_those_of_the_kinds_named(town: Ground) -> None:
    assert gathered(town, kind="features", layer="buildings", values=["factory"]) == {"B4": 2500}


def test_a_leftover_plot_is_what_buildings_roads_and_car_parks_leave(town: Ground) -> None:
    # P4 is 100 × 50 m; the factory stands on its west half, 3 m beside it stay free, so 47 × 50 m are left without the
    # car park of 20 × 20 m, which stands 10 m from the east side and 5 m from the street: strips narrower than 8 m fall
    # off (5 m below the car park), 10 m on its east stay.
    found = gathered(town, kind="leftover", smallest=m(150, "m²"), width=m(8), setback=m(3), in_use=["0701", "16"])
    assert list(found) == ["P4/1"]
    assert found["P4/1"] == pytest.approx(47 * 50 - 20 * 25, abs=1)


def test_a_leftover_plot_keeps_clear_of_the_roadway(town: Ground) -> None:
    through = shapely.LineString([(0, 30), (100, 30)])
    put(town.connection, "roads", "R9", through, **{"class": "local", "width_m": 10.0})
    found = gathered(town, kind="leftover", smallest=m(150, "m²"), width=m(8), setback=m(3), in_use=["0701", "1001"])
    assert {code: area for code, area in found.items() if code.startswith("P1")} == {"P1/1": 2000, "P1/2": 2000}


def test_street_corners_near_one_another_are_one(town: Ground) -> None:
    put(town.connection, "roads", "R2", shapely.LineString([(400, 5), (400, 200)]), **{"class": "local"})
    assert len(gathered(town, kind="nodes", apart=m(30))) == 3
    assert len(gathered(town, kind="nodes", apart=m(1))) == 4


def test_grid_cells_fill_the_communities_to_the_edge(town: Ground) -> None:
    found = gathered(town, kind="grid", side=m(50))
    assert sum(found.values()) == pytest.approx(500 * 150)
    assert set(found.values()) == {2500}


def test_a_grid_of_too_many_cells_is_refused_and_named(town: Ground) -> None:
    with pytest.raises(WrongUseError, match=r"candidates\.side") as refused:
        gathered(town, kind="grid", side=m(0.01))
    assert refused.value.field == "candidates.side"


def test_a_run_leaves_no_table_behind(town: Ground) -> None:
    gathered(town, kind="parcels")
    town.connection.rollback()
    assert town.connection.execute("SELECT to_regclass('siting_candidates')").fetchone() == (None,)
