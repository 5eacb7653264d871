"""Sheets in English: no word of ours in Chinese but the mark, nothing that finds no room, the same for a search."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import psycopg
import pytest
import shapely

from gis_core.cartography.engines import svg
from gis_core.cartography.scene import Scene, Text
from gis_core.cartography.sheets.export import Made
from gis_core.cartography.sheets.plan import planned
from gis_core.cartography.sheets.request import read_request
from gis_core.cartography.sheets.sheet import compose
from gis_core.cartography.sheets.template import all_templates
from gis_core.cartography.trimming import text_box
from gis_core.instance import Instance
from tests.gis_core.cartography.sample_run import a_run

Connection = psycopg.Connection[Any]
CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]+|[\u3000-\u303f\uff00-\uffef]")
AT = "2024-12-31"
ORDERS: dict[str, dict[str, Any]] = {
    "change": {"project": "ZB01", "since": "2023-12-31"},
    "siting": {},
    "overview": {},
    "parcel": {"each_feature": "parcels", "filter": "area_m2 > 5000 AND registered_area_m2 > 0"},
}


@pytest.fixture
def english(demo_instance: Instance, records: Connection) -> Callable[..., list[Scene]]:
    """A function that composes the first sheet of an order in English."""

    def ask(template: str, **asked: Any) -> list[Scene]:
        order = {"template": template, "at": AT, "language": "en", **ORDERS.get(template, {"project": "ZB04"}), **asked}
        order |= {"run": a_run(records)} if template == "siting" else {}
        plan = planned(records, demo_instance.place, read_request(order | {"most": 10_000}))
        return compose(plan.desk, next(plan.sheets(plan.laid())))

    return ask


@pytest.fixture
def names(records: Connection) -> list[str]:
    """What the records themselves call things and people."""
    layers = ("consolidation_projects", "communities", "roads", "water", "metro_lines", "transit_stations", "parcels")
    found = [row[0] for layer in layers for row in records.execute(f"SELECT DISTINCT name FROM {layer}")]
    found += [row[0] for row in records.execute("SELECT DISTINCT name FROM functional_zones")]
    found += [row[0] for row in records.execute("SELECT DISTINCT owner FROM obstacles")]
    return [*(name for name in found if name), "口袋公园选址"]


def texts(scenes: list[Scene]) -> list[Text]:
    return [item for scene in scenes for layer in scene.layers for item in layer.items if isinstance(item, Text)]


@pytest.mark.parametrize("template", sorted(all_templates()))
def test_chinese_stands_on_an_english_sheet_only_where_the_records_are_chinese_and_in_the_mark(
    english: Callable[..., list[Scene]], names: list[str], template: str
) -> None:
    scenes = english(template)
    said = texts(scenes)
    assert [text.text for text in said if "内部" in text.text] == ["内部 Internal"] * len(scenes)
    for text in said:
        for piece in CHINESE.findall(text.text.replace("内部 Internal", "")):
            assert any(piece in name for name in names), text.text
    for scene in scenes:
        assert not CHINESE.search(f"{scene.subject} {scene.author}")
        assert not any(CHINESE.search(layer.label.said(scene.language)) for layer in scene.layers)


@pytest.mark.parametrize("paper", [{}, {"paper": "A4"}, {"paper": "A4", "orientation": "portrait"}], ids=str)
@pytest.mark.parametrize("template", sorted(all_templates()))
def test_english_words_stand_on_the_paper_and_none_over_another(
    english: Callable[..., list[Scene]], template: str, paper: dict[str, Any]
) -> None:
    for scene in english(template, **paper):
        around = [layer for layer in scene.layers if layer.name in ("furniture", "panel", "ticks")]
        items = [item for layer in around for item in layer.items if isinstance(item, Text)]
        boxes = np.array([shapely.buffer(text_box(item), -0.15) for item in items])  # mm; of two lines, their air
        assert shapely.contains(shapely.box(0, 0, scene.width, scene.height), boxes).all()
        if scene.ground is not None:
            map_frame = shapely.Polygon(scene.ground.window)
            inside = [item.text for item, one in zip(items, boxes, strict=True) if map_frame.intersects(one)]
            assert inside == []
        one, other = shapely.STRtree(boxes).query(boxes, predicate="intersects")
        assert [(items[a].text, items[b].text) for a, b in zip(one, other, strict=True) if a < b] == []


def test_a_search_finds_the_english_title_and_the_document_says_its_language(
    sheets: Callable[..., Made], english: Callable[..., list[Scene]]
) -> None:
    (path,) = sheets("bottlenecks", project="ZB04", at=AT, language="en", classification="秘密★10年").files
    found = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    for words in ("Bottlenecks: ", "as of 2024-12-31", "Legend", "Reason, who sees to it", "秘密★10年 Secret"):
        assert words in found, words
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang) == "en"
        layers = [str(group.Name) for group in pdf.Root.OCProperties.OCGs]
        assert str(pdf.Root.OCProperties.D.Name) == "Layers"
    assert {"Roads", "Labels", "Coordinate grid"} <= set(layers)
    assert not any(CHINESE.search(name) for name in layers)
    drawn = svg.draw(english("bottlenecks")[0]).decode()
    assert 'xml:lang="en"' in drawn
    assert 'inkscape:label="Coordinate grid"' in drawn


def test_a_map_set_in_english_has_english_contents_and_ledger(sheets: Callable[..., Made], tmp_path: Path) -> None:
    (path,) = sheets("progress", project="ZB01", set=True, at=AT, language="en", out=tmp_path).files
    assert path.name.startswith("Map set ")
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        pages = len(pdf.pages)
    assert titles == [
        "Contents",
        "Location",
        "Ownership",
        "Buildings",
        "Planned land use",
        "Progress of consolidation",
        "Ledger of parcels",
    ]
    found = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    for page in range(1, pages + 1):
        assert f"Page {page} of {pages}" in found
    for words in ("Registered (m²)", "Industrial land", "for internal use"):
        assert words in found, words
    contents = subprocess.run(
        ["pdftotext", "-raw", "-l", "1", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "tester" in contents  # the contents bear the watermark too
