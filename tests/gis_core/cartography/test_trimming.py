"""Whatever geometry a scene holds is drawn by both engines, and nothing of it lies outside the clip."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import pikepdf
import pypdfium2 as pdfium
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import (
    GeometryCollection,
    LinearRing,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)
from shapely.geometry.base import BaseGeometry

from gis_core.cartography.engines import pdf, svg
from gis_core.cartography.engines.pdf_content import POINT
from gis_core.cartography.scene import Fill, Hatch, Scene, SceneLayer, Shapes, Stroke
from gis_core.cartography.trimming import MARGIN, trimmed
from layers.base import Label
from tests.gis_core.cartography.sample_scene import DATE

CLIP = box(20, 20, 80, 60)
BOW = Polygon([(10, 10), (90, 70), (90, 10), (10, 70)])  # crosses itself
ODD: list[BaseGeometry] = [
    Point(30, 30),
    Point(float("nan"), 1),
    Point(),
    MultiPoint([(30, 40), (500, 500)]),
    LineString([(0, 0), (100, 80)]),
    LineString([(40, 40), (40, 40)]),
    LinearRing([(30, 30), (40, 30), (40, 40)]),
    MultiLineString([[(0, 30), (100, 30)], [(200, 200), (300, 300)]]),
    box(25, 25, 35, 35),
    BOW,
    Polygon([(30, 30, 5), (60, 30, 5), (60, 50, 5)]),
    MultiPolygon([box(-1000, -1000, 1000, 1000), box(2000, 0, 2100, 9)]),
    GeometryCollection([Point(50, 50), LineString([(20, 20), (60, 60)]), GeometryCollection([box(60, 30, 70, 40)])]),
    GeometryCollection(),
]
inks = st.sampled_from((None, Stroke("#102030", 0.2), Stroke("#ff0000", 1.5, dash=(2, 1), opacity=0.5)))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(ODD), max_size=6),
    inks,
    st.sampled_from((None, Fill("#00ff00"), Fill("#00ff00", 0.3))),
    st.sampled_from((None, Hatch(Stroke("#0000ff", 0.1), 3, 30))),
)
def test_any_geometry_is_drawn_by_both_engines(
    shapes: list[BaseGeometry], stroke: Stroke | None, fill: Fill | None, hatch: Hatch | None
) -> None:
    item = Shapes(tuple(shapes), fill, hatch, stroke, codes=tuple(str(at) for at in range(len(shapes))))
    layer = SceneLayer("odd", Label("怪", "Odd"), (item,), clip=CLIP)
    scene = Scene(100, 80, "怪", (layer,))
    page = pdfium.PdfDocument(pdf.draw([scene], date=DATE))[0]
    picture = page.render(scale=0.5).to_numpy()
    assert picture.shape[:2] == (114, 142)
    assert (picture[:20] == 255).all()  # above the clip
    ElementTree.fromstring(svg.draw(scene))  # noqa: S314 (our own)


def test_what_is_kept_ends_a_little_beyond_the_clip_with_its_code() -> None:
    drawn = Shapes(tuple(ODD), stroke=Stroke("#000000", 0.5), codes=tuple(f"c{at}" for at in range(len(ODD))))
    kept, codes = trimmed(drawn, CLIP)
    reach = box(*CLIP.buffer(MARGIN + 0.5 + drawn.radius + 1e-9).bounds)
    assert len(kept) == len(codes) > 8
    crossing = {"c9"}  # a shape that crosses itself may be left whole
    assert all(reach.covers(one) for one, code in zip(kept, codes, strict=True) if code not in crossing)
    assert codes.count("c12") == 3
    assert {"c1", "c2", "c13"}.isdisjoint(codes)


def test_each_kind_of_geometry_leaves_its_mark_in_the_file() -> None:
    for geometry, mark in {
        Point(30, 30): r" c h\nB\*",
        LineString([(30, 30), (50, 50)]): r" l\nS",
        box(30, 30, 40, 40): r"h\nB\*",
        Polygon(box(30, 30, 50, 50).exterior, [box(35, 35, 40, 40).exterior]): r"h\n[\d. ]+ m(\n[\d. ]+ l)+\nh\nB\*",
    }.items():
        item = Shapes((geometry,), Fill("#00ff00"), stroke=Stroke("#000000", 0.1))
        scene = Scene(100, 80, "一", (SceneLayer("a", Label("一", "One"), (item,)),))
        content = operators(scene)
        assert re.search(mark, content), geometry.geom_type
        x, y = (float(value) / POINT for value in re.findall(r"(\S+) (\S+) m", content)[0])
        assert geometry.distance(Point(x, y)) < item.radius + 1e-3


def operators(scene: Scene) -> str:
    with pikepdf.open(io.BytesIO(pdf.draw([scene], date=DATE))) as opened:
        return opened.pages[0].Contents.read_bytes().decode("ascii")


def test_a_shape_that_covers_the_clip_is_cut_to_it() -> None:
    (one,), _ = trimmed(Shapes((box(-1e6, -1e6, 1e6, 1e6),), Fill("#00ff00")), CLIP)
    assert shapely.area(one) < 1.5 * CLIP.area
