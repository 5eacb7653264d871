"""Map sets and watermarks."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from gis_core.cartography.book import Chapter, bind
from gis_core.cartography.engines import pdf
from gis_core.cartography.scene import Text
from gis_core.cartography.watermark import watermarked
from gis_core.errors import WrongUseError
from tests.gis_core.cartography.sample_scene import DATE, sample

WORD = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')


def pages(written: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(written)]


def test_a_set_has_contents_that_tell_and_lead_to_the_page_of_each_sheet(tmp_path: Path) -> None:
    ledger = tuple(sample(title=title) for title in ("台账", "台账", "台账附表"))
    many = [sample(title=f"图幅{at:02d}") for at in range(30)]
    bound = bind([*(Chapter(one.title, (one,)) for one in many), Chapter("台账", ledger)], title="马田图集", date=DATE)
    read = pages(bound.pdf)
    assert bound.pages == len(read)
    contents = len(read) - 33
    assert contents > 1
    assert "马田图集" in read[0]
    for at, text in enumerate(read):
        assert f"第 {at + 1} 页" in text
        assert f"共 {len(read)} 页" in text
    path = tmp_path / "set.pdf"
    path.write_bytes(bound.pdf)
    with pikepdf.open(path) as opened:
        assert opened.check_pdf_syntax() == []
        numbers = {page.objgen: at for at, page in enumerate(opened.pages)}
        leads = [
            numbers[link.Dest[0].objgen] for page in opened.pages[:contents] for link in page.obj.get("/Annots", [])
        ]
    assert leads == [*range(contents, contents + 31), contents + 32]
    for at in (0, 29):
        assert f"图幅{at:02d}" in read[contents + at]
    marks = [
        (mark.level, mark.get_title(), mark.get_dest().get_index()) for mark in pdfium.PdfDocument(bound.pdf).get_toc()
    ]
    assert marks[:2] == [(0, "目录", 0), (0, "图幅00", contents)]
    assert marks[-2:] == [(0, "台账", contents + 30), (1, "台账附表", contents + 32)]


@pytest.mark.parametrize("size", [(420.0, 297.0), (210.0, 297.0)])
def test_a_long_title_of_a_set_stays_on_the_paper_and_the_contents_bear_mark_and_notice(
    size: tuple[float, float], tmp_path: Path
) -> None:
    title = "马田街道合水口社区产业空间土地整备利益统筹项目二期（含新庄工业区及其周边零星国有未出让用地）提升工程图集"
    sheet = replace(sample(), width=size[0], height=size[1])
    notice = (Text(30, 12, "示意数据"),)
    path = tmp_path / "set.pdf"
    path.write_bytes(bind([sheet], title=title, subtitle="ZB01", mark="秘密★10年", notice=notice, date=DATE).pdf)
    asked = ["pdftotext", "-bbox", "-l", "1", path, "-"]
    words = WORD.findall(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    said = "".join(word[4] for word in words)
    assert title in said
    assert "秘密★10年" in said
    assert "示意数据" in said
    for x0, y0, x1, y1 in ([float(value) for value in word[:4]] for word in words):
        assert 0 < x0 < x1 < size[0] * 72 / 25.4
        assert 0 < y0 < y1 < size[1] * 72 / 25.4


def test_an_empty_set_is_refused() -> None:
    with pytest.raises(WrongUseError, match="no sheet"):
        bind([], title="空", date=DATE)


def test_a_watermark_says_who_and_when_on_the_whole_paper_and_cannot_be_switched_off(tmp_path: Path) -> None:
    when = dt.datetime(2026, 11, 28, 17, 5)  # noqa: DTZ001 (as it is written)
    plain = sample()
    marked = watermarked(plain, "张三（整备科）", when)
    assert replace(marked, layers=marked.layers[:-1]) == plain
    path = tmp_path / "marked.pdf"
    path.write_bytes(pdf.draw([marked], date=DATE))
    with pikepdf.open(path) as opened:
        assert "水印" not in [str(group.Name) for group in opened.Root.OCProperties.OCGs]
    read = subprocess.run(["mutool", "draw", "-F", "text", path], capture_output=True, text=True, check=True).stdout
    assert read.count("张三（整备科）　2026-11-28 17:05") + read.count("张三（整备科） 2026-11-28 17:05") >= 4
    before, after = (
        pdfium.PdfDocument(pdf.draw([one], date=DATE))[0].render(scale=0.5).to_numpy().astype(int)
        for one in (plain, marked)
    )
    changed = (before != after).any(axis=2)
    halves = [changed[:, : changed.shape[1] // 2], changed[:, changed.shape[1] // 2 :]]
    assert all(half[: len(half) // 2].any() and half[len(half) // 2 :].any() for half in halves)
    assert abs(before - after).max() < 60  # light enough to read through
