"""What makes one candidate better, on a tiny town whose answers are worked out by hand."""

from __future__ import annotations

from math import pi
from typing import Any

import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin

from gis_core.instance import Instance
from gis_core.siting.criteria.base import Criterion
from gis_core.siting.ground import Ground
from gis_core.siting.parts import kinds
from tests.gis_core.siting.town import put

NAN = float("nan")


def m(value: float, unit: str = "m") -> dict[str, Any]:
    return {"value": value, "unit": unit}


@pytest.fixture
def parcels(town: Ground) -> Ground:
    town.execute("INSERT INTO siting_candidates SELECT code, geom, area_m2, land_use FROM at_parcels")
    return town


def criterion(**document: Any) -> Criterion:
    return kinds("criteria", Criterion)[document["kind"]].model_validate({"name": "x", **document})


PLAIN = {"land": {"government": m(0, "CNY/m²"), "individual": m(2, "CNY/m²")}, "unknown": m(1, "CNY/m²")}
# Homes: 100 people (20 over 60) in the middle of B2, at (150, 30), which stands 30 m off the street.
CASES: list[tuple[dict[str, Any], list[float]]] = [
    ({"kind": "area"}, [5000, 5000, 5000, 5000]),
    ({"kind": "compactness"}, [4 * pi * 5000 / 300**2] * 4),
    ({"kind": "width"}, [50, 50, 50, 50]),
    ({"kind": "distance", "layer": "parking", "by": "straight"}, [270, 170, 70, 0]),
    # On foot from the middle of each parcel (x, 30): 30 m to the street, along it, and 20 m to the car park's middle.
    ({"kind": "distance", "layer": "parking"}, [30 + 330 + 20, 30 + 230 + 20, 30 + 130 + 20, 30 + 30 + 20]),
    # 5 minutes at 1.4 m/s are 420 m: from P1's middle it is 30 + 100 + 30 m. One minute (84 m) reaches P2 alone.
    ({"kind": "people"}, [100, 100, 100, 100]),
    ({"kind": "people", "within": m(1, "min")}, [0, 100, 0, 0]),
    ({"kind": "people", "whom": "residents_over_60", "within": m(3, "min")}, [20, 20, 20, 0]),
    ({"kind": "green_missing", "service": m(60)}, [100, 100, 100, 0]),
    ({"kind": "planned_use", "fits": {"G1": 1, "M1": 0.25}}, [1, 1, 0.25, 0.25]),
    ({"kind": "present_use", "fits": {"16": 1, "10": 0.5}}, [1, 0, 1, 0.5]),
    ({"kind": "hazards", "within": m(30)}, [2, 0, 0, 0]),
    ({"kind": "owners"}, [1, 1, NAN, NAN]),
    ({"kind": "cost", **PLAIN, "floor_area": m(10, "CNY/m²")}, [0, 10_000 + 12_000, 5_000, 5_000 + 50_000]),
    # 22 of 100 residents and 0.25 of 100 m² of factory want a space; 10 are there.
    ({"kind": "parking_shortage", "within": m(55)}, [22, 22, 22 + 12.5, 12.5 - 10]),
    ({"kind": "parking_shortage", "within": m(35)}, [0, 22, 12.5, 12.5 - 10]),
    ({"kind": "parking_spaces"}, [240, 240, 240, 240]),  # three aisles with two rows of forty each
    ({"kind": "delivery", "by": "2025-12-31", "no_project": 0.3}, [0.3] * 4),
    ({"kind": "delivery", "by": "2025-12-31"}, [NAN] * 4),
]  # fmt: skip


@pytest.mark.parametrize(("document", "expected"), CASES, ids=lambda value: str(value)[:50])
def test_a_criterion_gives_the_number_worked_out_by_hand(
    parcels: Ground, document: dict[str, Any], expected: list[float]
) -> None:
    found = criterion(**document).measure(parcels)
    assert list(found.index) == ["P1", "P2", "P3", "P4"]
    np.testing.assert_allclose(found.to_numpy(dtype=float), expected, rtol=1e-6, atol=1e-6)


def test_the_ring_around_a_candidate_is_measured_for_industry(parcels: Ground) -> None:
    found = criterion(kind="industry", ring=m(10)).measure(parcels)
    # P4 is the only factory: of P3's ring it covers the strip of 10 × 50 m along their border.
    ring = shapely.box(0, 0, 100, 50).buffer(10, quad_segs=4).area - 5000
    assert found["P3"] == pytest.approx(500 / ring, rel=1e-6)
    assert found[["P1", "P2", "P4"]].tolist() == [0, 0, 0]


def test_slope_is_read_from_the_terrain_model(parcels: Ground, tmp_path_factory: pytest.TempPathFactory) -> None:
    instance = Instance(tmp_path_factory.mktemp("slope"))
    instance.place_file.write_text(parcels.instance.place_file.read_text(encoding="utf-8"), encoding="utf-8")
    instance.files.mkdir()
    x = np.arange(-100, 500, 5.0)
    heights = np.tile(np.where(x < 200, 0.0, (x - 200) * 0.1), (60, 1)).astype("float32")  # flat, then 10 %
    place = from_origin(500_000 - 100, 2_518_000 + 200, 5, 5)
    with rasterio.open(
        instance.files / "terrain.tif", "w", driver="GTiff",
        height=60, width=120, count=1, dtype="float32", crs="EPSG:4547", transform=place,
    ) as raster:  # fmt: skip
        raster.write(heights, 1)
    ground = Ground(parcels.connection, instance, parcels.at, parcels.known)
    found = criterion(kind="slope").measure(ground)
    assert found["P1"] == pytest.approx(0, abs=1e-6)
    assert found["P4"] == pytest.approx(10, rel=1e-4)


def test_every_kind_of_criterion_is_tried() -> None:
    found = kinds("criteria", Criterion)
    assert found
    assert found.keys() == {document["kind"] for document, _ in CASES} | {"industry", "slope"}
    for kind in found.values():
        assert kind.LABEL.zh
        assert kind.LABEL.en
        assert kind.SENSE in ("max", "min")


def test_what_is_missing_is_a_stated_rule_and_never_a_silent_zero() -> None:
    raw = pd.Series([10.0, np.nan, 30.0, 20.0], index=list("abcd"))
    up = {"function": {"kind": "linear", "low": 10, "high": 30}}
    assert criterion(kind="area", **up).valued(raw).tolist() == [0, 0, 1, 0.5]  # worst, by default
    assert criterion(kind="area", **up, missing="median").valued(raw).tolist() == [0, 0.5, 1, 0.5]
    assert criterion(kind="area", **up, missing={"value": 25}).valued(raw).tolist() == [0, 0.75, 1, 0.5]
    left_out = criterion(kind="area", **up, missing="leave_out").valued(raw)
    assert left_out.isna().tolist() == [False, True, False, False]


def test_worst_is_the_low_end_where_less_is_better_too() -> None:
    raw = pd.Series([10.0, np.nan, 30.0])
    assert criterion(kind="cost").valued(raw).tolist() == [1, 0, 0]


def test_without_a_function_values_run_from_the_lowest_to_the_highest_found() -> None:
    raw = pd.Series([10.0, 15.0, 30.0])
    assert criterion(kind="area").valued(raw).tolist() == [0, 0.25, 1]
    assert criterion(kind="area", sense="min").valued(raw).tolist() == [1, 0.75, 0]
    assert criterion(kind="area").valued(pd.Series([7.0, 7.0])).tolist() == [1, 1]


def test_a_river_is_crossed_by_the_bridge_and_not_by_the_crow(town: Ground) -> None:
    put(town.connection, "roads", "R2", shapely.LineString([(0, 500), (400, 500)]), **{"class": "local"})
    put(town.connection, "roads", "R3", shapely.LineString([(0, 0), (0, 500)]), **{"class": "lane"})
    put(town.connection, "facilities", "F1", shapely.Point(300, 500), kind="aed", name="AED")
    put(town.connection, "facilities", "F2", shapely.Point(300, 0), kind="canteen", name="食堂")
    town.execute("INSERT INTO siting_candidates VALUES ('N', st_setsrid(st_makepoint(500300, 2518000), 4547), 0)")
    asked = {"kind": "distance", "layer": "facilities"}
    assert criterion(**asked, values=["aed"]).measure(town).tolist() == [300 + 500 + 300]
    assert criterion(**asked, values=["aed"], by="straight").measure(town).tolist() == [500]
    assert criterion(**asked, values=["canteen"]).measure(town).tolist() == [0]
    assert np.isnan(criterion(**asked, values=["school"]).measure(town).to_numpy()).all()
