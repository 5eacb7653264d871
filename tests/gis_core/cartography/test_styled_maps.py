"""Mapfiles are made of our own words and numbers, whatever the office calls its codes; scales are a web map's."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from gis_core.cartography.code_lists import as_edited
from gis_core.cartography.maps import renderer
from gis_core.cartography.maps.mapfile import legend_mapfile, mapfile, pixels
from gis_core.cartography.maps.picture import Ground, denominator
from gis_core.instance import Instance
from layers.base import Code, Label, Layer
from layers.registry import all_layers

GROUND = Ground((490_000.0, 2_519_000.0, 490_800.0, 2_519_600.0), 4547, 800, 600, 22.77)


def test_a_code_that_the_office_names_cant_end_a_string_of_the_mapfile() -> None:
    hostile = Code('x"; END', Label('名" END DATA "/etc/passwd', "[code] 'n'\n"), '"; END', "")
    layer = as_edited(all_layers()["consolidation_parcels"], {"stages": (hostile,)})
    for text in (
        legend_mapfile(layer, fonts=Path("fonts.list"), latitude=22.77),
        mapfile(
            [(layer, Path("a.fgb"))],
            GROUND,
            fonts=None,
            image_type="png",
            transparent=True,
            background="#ffffff",
        ),
    ):
        for line in text.splitlines():
            assert line.count('"') in (0, 2, 4), line
        assert 'DATA "/etc' not in text


def test_a_pixel_of_a_metre_is_about_zoom_16_of_the_web_map() -> None:
    assert GROUND.metres_a_pixel == pytest.approx(1.0)
    assert GROUND.zoom == pytest.approx(16.14, abs=0.01)
    assert denominator(GROUND.zoom, 22.77) == pytest.approx(1 / 0.00028)
    assert pixels(2.0, 16) == 2.0
    assert pixels(2.0, 8) == pytest.approx(0.8)
    degrees = Ground((113.9, 22.77, 113.9 + 0.0078, 22.77 + 0.0054), 4326, 800, 600, 22.77)
    assert degrees.metres_a_pixel == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("layer", [one for one in all_layers().values() if one.style], ids=lambda one: one.name)
def test_every_drawn_layer_has_a_mapfile(layer) -> None:  # type: ignore[no-untyped-def]
    text = mapfile(
        [(layer, Path("a.fgb"))],
        GROUND,
        fonts=Path("fonts.list"),
        image_type="jpeg",
        transparent=False,
        background="#f4f2ec",
    )
    listed = layer.field_named(layer.style.by).codes if layer.style.by else None
    assert text.count("CLASS\n") >= 1 + (len(listed.codes) if listed else 0)


def test_labels_are_still_written_when_an_instance_has_moved(cluster: Instance, tmp_path: Path) -> None:
    here, there = tmp_path / "旧 home", tmp_path / "moved"
    for home in (here, there):
        home.mkdir(exist_ok=True)
        shutil.copy(cluster.place_file, home)
        (home / "files").mkdir(exist_ok=True)
        fonts = renderer.fontset(Instance(home))
        assert fonts is not None
        legend = renderer.draw_legend(legend_mapfile(all_layers()["parking"], fonts=fonts, latitude=22.77))
        assert len(legend) > 1000
        if home is here:
            here.rename(there)
    (there / "files" / "fonts" / "sans.otf").unlink()
    assert renderer.fontset(Instance(there)) is not None
    assert (there / "files" / "fonts" / "sans.otf").exists(), "laid there anew"


def test_a_label_is_written_in_another_font_where_the_chinese_one_lacks_its_letters(
    cluster: Instance, tmp_path: Path
) -> None:
    layer = all_layers()["pocket_parks"]

    def write(files: Sequence[tuple[Layer, Path]]) -> str:
        fonts = renderer.fontset(cluster)
        return mapfile(files, GROUND, fonts=fonts, image_type="png", transparent=False, background="#ffffff")

    def picture(name: str) -> bytes:
        in_pixels = box(100, 100, 700, 500)
        park = gpd.GeoDataFrame({"name": [name], "kind": ["pocket_park"]}, geometry=[in_pixels], crs=4547)
        park.to_file(tmp_path / "park.fgb", driver="FlatGeobuf")
        return renderer.draw([(layer, (tmp_path / "park.fgb").read_bytes())], write)

    assert picture("Park ?") != picture("Park"), "labels are drawn"
    assert picture("Park č") != picture("Park ?"), "a letter that no font has is a question mark"
    assert picture("Park č") != picture("Park c")
