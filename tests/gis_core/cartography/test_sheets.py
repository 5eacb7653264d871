"""Sheets of the demo district: what is on them, that it stands where it should, and that they come out whole."""

from __future__ import annotations

import errno
import json
import subprocess
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import psycopg
import pytest
import shapely
from shapely import affinity

from gis_core import db
from gis_core.cartography import fonts
from gis_core.cartography.labels import numbers
from gis_core.cartography.scene import Scene, Shapes, Text
from gis_core.cartography.sheets import template as templates
from gis_core.cartography.sheets.export import Made, make
from gis_core.cartography.sheets.plan import planned
from gis_core.cartography.sheets.request import read_request
from gis_core.cartography.sheets.sheet import compose
from gis_core.cartography.trimming import anchor_offset
from gis_core.errors import EnvironmentProblemError, NotFoundError, WrongUseError
from gis_core.instance import Instance
from layers.stages import STAGES
from tests.gis_core.cartography.sample_run import a_run

Connection = psycopg.Connection[Any]
AT = "2024-12-31"
PUBLIC = {"at": AT, "classification": "公开", "review_number": "粤S（2025）001号"}


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")


@pytest.fixture
def scene(demo_instance: Instance, records: Connection) -> Callable[..., Scene]:
    """A function that composes the first sheet of an order."""

    def ask(template: str, **asked: Any) -> Scene:
        plan = planned(records, demo_instance.place, read_request({"template": template, "at": AT, **asked}))
        return compose(plan.desk, next(plan.sheets(plan.laid())))[0]

    return ask


def text_of(path: Path) -> str:
    """Return what a search finds, without blanks, of which each program makes others."""
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    return "".join(text.split())


def said(scene: Scene, layer: str) -> list[str]:
    return [item.text for one in scene.layers if one.name == layer for item in one.items if isinstance(item, Text)]


def test_the_legend_has_what_is_drawn_and_nothing_else(scene: Callable[..., Scene], records: Connection) -> None:
    sheet = scene("progress", project="ZB01")
    ground = sheet.ground
    assert ground is not None
    a, b, c, d, e, f = ground.to_ground
    frame = shapely.Polygon([(a * x + b * y + c, d * x + e * y + f) for x, y in ground.window])
    rows = records.execute(
        "SELECT DISTINCT stage FROM consolidation_parcels_as_of(%s, now()) WHERE project = 'ZB01'"
        " AND st_intersects(geom, st_geomfromwkb(%s, 4547))",
        [AT, shapely.to_wkb(frame)],
    ).fetchall()
    drawn = {code for (code,) in rows}
    assert len(drawn) > 1
    legend = said(sheet, "panel")
    legend = legend[legend.index("图例") : legend.index("坐标系统")]
    for stage in STAGES.codes:
        assert (stage.label.zh in legend) == (stage.code in drawn), stage.code


def test_a_layer_without_a_feature_in_the_frame_is_no_layer_of_the_sheet(scene: Callable[..., Scene]) -> None:
    names = [layer.name for layer in scene("land_use", project="ZB01").layers]
    assert "plan_parcels" in names
    assert len(set(names)) == len(names)
    sheet = scene("location", project="ZB01", scale=2000, frames=[{"center": [113.0, 22.0]}])
    assert not {"water", "roads", "communities"} & {layer.name for layer in sheet.layers}


def test_shapes_stand_on_paper_where_the_records_say_to_a_tenth_of_a_millimetre(
    scene: Callable[..., Scene], records: Connection
) -> None:
    for turn in (0.0, 40.0):
        (centre,) = records.execute(
            "SELECT st_asgeojson(st_transform(st_pointonsurface(geom), 4326))::json -> 'coordinates'"
            " FROM consolidation_parcels_as_of(%s, now()) WHERE code = 'ZB01-0001'",
            [AT],
        ).fetchone()  # type: ignore[misc]
        sheet = scene("progress", project="ZB01", scale=1000, frames=[{"center": centre, "turn": turn}])
        assert sheet.ground is not None
        a, b, c, d, e, f = sheet.ground.to_ground
        (layer,) = [one for one in sheet.layers if one.name == "consolidation_parcels"]
        found = {
            code: shape
            for item in layer.items
            if isinstance(item, Shapes)
            for code, shape in zip(item.codes, item.geometries, strict=True)
        }
        (stored,) = records.execute(
            "SELECT st_asbinary(geom) FROM consolidation_parcels_as_of(%s, now()) WHERE code = 'ZB01-0001'", [AT]
        ).fetchone()  # type: ignore[misc]
        drawn = shapely.get_coordinates(found["ZB01-0001"])
        ground = np.column_stack([a * drawn[:, 0] + b * drawn[:, 1] + c, d * drawn[:, 0] + e * drawn[:, 1] + f])
        assert (
            np.abs(ground - shapely.get_coordinates(shapely.from_wkb(bytes(stored)))).max() < 0.1
        )  # metres at 1:1,000
        assert np.hypot(a, d) == pytest.approx(1.0)  # a millimetre is a metre


def test_a_search_finds_the_words_and_gdal_finds_the_place(sheets: Callable[..., Made], records: Connection) -> None:
    code = "ZB01-0001"
    (path,) = sheets("parcel", each_feature="consolidation_parcels", filter=f"code = '{code}'", at=AT).files
    text = text_of(path)
    for word in ("国土", code, "界址点坐标表", "X（m，北）", "CGCS2000", "1985国家高程基准", "示意数据", "内部", "1:"):
        assert word in text, word
    told = json.loads(subprocess.run(["gdalinfo", "-json", path], capture_output=True, text=True, check=True).stdout)
    assert "CM 114E" in told["coordinateSystem"]["wkt"]
    east, north = records.execute(
        "SELECT st_x(c), st_y(c) FROM consolidation_parcels_as_of(%s, now()) p, st_centroid(p.geom) c"
        " WHERE p.code = %s",
        [AT, code],
    ).fetchone()  # type: ignore[misc]
    corners = np.array([told["cornerCoordinates"][name] for name in ("upperLeft", "lowerRight")])
    assert corners[0][0] < east < corners[1][0]
    assert corners[1][1] < north < corners[0][1]


def test_the_same_order_gives_the_same_bytes_and_the_watermark_alone_differs(
    sheets: Callable[..., Made], tmp_path: Path
) -> None:
    asked = {"project": "ZB01", **PUBLIC}
    one, other = (sheets("progress", who=who, out=tmp_path / who, **asked).files[0] for who in ("a", "b"))
    assert one.read_bytes() == other.read_bytes()  # a public sheet has no watermark
    asked = {"project": "ZB01", "at": AT}
    marked = [sheets("progress", who=who, out=tmp_path / f"{who}2", **asked).files[0] for who in ("王五", "赵六")]
    assert marked[0].read_bytes() != marked[1].read_bytes()
    assert sheets("progress", who="王五", out=tmp_path / "c2", **asked).files[0].read_bytes() == marked[0].read_bytes()


def test_the_day_decides_what_is_shown(sheets: Callable[..., Made], tmp_path: Path) -> None:
    before, after = (
        text_of(sheets("progress", out=tmp_path / at, project="ZB01", at=at).files[0]) for at in ("2023-12-31", AT)
    )
    assert "2023-12-31" in before
    assert before != after.replace(AT, "2023-12-31")


def test_what_is_too_large_is_cut_into_numbered_sheets_that_name_their_neighbours(sheets: Callable[..., Made]) -> None:
    made = sheets("progress", project="ZB01", at=AT, scale="1:2000", paper="A1")
    assert len(made.files) > 1
    numbers = [path.stem.removeprefix("progress_ZB01_") for path in made.files]
    assert all(number.count("-") == 1 for number in numbers)
    for path, number in zip(made.files, numbers, strict=True):
        north, east = (float(part) for part in number.split("-"))
        assert (north, east) == (round(north), round(east))  # sheets of 50 × 50 cm at 1:2,000 are kilometres
        text = text_of(path)
        beside = f"{north:.1f}-{east + 1:.1f}"
        assert (beside in text) == (beside in numbers)
        assert number in text


def test_a_map_set_has_contents_bookmarks_page_numbers_and_the_ledger(
    sheets: Callable[..., Made], records: Connection
) -> None:
    (path,) = sheets("progress", project="ZB01", set=True, at=AT).files
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        pages = len(pdf.pages)
    assert titles == ["目录", "区位图", "土地权属图", "建筑现状图", "土地利用规划图", "整备进度图", "整备地块台账"]
    text = text_of(path)
    for page in range(1, pages + 1):
        assert f"第{page}页共{pages}页" in text
    row = records.execute(
        "SELECT count(*) FROM consolidation_parcels_as_of(%s, now()) WHERE project = 'ZB01'", [AT]
    ).fetchone()
    assert row is not None
    assert f"合计{row[0]}宗" in text


def test_a_map_set_with_a_pattern_of_names_is_one_file_a_sheet(sheets: Callable[..., Made]) -> None:
    made = sheets("progress", project="ZB01", set=True, at=AT, names="{code}-{template}", format="svg")
    names = [path.name for path in made.files]
    wanted = ["location", "ownership", "buildings", "land_use", "progress", "ledger"]
    assert [name for name in names if name.count("-") == 1] == [f"ZB01-{name}.svg" for name in wanted]


def test_each_feature_has_a_sheet_under_a_name_by_the_pattern(sheets: Callable[..., Made]) -> None:
    made = sheets(
        "parcel",
        each_feature="consolidation_parcels",
        filter="code IN ('ZB01-0001', 'ZB01-0002')",
        at=AT,
        format="svg",
        names="{n}-{code}-{scale}",
    )
    assert [path.name.rpartition("-")[0] for path in made.files] == ["1-ZB01-0001", "1-ZB01-0002"]
    assert made.counts["sheets"] == 2


def test_a_project_with_a_hostile_name_stays_in_its_folder(demo_instance: Instance, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    with db.connect(demo_instance, who="tester", role="owner") as connection:
        connection.execute("UPDATE consolidation_projects SET name = E'../../x\\u0007/<y>' WHERE code = 'ZB01'")
        request = read_request({"template": "progress", "project": "ZB01", "names": "{title}"})
        made = make(demo_instance, connection, request, out, who="../root")
        connection.rollback()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == made.files
    assert made.files[0].parent == out


def test_no_page_of_a_picture_takes_the_name_of_another_sheet(sheets: Callable[..., Made]) -> None:
    few = {"each_feature": "consolidation_projects", "filter": "code IN ('ZB01', 'ZB02')", "dpi": 30}
    made = sheets("progress", at=AT, names="{template}", format="png", **few)
    assert made.counts["pages"] > made.counts["sheets"] == 2
    assert len({path.name for path in made.files}) == made.counts["pages"]
    assert all(path.is_file() for path in made.files)


def test_what_stands_in_the_way_of_a_file_is_refused_in_one_sentence(
    sheets: Callable[..., Made], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out" / "progress_ZB01.pdf"
    folder.mkdir(parents=True)
    with pytest.raises(WrongUseError, match=r"progress_ZB01\.pdf is a folder"):
        sheets("progress", project="ZB01", at=AT)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [folder.name]

    def refuse(**_: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)  # whoever runs the tests may be allowed everything
    with pytest.raises(EnvironmentProblemError, match=r"nothing can be written in .* \(Permission denied\)"):
        sheets("progress", project="ZB01", at=AT)


def test_a_full_disk_half_way_leaves_no_file(
    sheets: Callable[..., Made], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_bytes
    written: list[Path] = []

    def fill(path: Path, data: bytes) -> int:
        if written:
            write(path, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", fill)
    with pytest.raises(EnvironmentProblemError, match="no room left"):
        sheets("parcel", each_feature="consolidation_parcels", filter="code LIKE 'ZB01-000%'", at=AT)
    assert written
    assert list((tmp_path / "out").iterdir()) == []


def test_two_exports_at_once_into_one_folder_do_not_mix(demo_instance: Instance, tmp_path: Path) -> None:
    def ask(name: str, out: Path) -> dict[str, bytes]:
        request = read_request({"template": name, "project": "ZB01", "names": "{template}", **PUBLIC})
        with db.connect(demo_instance, who="tester") as connection:
            return {
                path.name: path.read_bytes() for path in make(demo_instance, connection, request, out, who="t").files
            }

    names = ("progress", "land_use")
    alone = [ask(name, tmp_path / name) for name in names]
    with ThreadPoolExecutor(2) as threads:
        together = list(threads.map(lambda name: ask(name, tmp_path / "both"), names))
    assert together == alone
    assert sorted(path.name for path in (tmp_path / "both").iterdir()) == ["land_use.pdf", "progress.pdf"]


def test_what_is_not_there_is_refused_before_anything_is_written(sheets: Callable[..., Made], tmp_path: Path) -> None:
    for asked in ({"project": "nobody"}, {"filter": "code = 'nobody'"}, {"each_feature": "parcels", "filter": "false"}):
        with pytest.raises(NotFoundError):
            sheets("progress", **asked)
    assert not (tmp_path / "out").exists()


def test_an_order_of_many_sheets_says_how_many_it_would_make_and_makes_no_more_than_it_may(
    demo_instance: Instance, records: Connection
) -> None:
    def count(**asked: Any) -> int:
        plan = planned(records, demo_instance.place, read_request({"template": "location", "at": AT, **asked}))
        return sum(len(one.frames) for one in plan.laid())

    town = {"series": True, "scale": 500}
    whole = count(**town, most=10_000)
    assert whole > 500
    with pytest.raises(WrongUseError, match=rf"most: this order makes {whole:,} sheets, and 500 are allowed"):
        count(**town)
    assert count(**town, most=whole) == whole
    (parcels,) = records.execute("SELECT count(*) FROM parcels_as_of(%s, now())", [AT]).fetchone()  # type: ignore[misc]
    with pytest.raises(WrongUseError, match=f"makes {parcels:,} sheets, and 10 are allowed"):
        count(each_feature="parcels", most=10)
    with pytest.raises(WrongUseError, match="makes 5 sheets, and 4 are allowed"):
        count(project="ZB01", set=True, most=4)
    each = {"each_feature": "consolidation_projects", "scale": 500, "series": True}
    several = count(**each, most=10_000)
    with pytest.raises(WrongUseError, match=f"makes {several:,} sheets, and {several - 1:,} are allowed"):
        count(**each, most=several - 1)


def test_a_template_is_added_by_one_file(sheets: Callable[..., Made], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "PACKAGES", (*templates.PACKAGES, "tests.gis_core.cartography.templates"))
    made = sheets("parks", at=AT)
    assert "口袋公园" in text_of(made.files[0])
    assert list(templates.all_templates())[:5] == ["location", "ownership", "buildings", "land_use", "progress"]


@pytest.mark.parametrize("template", ["progress", "ownership", "buildings", "land_use"])
def test_no_label_of_a_sheet_overlaps_another_or_leaves_the_frame(scene: Callable[..., Scene], template: str) -> None:
    sheet = scene(template, project="ZB01")
    assert sheet.ground is not None
    frame = shapely.Polygon(sheet.ground.window)
    (labels,) = [layer for layer in sheet.layers if layer.name == "labels"]
    boxes = np.array([ink(item) for item in labels.items if isinstance(item, Text)])
    assert len(boxes) > 10
    numbered = [item for item in labels.items if isinstance(item, Text) and item.colour == numbers.INK]
    assert len(numbered) == sheet.counts["labels_numbered"] - sheet.counts["labels_unseen"]
    assert shapely.contains(frame, boxes).all()
    one, other = shapely.STRtree(boxes).query(boxes, predicate="intersects")
    assert (one == other).all()


def ink(item: Text) -> shapely.Polygon:
    """Return the ground that the ideographs of a text stand on."""
    wide = fonts.width(item.text, item.size, bold=item.bold)
    left, base = anchor_offset(item, wide)
    flat = shapely.box(left, base - 0.06 * item.size, left + wide, base + 0.8 * item.size)
    turned = affinity.rotate(flat, item.angle, origin=(0, 0))
    return affinity.translate(turned, item.x, item.y)


def test_the_sheet_of_a_run_ranks_its_sites(sheets: Callable[..., Made], records: Connection) -> None:
    (path,) = sheets("siting", run=a_run(records), at=AT).files
    text = text_of(path)
    assert "选中" in text
    assert "0.900" in text
