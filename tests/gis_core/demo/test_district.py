"""The district as it is generated: a small part for every run, all of Matian and a neighbour in the long run."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely

from gis_core.demo.district import build
from gis_core.demo.houses import LIVING
from gis_core.errors import WrongUseError
from layers.base import Layer
from layers.registry import all_layers

SMALL = 0.1
NARROWEST = 0.6  # twice the area over the perimeter, metres: an alley of 2.6 m has 1.2
SMALLEST = 20.0  # m²
Layers = dict[str, gpd.GeoDataFrame]


def district(scale: float, *, seed: int = 7, workers: int = 1, terrain: Path | None = None) -> Layers:
    """All rows of a district, layer by layer."""
    rows: defaultdict[str, list[gpd.GeoDataFrame]] = defaultdict(list)
    for piece in build(scale, seed, workers, terrain=terrain):
        rows[piece.layer].append(piece.rows)
    return {
        name: gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=parts[0].crs)
        for name, parts in rows.items()
    }


def digest(layers: Layers) -> str:
    """One number for all that a district says, geometry bit by bit."""
    total = hashlib.sha256()
    for name in sorted(layers):
        rows = layers[name]
        total.update(b"".join(rows.geometry.to_wkb()))
        total.update(rows.drop(columns="geometry").to_csv().encode())
    return total.hexdigest()


@pytest.fixture(scope="session")
def terrain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The terrain model of `small`."""
    return tmp_path_factory.mktemp("terrain") / "terrain.tif"


@pytest.fixture(scope="session")
def small(terrain: Path) -> Layers:
    """A tenth of Matian, with its terrain."""
    return district(SMALL, terrain=terrain)


def drawn_layers() -> Iterator[Layer]:
    """The layers that the district draws; consolidation belongs to the dated records."""
    yield from (layer for name, layer in all_layers().items() if not name.startswith("consolidation_"))


def assert_tiles_the_land(layers: Layers) -> None:
    """Parcels fill the boundary without gap or overlap, sharing every vertex, and none is a sliver."""
    parcels = layers["parcels"].geometry
    shapes = parcels.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert parcels.area.sum() == pytest.approx(layers["subdistrict"].area.sum(), abs=1.0)
    whole = shapely.coverage_union_all(shapes)
    assert whole.area == pytest.approx(parcels.area.sum(), abs=1e-3)
    assert not [hole for part in shapely.get_parts(whole) for hole in part.interiors]
    assert parcels.area.min() > SMALLEST
    assert (2 * parcels.area / parcels.length).min() > NARROWEST


def assert_one_road_network(layers: Layers) -> None:
    """Every road can be reached from every other, and equal node numbers mean equal places."""
    roads = layers["roads"]
    graph = nx.from_pandas_edgelist(roads, "from_node", "to_node")
    assert nx.number_connected_components(graph) == 1
    places: dict[int, tuple[float, ...]] = {}
    for line, first, last in zip(roads.geometry, roads["from_node"], roads["to_node"], strict=True):
        assert places.setdefault(first, line.coords[0]) == line.coords[0]
        assert places.setdefault(last, line.coords[-1]) == line.coords[-1]
    assert len(set(places.values())) == len(places)


def test_every_drawn_layer_has_rows_even_in_a_small_part(small: Layers) -> None:
    names = {layer.name for layer in drawn_layers()}
    assert names
    assert names == set(small)


def test_rows_are_as_their_layers_declare_them(small: Layers) -> None:
    for layer in drawn_layers():
        rows = small[layer.name]
        assert rows.crs.to_epsg() == 4547
        assert rows["code"].is_unique
        assert rows["code"].notna().all()
        assert set(rows.geom_type) == {layer.geometry}, layer.name
        assert rows.is_valid.all()
        for field in layer.fields:
            values = rows[field.name].dropna()
            assert not field.required or len(values) == len(rows), (layer.name, field.name)
            if field.codes is not None:
                assert all(field.codes.knows(value) for value in values.unique()), (layer.name, field.name)


def test_parcels_tile_the_land(small: Layers) -> None:
    assert_tiles_the_land(small)


def test_vertices_stand_on_the_millimetre(small: Layers) -> None:
    points = shapely.get_coordinates(small["parcels"].geometry.to_numpy())
    assert np.abs(points - np.round(points, 3)).max() < 1e-9


def test_buildings_stand_inside_their_parcels_and_apart(small: Layers) -> None:
    buildings = small["buildings"]
    parcels = small["parcels"].set_index("code").geometry
    own = parcels.loc[buildings["parcel"]].to_numpy()
    outside = shapely.area(shapely.difference(buildings.geometry.to_numpy(), own))
    assert outside.max() < 1e-6
    first, second = buildings.sindex.query(buildings.geometry, predicate="intersects")
    pairs = first < second
    shared = shapely.area(
        shapely.intersection(buildings.geometry.to_numpy()[first[pairs]], buildings.geometry.to_numpy()[second[pairs]])
    )
    assert shared.max(initial=0) < 0.01


def test_nearly_every_lot_meant_to_be_built_on_is(small: Layers) -> None:
    parcels = small["parcels"]
    meant = parcels[
        parcels["land_use"].isin(["0701", "0703", "0804", "0901", "1001"]) & ~parcels["vacant"].astype(bool)
    ]
    built = meant["code"].isin(set(small["buildings"]["parcel"]))
    assert built.mean() > 0.97


def test_roads_form_one_network(small: Layers) -> None:
    assert_one_road_network(small)


def test_people_live_where_people_live(small: Layers) -> None:
    buildings = small["buildings"]
    lived_in = buildings[buildings["residents"] > 0]
    assert set(lived_in["use"]) <= set(LIVING)
    assert (buildings["residents_over_60"] <= buildings["residents"]).all()
    assert 0.02 < buildings["residents_over_60"].sum() / buildings["residents"].sum() < 0.15


def test_stations_stand_where_people_live(small: Layers) -> None:
    stations = small["facilities"].query("kind == 'elderly_station'")
    homes = small["buildings"].query("residents > 0")
    assert len(stations) >= 40
    assert stations.geometry.apply(lambda station: homes.distance(station).min()).max() == 0


def test_reserved_land_is_vacant_state_land_inside_block_lines(small: Layers) -> None:
    parcels = small["parcels"]
    reserved = parcels[(parcels["land_use"] == "1001") & parcels["vacant"].astype(bool)]
    assert len(reserved)
    tenure = small["tenure"].set_index("parcel").loc[reserved["code"]]
    assert set(tenure["ownership"]) == {"state"}
    assert set(tenure["holder_kind"]) == {"government"}
    lines = shapely.union_all(small["industrial_block_lines"].geometry.to_numpy())
    industrial = parcels[parcels["land_use"] == "1001"]
    assert shapely.covers(lines, industrial.geometry.to_numpy()).mean() > 0.5


def test_every_parcel_but_streets_has_a_tenure(small: Layers) -> None:
    parcels = small["parcels"]
    lots = set(parcels[parcels["land_use"] != "1207"]["code"])
    assert set(small["tenure"]["parcel"]) <= lots
    assert len(lots - set(small["tenure"]["parcel"])) < 0.02 * len(lots)  # main watercourses have none


def test_the_same_seed_gives_the_same_bytes_whatever_the_workers(small: Layers) -> None:
    assert digest(district(SMALL, workers=2)) == digest(small)


def test_another_seed_gives_another_town(small: Layers) -> None:
    assert digest(district(0.05, seed=8)) != digest(district(0.05, seed=7))


@pytest.mark.parametrize("scale", [0, -1, 101, float("nan")])
def test_a_scale_out_of_range_is_refused(scale: float) -> None:
    with pytest.raises(WrongUseError, match="scale"):
        next(build(scale))


def test_the_terrain_model_covers_the_district(small: Layers, terrain: Path) -> None:
    with rasterio.open(terrain) as raster:
        heights = raster.read(1)
        assert shapely.box(*raster.bounds).covers(small["subdistrict"].union_all())
    assert np.isfinite(heights).all()
    assert heights.max() < 200


@pytest.fixture(scope="module")
def whole() -> Layers:
    """All of Matian."""
    return district(1, workers=2)


@pytest.mark.long
def test_matian_has_believable_counts(whole: Layers) -> None:
    counts = {name: len(rows) for name, rows in whole.items()}
    assert 9_000 < counts["parcels"] < 12_500
    assert 12_000 < counts["buildings"] < 16_000
    assert 18 < whole["subdistrict"].area.sum() / 1e6 < 21
    assert 200_000 < whole["buildings"]["residents"].sum() < 450_000
    residents = whole["buildings"]["residents"].sum()
    kinds = whole["facilities"]["kind"].value_counts()
    schools = whole["facilities"].query("kind == 'school'")["name"].str[-2:].value_counts()
    assert set(schools.index) == {"小学", "中学"}
    assert 18_000 < residents / schools["小学"] < 30_000
    assert 32_000 < residents / schools["中学"] < 55_000
    assert 10_000 < residents / kinds["clinic"] < 30_000
    assert 60 < kinds["elderly_station"] < 120
    assert (whole["industrial_parks"]["kind"] == "old").sum() > 20
    metro = whole["transit_stations"].query("kind == 'metro'")["name"]
    assert set(metro) == {"薯田埔站", "合水口站"}


@pytest.mark.long
def test_few_lots_of_matian_are_nearly_bare(whole: Layers) -> None:
    parcels, buildings = whole["parcels"], whole["buildings"]
    built = buildings.geometry.area.groupby(buildings["parcel"]).sum()
    meant = parcels[parcels["land_use"].isin(["0701", "0901", "1001", "1101"]) & ~parcels["vacant"].astype(bool)]
    share = meant["code"].map(built).fillna(0) / meant.geometry.area
    assert (share * meant.geometry.area).sum() / meant.geometry.area.sum() > 0.25
    assert meant.geometry.area[share < 0.1].sum() < 0.05 * meant.geometry.area.sum()


@pytest.mark.long
def test_all_of_matian_is_sound(whole: Layers) -> None:
    assert_tiles_the_land(whole)
    assert_one_road_network(whole)


@pytest.mark.long
def test_neighbours_leave_matian_as_it_is(whole: Layers) -> None:
    larger = district(1.3, workers=2)
    assert_one_road_network(larger)
    assert_tiles_the_land(larger)
    for layer in ("parcels", "buildings", "tenure", "industrial_parks"):
        own = larger[layer][larger[layer]["code"].isin(whole[layer]["code"])].reset_index(drop=True)
        order = own.set_index("code").loc[whole[layer]["code"]].reset_index()
        assert digest({layer: order[list(whole[layer].columns)]}) == digest({layer: whole[layer]})


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20, 26))
def test_other_seeds_are_sound_too(seed: int) -> None:
    other = district(0.3, seed=seed)
    assert_tiles_the_land(other)
    assert_one_road_network(other)
