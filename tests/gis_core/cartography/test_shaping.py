"""Letters that depend on their neighbours, and lines that run from right to left, in every engine and to a search."""

from __future__ import annotations

import io
import re
import subprocess
from base64 import b64decode
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from gis_core.cartography import fonts, shaping
from gis_core.cartography.engines import pdf, svg
from gis_core.cartography.scene import SceneLayer, Text
from layers.base import Label
from tests.gis_core.cartography.sample_scene import DATE, sample

PROJECT = "مشروع النهضة"
pytestmark = pytest.mark.usefixtures("dejavu")


def page(*items: Text) -> SceneLayer:
    return SceneLayer("other", Label("别", "Other"), items)


def test_a_line_is_a_sheets_and_names_in_it_run_their_own_way() -> None:
    assert [run.text for run in fonts.runs(f"甲{PROJECT}乙")] == ["甲", "النهضة", " ", "مشروع", "乙"]
    assert [run.text for run in fonts.runs("قطعة 12 رقم")] == ["رقم", " ", "12", " ", "قطعة"], "numbers run rightwards"
    assert "".join(run.text for run in fonts.runs("قطعة (12)")) == "(12) قطعة", "brackets are turned"
    assert shaping.levels("ab قطعة 12") == [0, 0, 0, 1, 1, 1, 1, 1, 2, 2]
    assert shaping.seen([0, 1, 2, 1, 0]) == [0, 3, 2, 1, 4]


@given(st.lists(st.integers(0, 4), max_size=12))
def test_every_piece_is_seen_once_and_a_line_of_one_direction_stays(levels: list[int]) -> None:
    assert sorted(shaping.seen(levels)) == list(range(len(levels)))
    assert shaping.seen([0] * len(levels)) == list(range(len(levels)))
    assert shaping.seen([1] * len(levels)) == list(reversed(range(len(levels))))


def test_arabic_letters_are_joined() -> None:
    (run,) = fonts.runs("مشروع")
    alone = [fonts.runs(one)[0] for one in reversed("مشروع")]
    assert len(run.glyphs) == len(alone)
    assert sum(a != b.glyphs[0] for a, b in zip(run.glyphs, alone, strict=True)) >= 3, "in other forms than alone"
    assert list(run.says) == list(reversed("مشروع"))
    assert run.advance < sum(one.advance for one in alone)


def test_a_ligature_says_all_its_letters_and_a_mark_stands_on_its_letter() -> None:
    (run,) = fonts.runs("لا")
    assert run.says == ("لا",)
    (run,) = fonts.runs("مَ")
    assert "".join(reversed(run.says)) == "مَ"
    assert run.shaped is not None
    mark = run.says.index("\u064e")
    assert run.advances[mark] == 0
    assert run.shaped.offsets[mark] != (0, 0)


def test_a_joiner_is_heeded_and_never_drawn() -> None:
    (together,), (apart,) = fonts.runs("بب"), fonts.runs("ب\u200cب")
    assert len(together.glyphs) == len(apart.glyphs) == 2
    assert together.glyphs != apart.glyphs
    assert fonts.drawn("b\u200dc") == "bc", "where nothing is joined"


def test_chinese_and_latin_are_set_as_ever() -> None:
    for text in ("马田街道 12-3 Ñandú č", "𰻞", "GM-2024"):
        assert not shaping.needed(text)
        assert all(run.shaped is None for run in fonts.runs(text))


def test_readers_find_what_a_pdf_says(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf.draw([sample(extra=(page(Text(60, 60, PROJECT, 8.0, halo=1.0)),))], date=DATE))
    assert PROJECT in subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert PROJECT in pdfium.PdfDocument(path)[0].get_textpage().get_text_range()


def test_a_pdf_draws_each_glyph_where_harfbuzz_puts_it(tmp_path: Path) -> None:
    """Compared with the outlines, each moved to its place: a mark that was set beside its letter would be seen."""
    text, size = "مَشْرُوع", 30.0
    plain = sample()
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf.draw([sample(extra=(page(Text(100, 100, text, size)),))], date=DATE))
    bare = tmp_path / "b.pdf"
    bare.write_bytes(pdf.draw([plain], date=DATE))
    scale = 4.0
    drawn, without = (
        np.asarray(pdfium.PdfDocument(one)[0].render(scale=scale).to_pil().convert("L"), float) for one in (path, bare)
    )
    rows, columns = np.nonzero(np.abs(drawn - without) > 128)
    (run,) = fonts.runs(text)
    assert run.shaped is not None
    font = hb.Font(run.face.face)
    boxes, at = [], 0.0
    for glyph, advance, (right, up) in zip(run.glyphs, run.advances, run.shaped.offsets, strict=True):
        box = font.get_glyph_extents(glyph)
        upem = run.face.face.upem
        west, north = at + right + box.x_bearing / upem, up + box.y_bearing / upem
        boxes.append((west, north + box.height / upem, west + box.width / upem, north))
        at += advance
    west, south, _, _ = np.min(boxes, axis=0) * size
    _, _, east, north = np.max(boxes, axis=0) * size
    pixel = 25.4 / 72 / scale
    columns, rows = columns * pixel, plain.height - rows * pixel
    found = (columns.min(), rows.min(), columns.max(), rows.max())
    assert found == pytest.approx((100 + west, 100 + south, 100 + east, 100 + north), abs=0.3)


def test_an_svg_brings_the_rules_by_which_letters_are_joined() -> None:
    document = svg.draw(sample(extra=(page(Text(60, 60, PROJECT, 8.0)),))).decode()
    assert ">مشروع</tspan>" in document
    kept = [TTFont(io.BytesIO(b64decode(one))) for one in re.findall(r"font/otf;base64,([^)]+)\)", document)]
    features = [{one.FeatureTag for one in font["GSUB"].table.FeatureList.FeatureRecord} for font in kept]
    assert sorted(map(len, features))[:-1] == [0, 0], "Chinese goes without"
    assert max(features, key=len) >= {"init", "medi", "fina"}
