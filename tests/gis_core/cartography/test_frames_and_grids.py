"""Frames, scales, grids: what is drawn a centimetre long is so on the ground, and ticks stand where they say."""

from __future__ import annotations

import math

import numpy as np
import pytest
from shapely.geometry import MultiLineString, MultiPolygon, Point, box

from gis_core.cartography.scene import Shapes, Text
from gis_core.cartography.sheets.frame import MapFrame, turned_extent
from gis_core.cartography.sheets.furniture.heading import heading
from gis_core.cartography.sheets.furniture.inset import Surroundings, inset
from gis_core.cartography.sheets.furniture.north_arrow import north_arrow
from gis_core.cartography.sheets.furniture.scale_bar import bar_step, scale_bar
from gis_core.cartography.sheets.grid import grid_layers, grid_lines, interval, kilometres
from gis_core.cartography.sheets.layout import layout, takes_squares
from gis_core.cartography.sheets.paper import SIDES, paper
from gis_core.cartography.sheets.scale import ROUND, largest_round, read_scale
from gis_core.cartography.trimming import text_box
from gis_core.errors import WrongUseError
from gis_core.place import Names, SurveyCrs

CENTRE = (489_300.0, 2_520_400.0)
CRS = SurveyCrs(survey="EPSG:4547", name=Names(zh="CGCS2000", en="CGCS2000"))


def frame(scale: int = 2000, turn: float = 0.0) -> MapFrame:
    return MapFrame(16.0, 28.0, 300.0, 230.0, scale, CENTRE, turn)


@pytest.mark.parametrize(("written", "scale"), [("1:2000", 2000), ("1：2,000", 2000), (" 500 ", 500), (10_000, 10_000)])
def test_a_scale_is_read_as_people_write_it(written: str | int, scale: int) -> None:
    assert read_scale(written) == scale


@pytest.mark.parametrize("written", ["", "2", "1:0", "1:-500", "nan", "1:2000; --", "9" * 30, "1/2/3"])
def test_what_is_no_scale_is_refused(written: str) -> None:
    with pytest.raises(WrongUseError, match="write it as 1:2000"):
        read_scale(written)


def test_the_largest_round_scale_that_fits_is_taken() -> None:
    assert largest_round((600.0, 460.0), (300.0, 230.0)) == 2000
    assert largest_round((600.1, 460.0), (300.0, 230.0)) == 5000
    assert largest_round((1.0, 1.0), (300.0, 230.0)) == ROUND[0] == 500
    with pytest.raises(WrongUseError, match="choose less ground"):
        largest_round((1e6, 1e6), (300.0, 230.0))


@pytest.mark.parametrize("turn", [0.0, 30.0, -115.5])
def test_paper_and_ground_are_carried_into_each_other_at_the_true_scale(turn: float) -> None:
    turned = frame(1000, turn)
    points = np.array([[16.0, 28.0], [116.0, 28.0], [16.0, 128.0], [200.0, 100.0]])
    there = turned.on_ground(points)
    assert np.abs(turned.on_paper(there) - points).max() < 1e-6
    assert math.dist(there[0], there[1]) == pytest.approx(100.0, abs=1e-6)  # 10 cm at 1:1,000
    a, b, c, d, e, f = turned.to_ground
    assert (a * 200 + b * 100 + c, d * 200 + e * 100 + f) == pytest.approx(tuple(there[3]))
    up = there[2] - there[0]
    assert math.degrees(math.atan2(up[0], up[1])) == pytest.approx(turn)  # the azimuth of the sheet's upward side


def test_ground_seen_in_a_turned_frame_is_as_wide_as_it_is() -> None:
    turned = frame(1000, 30.0)
    wide, high, middle = turned_extent(turned.ground, 30.0)
    assert (wide, high) == pytest.approx((300.0, 230.0))
    assert middle == pytest.approx(CENTRE)


def test_grid_lines_stand_ten_centimetres_apart_at_round_coordinates() -> None:
    straight = frame(2000)
    assert interval(straight) == 200.0
    lines = grid_lines(straight, 200.0)
    assert [line.metres for line in lines if not line.northing] == [489_000.0, 489_200.0, 489_400.0, 489_600.0]
    assert [line.metres for line in lines if line.northing] == [2_520_200.0, 2_520_400.0, 2_520_600.0]
    for line in lines:
        ground = straight.on_ground(np.array(line.ends))
        assert np.abs(ground[:, 1 if line.northing else 0] - line.metres).max() < 1e-6


@pytest.mark.parametrize(
    ("side", "scale", "metres"),
    [
        (300, 2000, 200),
        (180, 2000, 100),
        (300, 25_000, 2500),
        (300, 1234, 100),
        (180, 777, 25),
        (180, 15_000, 500),
        (300, 50, 5),
    ],
)
def test_grid_lines_are_as_near_to_ten_centimetres_as_round_coordinates_allow(
    side: float, scale: int, metres: float
) -> None:
    frame = MapFrame(0, 0, side, side, scale, (489_321.7, 2_520_432.1))
    assert interval(frame) == pytest.approx(metres)
    lines = grid_lines(frame, interval(frame))
    assert min(sum(line.northing for line in lines), sum(not line.northing for line in lines)) >= 2


def test_kilometres_have_the_decimals_that_the_grid_asks_for() -> None:
    assert kilometres(2_520_200.0, 200.0) == "2520.2"
    assert kilometres(489_050.0, 50.0) == "489.05"
    assert kilometres(489_000.0, 1000.0) == "489.0"


def test_each_tick_stands_at_its_coordinate_and_its_number_beside_it() -> None:
    straight = frame(2000)
    _, ticks = grid_layers(straight, 6.0, 2.0, CRS)
    texts = {(item.text, round(item.x, 1), round(item.y, 1)) for item in ticks.items if isinstance(item, Text)}
    x = 16.0 + (489_200.0 - (CENTRE[0] - 300.0)) / 2.0
    assert ("489.2", round(x, 1), round(28.0 - 3.3, 1)) in texts
    assert ("489.2", round(x, 1), round(258.0 + 3.3, 1)) in texts
    (drawn,) = [item for item in ticks.items if isinstance(item, Shapes)]
    assert drawn.geometries[0].distance(Point(x, 28.0)) < 1e-5


def test_in_a_turned_frame_the_grid_follows_and_says_which_coordinate_it_is() -> None:
    turned = frame(2000, 30.0)
    crosses, ticks = grid_layers(turned, 6.0, 2.0, CRS)
    said = [item.text for item in ticks.items if isinstance(item, Text)]
    assert said
    assert all(text.startswith(("X 25", "Y 48")) for text in said)
    (drawn,) = [item for item in crosses.items if isinstance(item, Shapes)]
    arm = np.array(drawn.geometries[0].geoms[0].coords)
    direction = math.degrees(math.atan2(*(arm[1] - arm[0])[::-1]))
    assert direction == pytest.approx(30.0)  # east lies 30° above the paper's right
    for line in grid_lines(turned, 200.0):
        ground = turned.on_ground(np.array(line.ends))
        assert np.abs(ground[:, 1 if line.northing else 0] - line.metres).max() < 1e-6


def test_the_north_arrow_points_to_north_in_a_turned_frame() -> None:
    turned = frame(2000, 30.0)
    north = turned.on_paper(np.array([CENTRE, (CENTRE[0], CENTRE[1] + 100.0)]))
    wanted = north[1] - north[0]
    shapes = [item for item in north_arrow(0.0, 0.0, 10.0, turned.turn) if isinstance(item, Shapes)]
    tip = np.array(shapes[0].geometries[0].exterior.coords[0])
    assert math.atan2(*tip) == pytest.approx(math.atan2(*wanted))


def test_waters_and_roads_beyond_the_place_stay_out_of_the_inset_s_surroundings() -> None:
    boundary = box(1000, 1000, 3000, 2000)
    water = MultiPolygon([box(-50_000, 1400, 60_000, 1500), box(90_000, 0, 91_000, 1)])
    about = Surroundings(boundary, water, MultiLineString([[(2000, -40_000), (2100, 70_000)]]))
    items = inset(300.0, 200.0, (60.0, 44.0), about, MapFrame(30, 30, 200, 150, 2000, (2000.0, 1500.0)))
    drawn = [shape for item in items if isinstance(item, Shapes) for shape in item.geometries]
    assert len(drawn) == 5  # ground, water, roads, boundary, the sheet
    assert all(box(300, 156, 360, 200).contains(shape) for shape in drawn)


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    for scale in ROUND:
        step = bar_step(scale)
        bars = [item for item in scale_bar(100.0, 10.0, scale, 1.0) if isinstance(item, Shapes)]
        xs = [x for item in bars for shape in item.geometries for x in (shape.bounds[0], shape.bounds[2])]
        assert max(xs) - min(xs) == pytest.approx(4 * step * 1000 / scale, abs=1e-9)
        assert max(xs) - min(xs) <= 62.0 + 1e-9
        assert f"{step / 10 ** math.floor(math.log10(step)):g}" in ("1", "2", "5")


@pytest.mark.parametrize("title", ["马田街道" * 40, "Progress of consolidation: " + "Northern industrial area " * 14])
def test_a_long_title_and_a_long_mark_leave_each_other_room(title: str) -> None:
    place = (8.6, 180.0, 288.4, 194.6)
    items = heading(place, (title, "ZB01", "机密★长期 Highly secret"), 0.86, 20.0)
    texts = [item for item in items if isinstance(item, Text)]
    boxes = [text_box(item) for item in texts]
    assert len(texts) == 4  # two lines of title, the line below, the mark
    assert texts[1].text.endswith("…")
    assert all(not one.intersects(boxes[-1]) for one in boxes[:-1])


def test_the_boxes_of_every_layout_lie_on_the_paper_and_apart() -> None:
    for name in SIDES:
        for orientation in ("landscape", "portrait"):
            lay = layout(paper(name, orientation))  # type: ignore[arg-type]
            for x0, y0, x1, y1 in (lay.title, lay.foot, lay.outer, lay.inner, *lay.columns):
                assert 0 < x0 < x1 < lay.paper.width
                assert 0 < y0 < y1 < lay.paper.height
            for x0, _, _, y1 in lay.columns:
                assert x0 > lay.outer[2] or y1 < lay.outer[1]
            assert lay.title[1] >= lay.outer[3] - 1e-9


def test_sheets_of_fifty_centimetres_need_an_a1() -> None:
    assert [name for name in SIDES if takes_squares(paper(name))] == ["A1", "A0"]
    with pytest.raises(WrongUseError, match="there is no paper"):
        paper("B5")
