"""Every kind of fault planted in a clean tiling is found in its row, and nothing is found anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from gis_core.exchange.delivery import Severity
from gis_core.exchange.severities import RULES
from tests.gis_core.exchange.looking import findings_of, rules_by_row
from tests.gis_core.exchange.tiling import area_column, codes_for, delivery_of, square, text_column, tiling

Shapes = NDArray[np.object_]
Codes = list[str | None]
SIDE = 12
VICTIM = 5 * SIDE + 5
"""A parcel with eight neighbours, 0-based."""


def ring(shape: Any) -> NDArray[np.float64]:
    return shapely.get_coordinates(shape)


def inserted(shape: Any, at: int, *points: NDArray[np.float64]) -> Any:
    return shapely.Polygon(np.insert(ring(shape), at, points, axis=0))


def bow_tie(shape: Any) -> Any:
    corners = ring(shape)
    return shapely.Polygon(corners[[0, 2, 1, 3, 0]])


def spiked(shape: Any, width: float) -> Any:
    corners = ring(shape)
    along = (corners[1] - corners[0]) / np.hypot(*(corners[1] - corners[0]))
    inward = np.array([-along[1], along[0]])
    foot = (corners[0] + corners[1]) / 2
    return inserted(shape, 1, foot, foot + along * width / 2 + inward * 3, foot + along * width)


def almost_repeated(shape: Any) -> Any:
    corners = ring(shape)
    along = (corners[1] - corners[0]) / np.hypot(*(corners[1] - corners[0]))
    return inserted(shape, 1, corners[0] + along * 0.0006)


def far_corner(shape: Any) -> Any:
    corners = ring(shape)
    corners[2] += [0, 50_000]
    return shapely.Polygon(corners)


def swapped_axes(shape: Any) -> Any:
    return shapely.transform(shape, lambda points: points[:, ::-1])


ONE_ROW: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "missing": ("empty_geometry", lambda _: None),
    "empty": ("empty_geometry", lambda _: shapely.Polygon()),
    "a line": ("wrong_type", lambda shape: shape.exterior),
    "a point": ("wrong_type", lambda shape: shape.centroid),
    "a collection": ("wrong_type", lambda shape: shapely.GeometryCollection([shape])),
    "bow-tie": ("invalid_geometry", bow_tie),
    "hole outside": (
        "invalid_geometry",
        lambda shape: shapely.Polygon(ring(shape), [ring(shapely.transform(shape, lambda p: p + 500))]),
    ),
    "no number": ("invalid_geometry", lambda shape: inserted(shape, 1, np.array([np.nan, np.nan]))),
    "zero-width spike": ("invalid_geometry", lambda shape: spiked(shape, 0)),
    "thin spike": ("spike", lambda shape: spiked(shape, 0.002)),
    "vertex 0.6 mm away": ("repeated_vertex", almost_repeated),
    "vertex twice": ("repeated_vertex", lambda shape: inserted(shape, 1, ring(shape)[0])),
    "ring the other way": ("ring_order", shapely.reverse),
    "axes swapped": ("outside_extent", swapped_axes),
    "one corner far off": ("outside_extent", far_corner),
}


@pytest.mark.parametrize("kind", ONE_ROW)
def test_a_faulty_shape_is_found_in_its_row(kind: str) -> None:
    rule, spoil = ONE_ROW[kind]
    shapes = tiling(SIDE, SIDE)
    shapes[VICTIM] = spoil(shapes[VICTIM])
    findings = findings_of(delivery_of(shapes))
    assert rule in {finding.rule for finding in findings if finding.row == VICTIM + 1}
    assert {finding.rule for finding in findings if finding.row != VICTIM + 1} <= {"gap", "overlap"}, "others are clean"
    found = next(finding for finding in findings if finding.rule == rule)
    assert found.code == codes_for(VICTIM + 1)[VICTIM]
    assert found.severity is RULES[rule].severity


def test_a_clean_tiling_has_no_findings() -> None:
    assert findings_of(delivery_of(tiling(SIDE, SIDE))) == []


def test_rings_that_all_run_clockwise_are_no_fault() -> None:
    assert findings_of(delivery_of(shapely.reverse(tiling(4, 4)))) == []


def test_a_lone_ring_is_judged_by_its_format() -> None:
    clockwise = shapely.reverse(square(0, 0))
    assert rules_by_row(findings_of(delivery_of([clockwise]))) == {1: {"ring_order"}}
    assert findings_of(delivery_of([clockwise], format_name="shapefile")) == []


def test_a_hole_that_runs_along_with_its_shell_is_told() -> None:
    outer, hole = ring(square(0, 0, 100)), ring(square(20, 20, 20))
    turned = shapely.Polygon(outer, [hole])
    right = shapely.Polygon(outer, [hole[::-1]])
    island = shapely.Polygon(hole)
    assert rules_by_row(findings_of(delivery_of([turned, island]))) == {1: {"ring_order"}}
    assert findings_of(delivery_of([right, island])) == []


def test_the_reason_that_geos_gives_is_told_with_its_place() -> None:
    shapes = tiling(3, 3)
    shapes[4] = bow_tie(shapes[4])
    (found,) = [finding for finding in findings_of(delivery_of(shapes)) if finding.rule == "invalid_geometry"]
    assert "Self-intersection" in found.message.zh and "自相交" in found.message.zh
    assert found.place is not None
    assert shapely.Point(found.place.x, found.place.y).distance(shapes[4]) < 1e-6


def test_duplicates_of_shape_are_found_wherever_their_rings_begin_and_however_they_run() -> None:
    shapes = list(tiling(5, 5))
    twin, turned = np.roll(ring(shapes[7])[:-1], 2, axis=0), ring(shapes[9])[::-1]
    shapes += [shapely.Polygon(twin), shapely.Polygon(turned)]
    rows = rules_by_row(findings_of(delivery_of(shapes)))
    assert "duplicate_geometry" in rows[26] and "duplicate_geometry" in rows[27]
    assert set(rows) == {26, 27}, "the first of them is clean"


def test_codes_are_checked_in_every_row_that_shares_them() -> None:
    codes: Codes = list(codes_for(9))
    codes[2], codes[5], codes[6], codes[7] = codes[1], None, "", "  "
    rows = rules_by_row(findings_of(delivery_of(tiling(3, 3), codes)))
    assert rows == {
        2: {"duplicate_code"},
        3: {"duplicate_code"},
        6: {"missing_code"},
        7: {"missing_code"},
        8: {"missing_code"},
    }


def test_a_row_that_says_everything_twice_is_a_duplicate_row() -> None:
    shapes = [*tiling(3, 3)]
    rows = rules_by_row(findings_of(delivery_of([*shapes, shapes[0]], [*codes_for(9), codes_for(1)[0]])))
    assert rows == {1: {"duplicate_code"}, 10: {"duplicate_code", "duplicate_row"}}


def test_a_land_use_with_a_known_first_level_is_never_unknown() -> None:
    uses = text_column(["1001", "0799", "99", "住宅", None, "07", "0701", "23", "24"])
    rows = rules_by_row(findings_of(delivery_of(tiling(3, 3), land_use=uses)))
    assert rows == {3: {"code_list"}, 4: {"code_list"}}


def test_a_declared_area_may_differ_by_the_tolerance_only() -> None:
    shapes = tiling(3, 3)
    declared = shapely.area(shapes)
    declared[1] *= 1.06
    declared[2] += 0.5
    declared[3] = np.nan
    findings = findings_of(delivery_of(shapes, registered_area_m2=area_column(declared)))
    assert rules_by_row(findings) == {2: {"declared_area"}}
    assert findings[0].severity is Severity.WARN


def test_slivers_are_small_or_narrow() -> None:
    strip, crumb, lane = square(0, 0, 200, 0.2), square(300, 0, 0.5), square(400, 0, 100, 2.4)
    assert rules_by_row(findings_of(delivery_of([strip, crumb, lane]))) == {1: {"sliver"}, 2: {"sliver"}}


def test_one_finding_for_a_row_and_rule() -> None:
    shapes = [*tiling(4, 4)]
    shapes.append(shapely.buffer(shapes[5], 10, join_style="mitre"))
    findings = findings_of(delivery_of(shapes))
    keys = [(finding.row, finding.rule) for finding in findings]
    assert len(keys) == len(set(keys)) > 8


def test_every_rule_says_what_and_why_in_both_languages() -> None:
    assert len(RULES) > 15
    for name, rule in RULES.items():
        assert rule.name == name and rule.source
        assert all((rule.label.zh, rule.label.en, rule.advice.zh, rule.advice.en))
