"""The report is one file that asks nobody for anything, and shows what a file says as text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import shapely

from gis_core.exchange.intake import Options, take_in
from gis_core.exchange.report import write_report
from gis_core.exchange.result import Result
from gis_core.instance import Instance
from layers.registry import all_layers
from tests.gis_core.exchange.tiling import codes_for, delivery_of, tiling

NASTY = "<script>alert('x')</script><img src=http://elsewhere.example/x.png>"


class Tags(HTMLParser):
    """The tags of a page, and the addresses in it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action", "data")]


@pytest.fixture(scope="module")
def result(fresh_instance: Callable[..., Instance]) -> Result:
    shapes = list(tiling(6, 6))
    shapes[7] = shapely.Polygon(shapely.get_coordinates(shapes[7])[[0, 2, 1, 3, 0]])
    shapes[20] = shapely.buffer(shapes[20], 2, join_style="mitre")
    shapes.append(None)
    codes = [*codes_for(36), NASTY]
    delivery = delivery_of(shapes, codes)
    return take_in(delivery, all_layers()["parcels"], fresh_instance("report"), Options(dry_run=True))


def written(result: Result, folder: Path) -> tuple[str, Tags]:
    path = folder / "report.html"
    write_report(path, result, place="马田街道", now=dt.datetime(2025, 6, 30, 9, 30))  # noqa: DTZ001
    text = path.read_text("utf-8")
    tags = Tags()
    tags.feed(text)
    return text, tags


def test_it_needs_no_script_and_no_other_host(result: Result, tmp_path: Path) -> None:
    text, tags = written(result, tmp_path)
    assert "script" not in tags.tags and "img" not in tags.tags and "link" not in tags.tags
    assert tags.addresses == [] and "url(" not in text
    assert "svg" in tags.tags and "table" in tags.tags


def test_what_the_file_says_is_text(result: Result, tmp_path: Path) -> None:
    text, _ = written(result, tmp_path)
    assert NASTY not in text and "&lt;script&gt;" in text


def test_every_finding_stands_in_it_and_on_the_sketch(result: Result, tmp_path: Path) -> None:
    text, tags = written(result, tmp_path)
    assert len(result.findings) > 5
    for finding in result.findings:
        assert finding.message.en.split(":")[0] in text
    assert tags.tags.count("circle") == sum(finding.place is not None for finding in result.findings)


@pytest.mark.parametrize("count", ["read", "loaded", "refused"])
def test_the_counts_stand_at_its_head(result: Result, tmp_path: Path, count: str) -> None:
    text, _ = written(result, tmp_path)
    number: Any = getattr(result, count)
    assert re.search(rf"{count}</span><b>{number}</b>", text)
