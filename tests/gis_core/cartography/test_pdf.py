"""The PDF engine: opened by other programs than the one that wrote it."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest

from gis_core.cartography import fonts
from gis_core.cartography.engines import pdf
from gis_core.cartography.engines.pdf_content import POINT
from gis_core.cartography.scene import Link, Picture, SceneLayer, Text
from gis_core.cartography.trimming import missing_characters
from gis_core.errors import WrongUseError
from layers.base import Label
from tests.gis_core.cartography.sample_scene import CODE, DATE, HEIGHT, WIDTH, sample

NASTY = "括号()\\<>&'\"\u202e反向\u0000控制\ud800\U00020000\U000e0100𰻞ﷺ"


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sheet") / "图纸.pdf"
    path.write_bytes(pdf.draw([sample()], date=DATE))
    return path


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True)


def texts(path: Path) -> dict[str, str]:
    """Return what three programs read in a file, of each its own way."""
    document = pdfium.PdfDocument(path)
    read = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return {
        "poppler": run("pdftotext", path, "-").stdout,
        "PDFium": read,
        "MuPDF": run("mutool", "draw", "-F", "text", path).stdout,
    }


def test_three_viewers_open_a_sheet_without_a_complaint(sheet: Path, tmp_path: Path) -> None:
    said = [
        run("pdfinfo", sheet),
        run("pdftotext", sheet, "-"),
        run("pdftoppm", "-r", "30", "-png", sheet, tmp_path / "p"),
    ]
    assert [one.stderr for one in said] == ["", "", ""]
    drawn = run("mutool", "draw", "-r", "30", "-o", tmp_path / "m.png", sheet)
    assert [line for line in drawn.stderr.splitlines() if "warning" in line and "ICC" not in line] == []
    with pikepdf.open(sheet) as opened:
        assert opened.check_pdf_syntax() == []
    assert len(pdfium.PdfDocument(sheet)) == 1


def test_each_viewer_finds_chinese_and_a_code_once_though_it_has_a_halo(sheet: Path) -> None:
    for program, read in texts(sheet).items():
        assert (program, read.count("国土"), read.count(CODE)) == (program, 1, 1)


def test_what_lies_outside_the_map_is_not_in_the_file(sheet: Path) -> None:
    assert all("保密" not in read for read in texts(sheet).values())
    with pikepdf.open(sheet) as opened:
        content = opened.pages[0].Contents.read_bytes().decode("ascii")
    farthest = max(float(x) for x in re.findall(r"(\S+) \S+ [ml]\b", content))
    assert farthest < WIDTH * POINT


def test_layers_are_switched_by_their_chinese_names_and_furniture_is_not(sheet: Path) -> None:
    with pikepdf.open(sheet) as opened:
        layers = opened.Root.OCProperties
        names = [str(group.Name) for group in layers.D.Order]
        assert names == ["注记", "道路", "影像", "规划分期", "地类图斑"]
        assert [str(group.Name) for group in layers.D.OFF] == ["影像"]
        assert len(layers.D.ON) == 4
        assert set(opened.pages[0].Resources.Properties.keys()) == {"/L0", "/L1", "/L2", "/L3", "/L4"}


def test_gdal_lists_the_layers_by_name(sheet: Path) -> None:
    said = run("gdalinfo", "-mdd", "LAYERS", sheet).stdout
    for name in ("注记", "道路", "影像", "规划分期", "地类图斑"):
        assert re.search(rf"LAYER_\d+_NAME={name}$", said, re.MULTILINE)
    assert "图廓整饰" not in said


def test_a_hidden_layer_is_not_drawn_until_it_is_switched_on() -> None:
    scene = sample()
    shown = replace(scene, layers=tuple(replace(layer, visible=True) for layer in scene.layers))
    pages = [pdfium.PdfDocument(pdf.draw([one], date=DATE))[0].render(scale=1).to_numpy() for one in (scene, shown)]
    changed = np.argwhere((pages[0] != pages[1]).any(axis=2))
    assert len(changed) > 500
    (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
    assert 90 * POINT < left < right < 140 * POINT
    assert HEIGHT - 75 < top / POINT < bottom / POINT < HEIGHT - 35


def test_the_same_scene_and_date_give_the_same_bytes_and_another_date_others() -> None:
    first, again = (pdf.draw([sample(), sample(turn=20)], date=DATE) for _ in range(2))
    assert first == again
    assert first != pdf.draw([sample(), sample(turn=20)], date=DATE.replace(year=2025))


def test_the_bytes_don_t_depend_on_the_process() -> None:
    code = (
        "import hashlib, sys; from gis_core.cartography.engines import pdf; "
        "from tests.gis_core.cartography.sample_scene import DATE, sample; "
        "sys.stdout.write(hashlib.sha256(pdf.draw([sample()], date=DATE)).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path), "LANG": "C"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
    assert len(found.pop()) == 64


def test_a_photograph_is_stored_as_jpeg_and_a_drawing_without_loss() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (400, 400, 3), dtype=np.uint8)
    flat = np.full((400, 400, 3), (10, 200, 30), dtype=np.uint8)
    pictures = SceneLayer(
        "p",
        Label("影", "P"),
        (Picture(noise, (0, 0, 50, 50)), Picture(flat, (50, 0, 60, 10)), Picture(flat, (70, 0, 80, 10))),
    )
    written = pdf.draw([sample(extra=(pictures,))], date=DATE)
    with pikepdf.open(io.BytesIO(written)) as opened:
        images = [one for one in opened.pages[0].Resources.XObject.values() if one.Subtype == "/Image"]
        kinds = sorted(str(one.get("/Filter")) for one in images)
    assert kinds == ["/DCTDecode", "/FlateDecode", "/FlateDecode"]  # two drawings are the sample's own and one, shared
    drawn = pdfium.PdfDocument(written)[0].render(scale=1).to_numpy()
    assert drawn[round((HEIGHT - 5) * POINT), round(55 * POINT)].tolist() == [30, 200, 10]
    assert drawn[round((HEIGHT - 5) * POINT), round(75 * POINT)].tolist() == [30, 200, 10]


def test_source_date_epoch_is_the_date_where_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert pdf.moment().isoformat() == "2023-11-14T22:13:20+00:00"
    for wrong in ("yesterday", "-1", "²", "9" * 12, "9" * 5000):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", wrong)
        with pytest.raises(WrongUseError, match="SOURCE_DATE_EPOCH"):
            pdf.moment()


def test_the_file_says_what_it_is(sheet: Path) -> None:
    said = run("pdfinfo", "-isodates", sheet).stdout
    for line in ("Title:           国土空间规划宗地图", "Author:          测绘组", "Keywords:        国土;宗地"):
        assert line in said
    assert "2026-11-28T08:00:00+08" in said
    with pikepdf.open(sheet) as opened, opened.open_metadata() as metadata:
        assert metadata["dc:title"] == "国土空间规划宗地图"
        assert metadata["xmp:CreateDate"] == "2026-11-28T08:00:00+08:00"


def test_nasty_text_is_drawn_and_found_and_a_character_without_a_font_is_a_square(tmp_path: Path) -> None:
    odd = SceneLayer("odd", Label("怪字", "Odd"), (Text(30, 20, NASTY, 4.0, halo=0.3),))
    scene = sample(extra=(odd,), title="标题()\\<>\U00020000")
    path = tmp_path / "odd.pdf"
    path.write_bytes(pdf.draw([scene], date=DATE))
    assert "\U00020000" in missing_characters(scene)
    assert run("pdftotext", path, "-").stderr == ""
    for read in texts(path).values():
        assert "括号()\\<>&'\"反向控制" in read.replace("\u202e", "")
        assert "\U00020000" in read
        assert "𰻞" in read


def test_what_our_font_lacks_is_drawn_by_the_face_most_like_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib as mpl

    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    found = sorted(folder.glob("DejaVu*.ttf"))
    assert len(found) > 8  # serif, mono, oblique cuts among them
    monkeypatch.setattr(fonts, "_installed", lambda: tuple((str(path), 0, ((0x100, 0x17F),)) for path in found))
    fonts.elsewhere.cache_clear()
    regular, bold = fonts.elsewhere("č"), fonts.elsewhere("č", bold=True)
    fonts.elsewhere.cache_clear()
    assert regular is not None
    assert bold is not None
    assert (regular.path.name, bold.path.name) == ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
    assert (regular.bold, bold.bold) == (False, True)


@pytest.mark.usefixtures("dejavu")
def test_a_fall_back_font_is_embedded_and_found(tmp_path: Path) -> None:
    scene = sample(extra=(SceneLayer("other", Label("别", "Other"), (Text(30, 20, "另:ش:体", 8.0),)),))
    path = tmp_path / "other.pdf"
    path.write_bytes(pdf.draw([scene], date=DATE))
    assert missing_characters(scene) == set()
    listed = run("pdffonts", path).stdout
    assert re.search(r"\+DejaVuSans +CID TrueType +Identity-H +yes yes yes", listed)
    assert all("ش" in read for read in texts(path).values())


def test_turned_and_opaque_things_are_drawn_alike_by_poppler_and_pdfium(sheet: Path, tmp_path: Path) -> None:
    run("pdftoppm", "-r", "100", "-png", sheet, tmp_path / "p")
    from PIL import Image

    (drawn,) = tmp_path.glob("p*.png")
    theirs = np.asarray(Image.open(drawn).convert("L").resize((400, 282), Image.Resampling.BOX), float)
    page = pdfium.PdfDocument(sheet)[0].render(scale=100 / 72).to_pil().convert("L")
    ours = np.asarray(page.resize((400, 282), Image.Resampling.BOX), float)
    assert np.abs(theirs - ours).mean() < 2.0
    assert ours.std() > 20


def test_pages_have_bookmarks_and_links(tmp_path: Path) -> None:
    first = replace(sample(title="第一幅"), links=(Link((10, 10, 50, 20), 1),))
    written = pdf.draw([first, sample(title="第二幅")], date=DATE)
    document = pdfium.PdfDocument(written)
    assert [mark.get_title() for mark in document.get_toc()] == ["第一幅", "第二幅"]
    path = tmp_path / "two.pdf"
    path.write_bytes(written)
    with pikepdf.open(path) as opened:
        (link,) = opened.pages[0].Annots
        assert link.Dest[0].objgen == opened.pages[1].objgen
        assert len(opened.Root.OCProperties.OCGs) == 5  # pages share their layers


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(WrongUseError, match="no sheet"):
        pdf.draw([], date=DATE)
    with pytest.raises(WrongUseError, match="time zone"):
        pdf.draw([sample()], date=DATE.replace(tzinfo=None))
    with pytest.raises(WrongUseError, match="9000"):
        pdf.draw([replace(sample(), width=9000)], date=DATE)
    odd = SceneLayer("odd", Label("怪", "Odd"), (Picture(np.zeros((3, 3)), (0, 0, 1, 1)),))
    with pytest.raises(WrongUseError, match="rows × columns"):
        pdf.draw([sample(extra=(odd,))], date=DATE)
