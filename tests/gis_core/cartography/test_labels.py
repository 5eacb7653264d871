"""Labels: none overlaps, none leaves the frame, and each is drawn or is a number in the key."""

from __future__ import annotations

from itertools import combinations

import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from gis_core.cartography import fonts
from gis_core.cartography.labels import numbers
from gis_core.cartography.labels.placing import Wanted, place
from gis_core.cartography.trimming import text_box

FRAME = box(0, 0, 120, 80)
SLACK = 1e-6


def upright(x: float, y: float, w: float, h: float) -> Polygon:
    return box(x, y, x + w, y + h)


inside = st.tuples(st.floats(-20, 140), st.floats(-20, 100))
sides = st.floats(0.5, 60)
areas = st.builds(lambda at, w, h: upright(*at, w, h), inside, sides, sides)
triangles = st.lists(inside, min_size=3, max_size=3).map(lambda three: Polygon(three).buffer(0))
strips = st.builds(lambda a, b, w: LineString([a, b]).buffer(w), inside, inside, st.floats(0.3, 4))
lines = st.lists(inside, min_size=2, max_size=5, unique=True).map(LineString)
points = inside.map(Point)
things: st.SearchStrategy[BaseGeometry] = st.one_of(areas, triangles, strips, lines, points)
texts = st.text("国土马田街道GM-0123（）， \u0301\U00020000", min_size=1, max_size=24)
wanted = st.builds(
    Wanted,
    texts,
    things,
    size=st.sampled_from((1.8, 2.2, 5.0)),
    smallest=st.sampled_from((0.0, 1.6)),
    priority=st.integers(0, 3),
    overhang=st.sampled_from((0.0, 0.3)),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(wanted, max_size=25), st.lists(areas, max_size=3))
def test_no_label_overlaps_or_leaves_the_frame_and_each_is_drawn_or_in_the_key_once(
    asked: list[Wanted], obstacles: list[Polygon]
) -> None:
    found = place(asked, FRAME, obstacles)
    drawn = [text_box(text) for text in found.placed if fonts.drawn(text.text).strip()]
    assert sorted((*found.whole, *found.keyed, *found.outside)) == list(range(len(asked)))
    assert [text for _, text in found.numbered] == [asked[at].text for at in found.keyed]
    assert [number for number, _ in found.numbered] == list(range(1, len(found.keyed) + 1))
    assert len(found.boxes) == len(found.whole) + len(found.keyed) - found.unseen
    for one in found.boxes:
        assert FRAME.buffer(SLACK).contains(one)
        assert not any(one.buffer(-SLACK).intersects(other) for other in obstacles)
    for one, other in combinations(found.boxes, 2):
        assert one.distance(other) > 0
    for ink in drawn:
        assert any(shapely.contains(one.buffer(0.02 * one.length), ink) for one in found.boxes)


def test_what_finds_no_place_is_a_small_number_that_the_key_explains() -> None:
    tight = [Wanted("马田街道土地整备利益统筹项目", box(at * 4, 10, at * 4 + 3, 16)) for at in range(20)]
    found = place(tight, FRAME)
    assert found.whole == ()
    assert [text.text for text in found.placed] == [str(number) for number, _ in found.numbered]
    assert all(asked.of.contains(Point(text.x, text.y)) for asked, text in zip(tight, found.placed, strict=True))
    assert found.counts() == {"labels": 0, "labels_numbered": 20, "labels_unseen": 0}


def test_numbers_are_counted_as_one_reads() -> None:
    cells = [box(3 * x, 6 * y, 3 * x + 2.8, 6 * y + 5.8) for x in range(30) for y in range(12)]
    found = place([Wanted(f"GM-2024-{at:05d}", cell) for at, cell in enumerate(cells)], FRAME)
    assert len(found.numbered) == 360
    assert [number for number, _ in found.numbered] == list(range(1, 361))
    where = {int(text.text): (text.x, text.y) for text in found.placed}
    for number in (*range(11, 99), *range(101, 360)):
        (x, y), (next_x, next_y) = where[number], where[number + 1]
        assert next_x >= x or next_y // 10 < y // 10


def test_a_number_beside_its_thing_has_ink_that_is_read_on_any_ground_and_a_leader() -> None:
    tiny = box(50, 40, 50.5, 40.5)
    found = place([Wanted("一个很小的地块", tiny, colour="#ffffff", halo=0.0)], FRAME, [tiny.buffer(1)])
    (text,) = found.placed
    assert (text.text, text.colour) == ("1", numbers.INK)
    assert text.halo > 0
    (leader,) = found.leaders
    assert leader.distance(tiny) < 0.5
    assert leader.distance(found.boxes[0]) == 0


def test_the_more_important_label_is_placed_first() -> None:
    spot = Point(60, 40)
    crowd = [Wanted(f"第{at}号", spot, priority=0) for at in range(30)]
    found = place([*crowd, Wanted("要紧的", spot, priority=1)], box(50, 35, 70, 45))
    assert 30 in found.whole
    assert found.keyed


def test_a_full_frame_leaves_numbers_in_the_key_alone_and_says_how_many() -> None:
    spot = Point(4, 4)
    found = place([Wanted(f"第{at}号", spot) for at in range(60)], box(0, 0, 8, 8))
    assert found.unseen > 0
    assert len(found.whole) + len(found.keyed) == 60
    assert found.counts()["labels_unseen"] == found.unseen


def test_a_long_name_breaks_into_lines_but_a_code_is_never_broken() -> None:
    room = box(10, 10, 28, 22)
    found = place([Wanted("合水口社区第三工业区", room), Wanted("GM-2024-000123-0045", box(40, 10, 52, 22))], FRAME)
    assert found.whole == (0,)
    assert len([text for text in found.placed if text.text in "合水口社区第三工业区"]) == 2
    assert [text for _, text in found.numbered] == ["GM-2024-000123-0045"]


def test_a_strip_is_labelled_along_its_axis_and_a_line_along_itself_readably() -> None:
    strip = LineString([(10, 70), (60, 20)]).buffer(2)
    street = LineString([(110, 10), (70, 70)])
    found = place([Wanted("某某河道", strip), Wanted("松白路", street)], FRAME)
    assert found.whole == (0, 1)
    angles = {text.text: text.angle for text in found.placed}
    assert abs(angles["某某河道"] + 45) < 1
    assert -90 < angles["松白路"] < 0


def test_the_same_labels_are_placed_alike_each_time() -> None:
    asked = [Wanted(f"地块{at}", Point(20 + at % 7, 20 + at % 5)) for at in range(30)]
    assert place(asked, FRAME) == place(asked, FRAME)


def test_a_thing_outside_the_frame_has_no_label_and_no_number() -> None:
    found = place([Wanted("远处", box(200, 200, 210, 210))], FRAME)
    assert (found.placed, found.numbered, found.outside) == ((), (), (0,))


def test_a_thing_that_is_nowhere_is_outside_and_one_that_crosses_itself_is_labelled() -> None:
    nowhere = [Point(float("nan"), 1), Point(), LineString([(float("inf"), 0), (1, 1)])]
    bow = Polygon([(10, 10), (100, 70), (100, 10), (10, 70)])
    found = place([*(Wanted("无", thing) for thing in nowhere), Wanted("蝴蝶结", bow)], FRAME)
    assert (found.outside, found.whole) == ((0, 1, 2), (3,))


def test_a_label_stands_in_the_part_of_its_thing_that_the_frame_shows() -> None:
    found = place([Wanted("半在图外", box(-100, 20, 30, 60))], FRAME)
    assert found.whole == (0,)
    assert box(0, 20, 30, 60).contains(found.boxes[0])
