"""A sheet knows where it lies, and is true to scale."""

from __future__ import annotations

import io
import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from affine import Affine
from PIL import Image

from gis_core.cartography.engines import pdf, png
from gis_core.cartography.engines.pdf_content import POINT
from tests.gis_core.cartography.sample_scene import DATE, HEIGHT, SCALE, WIDTH, WINDOW, sample

TURNS = [0.0, 30.0, -117.0]
TENTH = 0.1 * SCALE  # of a millimetre on paper, in metres


@pytest.mark.parametrize("turn", TURNS)
def test_gdal_reads_the_position_back_within_a_tenth_of_a_millimetre(turn: float, tmp_path: Path) -> None:
    scene = sample(turn=turn)
    path = tmp_path / "sheet.pdf"
    path.write_bytes(pdf.draw([scene], date=DATE))
    answer = subprocess.run(["gdalinfo", "-json", path], capture_output=True, text=True, check=True)
    assert answer.stderr == ""
    read = json.loads(answer.stdout)
    assert "CGCS2000 / 3-degree Gauss-Kruger CM 114E" in read["coordinateSystem"]["wkt"]
    columns, rows = read["size"]
    to_ground = Affine.from_gdal(*read["geoTransform"])
    a, b, c, d, e, f = scene.ground.to_ground if scene.ground else (0,) * 6
    x0, y0, x1, y1 = WINDOW
    for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1), ((x0 + x1) / 2, (y0 + y1) / 2)):
        east, north = to_ground * (x / WIDTH * columns, (HEIGHT - y) / HEIGHT * rows)
        assert np.hypot(east - (a * x + b * y + c), north - (d * x + e * y + f)) < TENTH


@pytest.mark.parametrize("turn", TURNS)
def test_a_picture_s_world_file_tells_the_same_place(turn: float, tmp_path: Path) -> None:
    scene = sample(turn=turn)
    drawn = png.draw(scene, dpi=60)
    assert drawn.world
    assert drawn.projection
    for name, data in (("s.png", drawn.png), ("s.pgw", drawn.world.encode()), ("s.prj", drawn.projection.encode())):
        (tmp_path / name).write_bytes(data)
    answer = subprocess.run(["gdalinfo", "-json", tmp_path / "s.png"], capture_output=True, text=True, check=True)
    to_ground = Affine.from_gdal(*json.loads(answer.stdout)["geoTransform"])
    a, b, c, d, e, f = scene.ground.to_ground if scene.ground else (0,) * 6
    for x, y in ((20.0, 30.0), (170.0, 130.0)):
        east, north = to_ground * (x / 25.4 * 60, (HEIGHT - y) / 25.4 * 60)
        assert np.hypot(east - (a * x + b * y + c), north - (d * x + e * y + f)) < TENTH / 100


@pytest.mark.parametrize("dpi", [97.0, 150.0])
def test_a_pixel_lies_where_the_world_file_says(dpi: float) -> None:
    scene = sample(turn=30)
    drawn = png.draw(scene, dpi=dpi)
    with Image.open(io.BytesIO(drawn.png)) as opened:
        red, green, blue = np.asarray(opened, float).transpose(2, 0, 1)
    weight = np.clip((red - (green + blue) / 2) / 255, 0, 1)
    weight[: round((HEIGHT - 25) / 25.4 * dpi)] = 0  # the bar, and nothing of the map
    rows, columns = np.indices(weight.shape)
    column, row = (columns * weight).sum() / weight.sum(), (rows * weight).sum() / weight.sum()
    assert scene.ground
    assert drawn.world
    x_step, y_turn, x_turn, y_step, east, north = (float(line) for line in drawn.world.split())
    a, b, c, d, e, f = scene.ground.to_ground
    found = (x_step * column + x_turn * row + east, y_turn * column + y_step * row + north)
    assert found == pytest.approx((a * 90 + b * 18 + c, d * 90 + e * 18 + f), abs=TENTH / 5)


def test_a_bar_of_100_mm_measures_100_mm_in_the_file() -> None:
    with pikepdf.open(io.BytesIO(pdf.draw([sample()], date=DATE))) as opened:
        content = opened.pages[0].Contents.read_bytes().decode("ascii")
        page = [float(side) for side in opened.pages[0].MediaBox]
    bar = re.search(r"1 0 0 RG .*\n(\S+) (\S+) m\n(\S+) (\S+) l\nS", content)
    assert bar
    x0, y0, x1, y1 = (float(value) / POINT for value in bar.groups())
    assert x1 - x0 == pytest.approx(100, abs=1e-4)
    assert (x0, y0, y1) == pytest.approx((40, 18, 18), abs=1e-4)
    assert page[2:] == pytest.approx([WIDTH * POINT, HEIGHT * POINT], abs=1e-4)


def test_a_bar_of_100_mm_measures_100_mm_in_the_picture() -> None:
    row = round((HEIGHT - 18) / 25.4 * 600)
    with Image.open(io.BytesIO(png.draw(sample(), dpi=600).png)) as opened:
        red, green, blue = np.asarray(opened.crop((0, row, opened.width, row + 1)), float)[0].T
    shade = np.clip((red - (green + blue) / 2) / 255, 0, 1)
    assert shade.sum() / 600 * 25.4 == pytest.approx(100, abs=0.02)
    begins = np.flatnonzero(shade > 0.5)[0] / 600 * 25.4
    assert begins == pytest.approx(40, abs=0.05)


def test_viewers_measure_the_paper_right() -> None:
    page = pdfium.PdfDocument(pdf.draw([sample()], date=DATE))[0]
    assert page.get_width() / POINT == pytest.approx(WIDTH, abs=0.001)
    assert page.get_height() / POINT == pytest.approx(HEIGHT, abs=0.001)
