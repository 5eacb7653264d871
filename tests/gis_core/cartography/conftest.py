"""Sheets of the demo district at one moment, in a transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gis_core import db
from gis_core.cartography import fonts
from gis_core.cartography.sheets.export import Made, make
from gis_core.cartography.sheets.request import read_request
from gis_core.instance import Instance


@pytest.fixture
def records(demo_instance: Instance) -> Iterator[psycopg.Connection[Any]]:
    """A transaction on the demo that is rolled back."""
    with db.connect(demo_instance, who="tester", acting_as="administrator") as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def sheets(
    demo_instance: Instance, records: psycopg.Connection[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Made]:
    """A function that makes sheets into a folder of the test."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")

    def ask(template: str, *, who: str = "tester", out: Path = tmp_path / "out", **asked: Any) -> Made:
        return make(demo_instance, records, read_request({"template": template, **asked}), out, who=who)

    return ask


@pytest.fixture
def dejavu(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Arabic comes from DejaVu Sans, whatever the machine has."""
    import matplotlib as mpl

    found = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    monkeypatch.setattr(fonts, "_installed", lambda: ((str(found), 0, ((0x600, 0x6FF),)),))
    for kept in (fonts.elsewhere, fonts.runs):
        kept.cache_clear()
    yield
    for kept in (fonts.elsewhere, fonts.runs):
        kept.cache_clear()
