"""The walking graph on tiny towns worked out by hand, and against networkx on random ones."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from gis_core.errors import CrsError, GeometryError, WrongUseError
from gis_core.siting.network import WalkingGraph
from gis_core.siting.network.walking import PACES, ROADS, pace, reach_m
from layers.roads import ROAD_CLASSES

CRS = "EPSG:4547"
INF = np.inf


def town(*lines: list[tuple[float, float]], classes: list[str] | None = None) -> gpd.GeoDataFrame:
    """Roads in the survey CRS."""
    columns = {"class": classes} if classes else {}
    return gpd.GeoDataFrame(columns, geometry=[LineString(line) for line in lines], crs=CRS)


def river() -> WalkingGraph:
    """Two banks 100 m apart, 1,000 m long, and one bridge at the east end."""
    return WalkingGraph.from_roads(town([(0, 0), (1000, 0)], [(0, 100), (1000, 100)], [(1000, 0), (1000, 100)]))


def test_across_a_river_one_walks_by_the_bridge() -> None:
    graph = river()
    found = graph.distances([(0, 0)], [(0, 100), (1000, 100)])
    assert found.tolist() == [[2100, 1100]]


def test_a_point_costs_the_straight_way_to_its_street_and_the_part_of_the_edge() -> None:
    graph = river()
    found = graph.distances([(300, -20)], [(500, 10), (300, -20), (400, 130)])
    assert found.tolist() == [[20 + 200 + 10, 40, 20 + 700 + 100 + 600 + 30]]


def test_two_points_on_one_edge_walk_along_it_unless_round_the_corner_is_shorter() -> None:
    """A horseshoe of 2,100 m whose ends are joined by 100 m: along the edge 1,900 m, by the short cut 300 m."""
    horseshoe = [(0, 0), (1000, 0), (1000, 100), (0, 100)]
    graph = WalkingGraph.from_roads(town(horseshoe, [(0, 0), (0, 100)]))
    assert graph.distances([(100, 0)], [(100, 100), (600, 0)]).tolist() == [[300, 500]]


def test_what_no_street_leads_to_is_infinitely_far() -> None:
    graph = WalkingGraph.from_roads(town([(0, 0), (100, 0)], [(0, 500), (100, 500)]))
    assert graph.distances([(0, 0)], [(100, 0), (100, 500)]).tolist() == [[100, INF]]
    near = graph.nearest([(0, 0), (50, 500)], [(100, 0)])
    assert near.target.tolist() == [0, -1]
    assert near.distance_m.tolist() == [100, INF]
    assert graph.quality.components == 2
    assert graph.quality.largest_share == 0.5


def test_the_limit_is_inclusive_and_everything_beyond_is_infinite() -> None:
    graph = river()
    assert graph.distances([(0, 0)], [(300, 0), (301, 0), (0, 100)], limit_m=300).tolist() == [[300, INF, INF]]
    assert graph.within([(0, 0)], [(300, 0), (301, 0), (0, 100)], 300, weights=[5, 7, 11]).tolist() == [5]


def test_ends_that_miss_by_centimetres_are_joined_and_counted() -> None:
    roads = town([(0, 0), (100, 0)], [(100.05, 0.02), (200, 0)], [(50, 0.04), (50, 80)], [(150, 0.3), (150, 80)])
    graph = WalkingGraph.from_roads(roads, snap_m=0.1)
    assert graph.distances([(0, 0)], [(200, 0)])[0, 0] == pytest.approx(200, abs=0.1)
    assert graph.distances([(0, 0)], [(50, 80)])[0, 0] == pytest.approx(130, abs=0.1)
    assert graph.distances([(0, 0)], [(150, 80)]).tolist() == [[INF]]
    assert (graph.quality.joined_ends, graph.quality.cuts, graph.quality.components) == (1, 1, 2)
    assert WalkingGraph.from_roads(roads, snap_m=0.5).quality.components == 1


def test_no_edge_is_shorter_than_the_crows_way_after_ends_were_moved() -> None:
    roads = town([(0, 0), (10, 0)], [(10.4, 0), (20, 0)], [(20.4, 0), (30, 0)])
    graph = WalkingGraph.from_roads(roads, snap_m=0.5)
    crow = np.hypot(*(graph.net.nodes[graph.net.start] - graph.net.nodes[graph.net.end]).T)
    assert (graph.net.length >= crow - 1e-9).all()
    assert graph.distances([(0, 0)], [(30, 0)], limit_m=30).tolist() == [[30]]


def test_a_crossing_without_a_node_is_a_bridge_unless_asked_and_is_reported() -> None:
    roads = town([(0, 0), (100, 0)], [(50, -50), (50, 50)])
    apart, joined = WalkingGraph.from_roads(roads), WalkingGraph.from_roads(roads, crossings=True)
    assert apart.distances([(0, 0)], [(50, 50)]).tolist() == [[INF]]
    assert apart.quality.crossings == 1
    assert joined.distances([(0, 0)], [(50, 50)]).tolist() == [[100]]
    assert joined.quality.crossings == 0


def test_of_two_parallel_streets_the_shorter_counts() -> None:
    graph = WalkingGraph.from_roads(town([(0, 0), (0, 50), (100, 50), (100, 0)], [(0, 0), (100, 0)]))
    assert graph.distances([(0, -10)], [(100, -10)]).tolist() == [[120]]


def test_nobody_walks_on_an_expressway() -> None:
    roads = town([(0, 0), (100, 0)], [(0, 0), (50, 40), (100, 0)], classes=["expressway", "path"])
    around = 2 * np.hypot(50, 40)
    graph = WalkingGraph.from_roads(roads)
    assert graph.distances([(0, 0)], [(100, 0)])[0, 0] == pytest.approx(around)
    assert graph.quality.dropped == 1
    assert WalkingGraph.from_roads(roads, classes=["expressway", "path"]).distances([(0, 0)], [(100, 0)])[0, 0] == 100


def test_long_ways_to_the_network_are_named() -> None:
    assert river().snap([(0, 0), (500, -150), (500, 30)]).long(beyond_m=100).tolist() == [1]


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(GeometryError, match="in degrees"):
        WalkingGraph.from_roads(town([(113, 22), (114, 22)]).set_crs("EPSG:4490", allow_override=True))
    with pytest.raises(GeometryError, match="none can be walked"):
        WalkingGraph.from_roads(town([(0, 0), (100, 0)], classes=["expressway"]))
    with pytest.raises(GeometryError, match="aren't all lines"):
        WalkingGraph.from_roads(gpd.GeoDataFrame(geometry=[Point(0, 0).buffer(5)], crs=CRS))
    with pytest.raises(CrsError, match="convert them first"):
        river().distances(gpd.GeoSeries([Point(113, 22)], crs="EPSG:4326"), [(0, 0)])
    with pytest.raises(GeometryError, match="point 1 of the origins"):
        river().distances([(0, 0), (np.nan, 0)], [(0, 0)])
    with pytest.raises(WrongUseError, match="weights"):
        river().within([(0, 0)], [(1, 0)], 10, weights=[1, 2])
    with pytest.raises(WrongUseError, match="limit_m"):
        river().distances([(0, 0)], [(1, 0)], limit_m=-1)


def test_nobody_gives_an_answer_for_no_points() -> None:
    assert river().distances([], [(0, 0)]).shape == (0, 1)
    assert river().within([(0, 0)], [], 100).tolist() == [0]
    assert river().pairs([(0, 0)], [], 100).empty
    assert river().nearest([(0, 0)], []).target.tolist() == [-1]


@st.composite
def random_towns(draw: st.DrawFn) -> tuple[gpd.GeoDataFrame, np.ndarray, np.ndarray]:
    """Streets between random junctions, and points anywhere."""
    place = st.tuples(st.integers(0, 12), st.integers(0, 12))
    junctions = draw(st.lists(place, min_size=3, max_size=9, unique=True))
    links = draw(
        st.lists(
            st.tuples(st.sampled_from(junctions), st.sampled_from(junctions)).filter(lambda two: two[0] < two[1]),
            min_size=2,
            max_size=14,
            unique=True,
        )
    )
    points = st.lists(st.tuples(st.floats(-2, 14), st.floats(-2, 14)), min_size=1, max_size=6)
    scale = 50.0
    roads = gpd.GeoDataFrame(
        geometry=[LineString([np.array(a) * scale, np.array(b) * scale]) for a, b in links], crs=CRS
    )
    return roads, np.array(draw(points)) * scale, np.array(draw(points)) * scale


def brute(graph: WalkingGraph, origins: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """The same by networkx: for each pair both points are put into the graph as nodes."""
    base = nx.MultiGraph()
    for edge, (one, other) in enumerate(zip(graph.net.start, graph.net.end, strict=True)):
        base.add_edge(int(one), int(other), key=edge, weight=float(graph.net.length[edge]))
    found = np.full((len(origins), len(targets)), INF)
    for i, origin in enumerate(origins):
        for j, target in enumerate(targets):
            streets = base.copy()
            at: dict[int, list[tuple[float, str]]] = {}
            access = 0.0
            for name, point in (("origin", origin), ("target", target)):
                away = shapely.distance(graph.net.lines, Point(point))
                edge = int(graph.snap([point]).edge[0])
                assert away[edge] == pytest.approx(away.min(), abs=1e-9)
                access += away[edge]
                at.setdefault(edge, []).append((graph.net.lines[edge].project(Point(point)), name))
            for edge, places in at.items():
                one, other = int(graph.net.start[edge]), int(graph.net.end[edge])
                streets.remove_edge(one, other, key=edge)
                stops = [(0.0, one), *sorted(places), (float(graph.net.length[edge]), other)]
                for (a, first), (b, second) in pairwise(stops):
                    streets.add_edge(first, second, weight=max(b - a, 0.0))
            if nx.has_path(streets, "origin", "target"):
                found[i, j] = access + nx.shortest_path_length(streets, "origin", "target", weight="weight")
    return found


@settings(max_examples=60, deadline=None)
@given(random_towns(), st.floats(1, 900))
def test_distances_are_those_of_networkx_with_and_without_a_limit(
    made: tuple[gpd.GeoDataFrame, np.ndarray, np.ndarray], limit: float
) -> None:
    roads, origins, targets = made
    graph = WalkingGraph.from_roads(roads)
    expected = brute(graph, origins, targets)
    found = graph.distances(origins, targets)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    np.testing.assert_allclose(graph.distances(targets, origins), found.T, atol=1e-6)
    limited = graph.distances(origins, targets, limit_m=limit)
    clear = np.abs(found - limit) > 1e-6  # what rounding can't decide
    np.testing.assert_allclose(limited[clear], np.where(found <= limit, found, INF)[clear], atol=1e-6)
    if clear.all():
        pairs = graph.pairs(origins, targets, limit)
        assert len(pairs) == (found <= limit).sum()
        assert graph.within(origins, targets, limit).tolist() == (found <= limit).sum(axis=1).tolist()
    near = graph.nearest(origins, targets)
    np.testing.assert_allclose(near.distance_m, found.min(axis=1), atol=1e-6)
    reached = near.target >= 0
    assert reached.tolist() == np.isfinite(found.min(axis=1)).tolist()
    np.testing.assert_allclose(found[reached, near.target[reached]], found.min(axis=1)[reached], atol=1e-6)


@settings(max_examples=40, deadline=None)
@given(random_towns())
def test_a_detour_over_a_junction_is_never_shorter(made: tuple[gpd.GeoDataFrame, np.ndarray, np.ndarray]) -> None:
    """The triangle inequality, over places on the network (a point off it would pay its straight way twice)."""
    graph = WalkingGraph.from_roads(made[0])
    nodes = graph.net.nodes
    between = graph.distances(nodes, nodes)
    assert (np.diag(between) < 1e-9).all()
    over = (between[:, :, None] + between[None, :, :]).min(axis=1)
    assert (between <= over + 1e-6).all()


def test_an_isochrone_holds_what_is_reached_and_not_the_far_bank() -> None:
    """At 1 m/s from 100 m west of the bridge: in 5 minutes 300 m, so over the bridge (200 m) and 100 m back."""
    found = river().isochrone([(900, 0)], (1, 5), speed=1.0, width_m=10)
    one, five = found.geometry
    assert found["reach_m"].tolist() == [60, 300]
    assert found["street_m"].tolist() == pytest.approx([120, 300 + 200 + 100])
    assert five.covers(one)
    assert five.covers(Point(600, 0)) and not five.covers(Point(585, 0))
    assert five.covers(Point(900, 100)) and not five.covers(Point(885, 100))
    assert found.crs == CRS


def test_an_isochrones_streets_are_as_far_as_distances_say() -> None:
    rng = np.random.default_rng(7)
    roads = town(*[[(x, 0), (x, 900)] for x in range(0, 901, 150)], *[[(0, y), (900, y)] for y in range(0, 901, 150)])
    graph = WalkingGraph.from_roads(roads, crossings=True)
    start, points = rng.uniform(0, 900, (1, 2)), rng.uniform(0, 900, (400, 2))
    on_streets = shapely.get_coordinates(
        shapely.line_interpolate_point(graph.net.lines[graph.snap(points).edge], graph.snap(points).offset)
    )
    polygon = graph.isochrone(start, (5,), speed=1.0, width_m=0.01).geometry[0]
    far = graph.distances(start, on_streets)[0]
    clear = np.abs(far - 300) > 0.05
    inside = shapely.covers(polygon, shapely.points(on_streets))
    assert inside[clear].tolist() == (far <= 300)[clear].tolist()
    assert 0 < inside.sum() < 400


def test_every_class_of_road_says_whether_it_is_walked_and_every_pace_has_its_source() -> None:
    assert {row.road_class for row in ROADS} == {code.code for code in ROAD_CLASSES.codes}
    assert all(row.source for row in (*ROADS, *PACES))
    assert pace("elderly").m_per_s == 1.0
    assert reach_m(15, pace("circle").m_per_s) == pytest.approx(1000)
    with pytest.raises(WrongUseError, match="no walking speed for 'giant'"):
        pace("giant")
    with pytest.raises(WrongUseError, match="metres a second"):
        reach_m(5, 5.0)
