"""`--repair safe` mends what has one meaning, says by how much areas change, and proposes the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from gis_core.errors import RefusedInputError
from gis_core.exchange.checks.neighbours import NOTHING_ON_RECORD
from gis_core.exchange.delivery import Finding, Severity
from gis_core.exchange.examine import Examined, decide
from gis_core.exchange.proposals import Proposal, apply, read_accepted, write_proposals
from layers.base import Label
from tests.gis_core.exchange.looking import look
from tests.gis_core.exchange.tiling import codes_for, delivery_of, shape, square, tiling

BOW_TIE = shape((200, 0), (240, 40), (240, 0), (200, 40))


def almost_twice(polygon: Any) -> Any:
    corners = shapely.get_coordinates(polygon)
    return shapely.Polygon(np.insert(corners, 1, corners[0] + [0.0004, 0.0003], axis=0))


def loaded(seen: Examined) -> list[int]:
    return (np.flatnonzero(~seen.refused()) + 1).tolist()


def test_without_repair_nothing_is_touched_and_only_ring_order_goes_in() -> None:
    shapes = [square(0, 0), shapely.reverse(square(40, 0)), almost_twice(square(80, 0))]
    delivery = delivery_of(shapes)
    seen = look(delivery)
    assert loaded(seen) == [1, 2]
    assert all(mine is theirs for mine, theirs in zip(seen.geometries, delivery.geometries, strict=True))


def test_what_has_one_meaning_is_mended_and_its_area_told() -> None:
    shapes = [square(0, 0), shapely.reverse(square(40, 0)), almost_twice(square(80, 0)), square(120, 0)]
    seen = look(delivery_of(shapes), repair=True)
    assert loaded(seen) == [1, 2, 3, 4]
    assert seen.geometries[1].exterior.is_ccw
    assert shapely.get_num_coordinates(seen.geometries[2]) == 5
    assert {(mend.row, mend.rule) for mend in seen.mend_list()} == {(2, "ring_order"), (3, "repeated_vertex")}
    change = {mend.rule: mend.area_change_m2 for mend in seen.mend_list()}
    assert change["ring_order"] == 0
    assert change["repeated_vertex"] == pytest.approx(1600 - shapes[2].area, abs=1e-9) != 0
    assert {f.severity for f in seen.findings(())} == {Severity.NOTE}
    assert int(seen.repaired(seen.refused()).sum()) == 2


def test_a_closed_ring_goes_in_only_when_mending_is_asked_for() -> None:
    told = Finding(1, "A", "unclosed_ring", Severity.REFUSE, Label("环没有闭合", "a ring does not close"))
    delivery = delivery_of([square(0, 0), square(40, 0)], findings=(told,))
    assert loaded(look(delivery)) == [2]
    seen = look(delivery, repair=True)
    assert loaded(seen) == [1, 2]
    assert [(f.row, f.rule, f.severity) for f in seen.findings(())] == [(1, "unclosed_ring", Severity.NOTE)]


def test_rows_that_are_the_same_are_merged_and_the_first_goes_in() -> None:
    codes = [*codes_for(2), codes_for(1)[0]]
    delivery = delivery_of([square(0, 0), square(40, 0), square(0, 0)], codes)
    assert loaded(look(delivery)) == [2], "unmended, the code stands twice"
    seen = look(delivery, repair=True)
    assert loaded(seen) == [1, 2]
    assert int(seen.repaired(seen.refused()).sum()) == 1


def test_a_code_that_stands_in_different_rows_stays_refused() -> None:
    delivery = delivery_of([square(0, 0), square(40, 0), square(0, 0)], ["A", "A", "A"])
    assert loaded(look(delivery, repair=True)) == []


def test_a_mend_that_leaves_no_valid_shape_is_not_made() -> None:
    needle = shape((0, 0), (0.0004, 0), (0.0004, 0.0004), (0, 0.0004))
    delivery = delivery_of([needle, square(40, 0)])
    seen = look(delivery, repair=True)
    assert seen.geometries[0] is delivery.geometries[0]
    assert loaded(seen) == [2]


def proposed() -> tuple[Examined, list[Proposal]]:
    shapes = [square(0, 0), square(30, 0), BOW_TIE, square(300, 0, 80), square(320, 20, 10)]
    seen = look(delivery_of(shapes), repair=True)
    return seen, seen.proposals(seen.beside(NOTHING_ON_RECORD))


def test_bow_ties_and_overlaps_are_proposed_and_nothing_is_changed() -> None:
    seen, proposals = proposed()
    assert {p.id for p in proposals} == {"invalid_geometry-3", "overlap-4-by-5", "overlap-1-by-2", "overlap-2-by-1"}
    by_id = {proposal.id: proposal for proposal in proposals}
    assert by_id["invalid_geometry-3"].after.is_valid
    assert by_id["invalid_geometry-3"].after.area == pytest.approx(800)
    assert by_id["overlap-1-by-2"].area_change_m2 == pytest.approx(-400)
    assert seen.geometries[0].equals(square(0, 0)) and not seen.geometries[2].is_valid


def test_an_accept_file_decides(tmp_path: Path) -> None:
    seen, proposals = proposed()
    file = tmp_path / "proposals.json"
    write_proposals(file, seen.delivery, proposals)
    document = json.loads(file.read_text("utf-8"))
    assert all(not entry["accept"] and entry["before"] and entry["after"] for entry in document["proposals"])
    for entry in document["proposals"]:
        entry["accept"] = entry["id"] in ("invalid_geometry-3", "overlap-2-by-1")
    file.write_text(json.dumps(document), "utf-8")
    decided = decide(seen, proposals, file)
    assert loaded(decided) == [1, 2, 3, 4, 5]
    assert decided.geometries[1].area == pytest.approx(1200)
    assert decided.geometries[0].equals(square(0, 0))
    between = decided.beside(NOTHING_ON_RECORD)
    left = {f.row for f in decided.findings(between.found) if f.rule == "overlap" and f.severity is Severity.WARN}
    assert left == {4, 5}


def test_an_accept_file_for_another_delivery_is_refused(tmp_path: Path) -> None:
    seen, proposals = proposed()
    file = tmp_path / "proposals.json"
    file.write_text(json.dumps({"sha256": "f" * 64, "proposals": []}), "utf-8")
    with pytest.raises(RefusedInputError, match="another file"):
        decide(seen, proposals, file)


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"proposals": [{}]}', '{"proposals": 1}', '"text"'])
def test_an_accept_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "accept.json"
    file.write_text(text, "utf-8")
    with pytest.raises(RefusedInputError, match=r"accept\.json"):
        read_accepted(file, delivery_of(tiling(1, 1)))


def test_unknown_and_contradicting_decisions_are_refused() -> None:
    seen, proposals = proposed()
    with pytest.raises(RefusedInputError, match="overlap-9-by-8"):
        apply(seen.geometries, proposals, {"overlap-9-by-8"})
    with pytest.raises(RefusedInputError, match="both accepted"):
        apply(seen.geometries, proposals, {"overlap-1-by-2", "overlap-2-by-1"})
