"""One scene gives PDF, SVG and PNG alike."""

from __future__ import annotations

import io
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from playwright.sync_api import sync_playwright

from gis_core.cartography.engines import png, svg
from gis_core.cartography.scene import SceneLayer, Text
from gis_core.errors import WrongUseError
from layers.base import Label
from tests.gis_core.cartography.sample_scene import CODE, HEIGHT, WIDTH, sample
from tests.web.conftest import CHROMIUM

SVG = "{http://www.w3.org/2000/svg}"
INKSCAPE = "{http://www.inkscape.org/namespaces/inkscape}"


def grey(image: Image.Image) -> npt.NDArray[np.float64]:
    """Return a picture's brightness in cells of about 1 mm."""
    return np.asarray(image.convert("L").resize((round(WIDTH), round(HEIGHT)), Image.Resampling.BOX), np.float64)


def in_a_browser(drawing: bytes) -> Image.Image:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 800, "height": 600}, device_scale_factor=2)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{drawing.decode().partition('?>')[2]}")
        page.evaluate("document.fonts.ready")
        picture = page.locator("svg").screenshot()
        browser.close()
    assert [url for url in asked if not url.startswith(("data:", "about:"))] == []
    return Image.open(io.BytesIO(picture))


def test_the_svg_looks_like_the_pdf_and_loads_nothing() -> None:
    scene = sample()
    picture = Image.open(io.BytesIO(png.draw(scene, dpi=192).png))
    from_pdf, from_svg = grey(picture), grey(in_a_browser(svg.draw(scene)).crop((0, 0, *picture.size)))
    assert np.abs(from_pdf - from_svg).mean() < 0.5
    assert np.quantile(np.abs(from_pdf - from_svg), 0.999) < 30
    assert from_pdf.std() > 20


def test_the_svg_is_in_millimetres_with_its_layers_and_text() -> None:
    root = ElementTree.fromstring(svg.draw(sample()))  # noqa: S314 (our own)
    assert (root.get("width"), root.get("height")) == ("210mm", "148mm")
    groups = root.findall(f"{SVG}g")
    assert [(one.get("id"), one.get(f"{INKSCAPE}label"), one.get("display")) for one in groups][:3] == [
        ("land_use", "地类图斑", None),
        ("phases", "规划分期", None),
        ("aerial", "影像", "none"),
    ]
    said = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert CODE in said
    assert "国土空间规划宗地图" in said
    assert not any("保密" in text for text in said)
    assert [title.text for title in groups[0].iter(f"{SVG}title")] == ["甲", "乙", "丙"]


def test_nasty_text_leaves_the_svg_well_formed() -> None:
    nasty = "<script>&\"'\u0000\u202e]]>\ud800\U00020000\uffff"
    odd = SceneLayer('odd"><b', Label('怪<&"', "Odd"), (Text(5, 5, nasty),))
    written = svg.draw(replace(sample(extra=(odd,), title=nasty), subject=nasty))
    root = ElementTree.fromstring(written)  # noqa: S314 (our own)
    assert any("<script>&\"'" in "".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    assert root.find(f".//{SVG}script") is None


def test_the_same_scene_gives_the_same_bytes() -> None:
    assert svg.draw(sample()) == svg.draw(sample())
    assert png.draw(sample(), dpi=50) == png.draw(sample(), dpi=50)


@pytest.mark.parametrize(("dpi", "size"), [(300, (2480, 1748)), (96, (794, 559))])
def test_a_picture_has_exactly_the_pixels_of_its_paper(dpi: float, size: tuple[int, int]) -> None:
    with Image.open(io.BytesIO(png.draw(sample(), dpi=dpi).png)) as opened:
        assert opened.size == size
        assert opened.info["dpi"] == pytest.approx((dpi, dpi), abs=0.02)
        assert opened.mode == "RGB"


def test_a_picture_in_strips_is_the_picture_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = np.asarray(Image.open(io.BytesIO(png.draw(sample(), dpi=100).png)), int)
    monkeypatch.setattr(png, "STRIP", 50_000)
    strips = np.asarray(Image.open(io.BytesIO(png.draw(sample(), dpi=100).png)), int)
    assert np.abs(whole - strips).max() <= 2  # PDFium rounds a turned picture by where it begins
    assert whole.std() > 20


def test_a_page_without_a_map_has_no_world_file_and_odd_resolutions_are_refused() -> None:
    assert png.draw(replace(sample(), ground=None), dpi=30).world is None
    for dpi in (0, 5, 5000, float("nan")):
        with pytest.raises(WrongUseError, match="inch"):
            png.draw(sample(), dpi=dpi)
