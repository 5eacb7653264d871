"""Where an export may go: any name that a file can have, and a clear refusal for what none can be."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyogrio
import pytest

from gis_core import db
from gis_core.errors import WrongUseError
from gis_core.exchange.outlet import writable
from gis_core.exchange.write import write_layer
from gis_core.exchange.writers import all_writers
from gis_core.instance import Instance
from layers.registry import all_layers

PARCELS = all_layers()["parcels"]
ODD = [
    "a'b\"c;.gpkg",
    "😀 地块.gpkg",
    "\u202eabc\u200f.gpkg",
    "two\nlines.gpkg",
    "%s?*#.gpkg",
    "-x.gpkg",
    " .gpkg",
    ".gpkg",
]


@pytest.fixture(scope="module")
def filled(fresh_instance: Callable[..., Instance]) -> Instance:
    """An instance with one parcel."""
    instance = fresh_instance("outlet")
    with db.connect(instance) as connection:
        connection.execute(
            "INSERT INTO parcels (code, geom)"
            " VALUES ('A', st_multi(st_makeenvelope(488000, 2519000, 488010, 2519010, 4547)))"
        )
    return instance


def export(instance: Instance, out: Path) -> Any:
    """Export the parcels in the format that the name ends in."""
    format_name = {".shp": "shp", ".gdb": "gdb"}.get(out.suffix, "gpkg")
    return write_layer(instance, PARCELS, out=out, format_name=format_name)


@pytest.mark.parametrize("name", ODD)
def test_a_file_may_have_any_name_that_the_system_allows(filled: Instance, tmp_path: Path, name: str) -> None:
    assert export(filled, tmp_path / name).path == tmp_path / name
    assert [path.name for path in tmp_path.iterdir()] == [name]
    (tmp_path / name).rename(tmp_path / "plain.gpkg")
    assert pyogrio.read_info(tmp_path / "plain.gpkg", layer="parcels")["features"] == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a\0b.gpkg", "name of a file"),
        ("土" * 90 + ".gpkg", "at most 242 bytes"),
        ("a/" * 3000 + "b.gpkg", "File name too long"),
        ("there.gpkg", "is a folder"),
        ("there.shp", "is a folder"),
        ("papers.gdb", "is a folder"),
        ("link.gdb", "is a folder"),
        ("..", "is a folder"),
        ("loop/a.gpkg", "no folder"),
        ("../../../../../../../etc/nothing/a.gpkg", "no folder"),
        ("two\nlines/a.gpkg", "other programs"),
        (b"\xff/a.gpkg", "other programs"),
    ],
)
def test_what_can_be_no_file_is_refused_in_one_sentence(
    filled: Instance, tmp_path: Path, name: str | bytes, told: str
) -> None:
    for folder in ("there.gpkg", "there.shp", "papers.gdb", "two\nlines", os.fsdecode(b"\xff")):
        (tmp_path / folder).mkdir()
    (tmp_path / "papers.gdb" / "letter.txt").write_text("dear all")
    (tmp_path / "link.gdb").symlink_to(tmp_path / "papers.gdb")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(WrongUseError, match=told) as refused:
        export(filled, tmp_path / os.fsdecode(name))
    assert str(refused.value).isprintable()
    assert sorted(tmp_path.rglob("*")) == before


def test_a_link_is_replaced_and_what_it_leads_to_stays(filled: Instance, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.gpkg").write_bytes(b"what was there")
    (tmp_path / "a.gpkg").symlink_to(tmp_path / "elsewhere.gpkg")
    export(filled, tmp_path / "a.gpkg")
    assert not (tmp_path / "a.gpkg").is_symlink()
    assert (tmp_path / "elsewhere.gpkg").read_bytes() == b"what was there"


def test_a_file_of_another_format_is_replaced_and_an_old_geodatabase_too(filled: Instance, tmp_path: Path) -> None:
    (tmp_path / "a.gdb").write_text("no geodatabase")
    for _ in range(2):
        export(filled, tmp_path / "a.gdb")
        assert pyogrio.read_info(tmp_path / "a.gdb")["features"] == 1
    (tmp_path / "a.gpkg").write_text('{"type": "FeatureCollection"}')
    export(filled, tmp_path / "a.gpkg")
    assert {path.name for path in tmp_path.iterdir()} == {"a.gdb", "a.gdb.losses.txt", "a.gpkg"}


def test_a_shapefile_that_would_lie_on_a_folder_is_refused_before_any_of_it_is_moved(
    filled: Instance, tmp_path: Path
) -> None:
    (tmp_path / "a.dbf").mkdir()
    with pytest.raises(WrongUseError, match=r"a\.dbf"):
        export(filled, tmp_path / "a.shp")
    assert [path.name for path in tmp_path.iterdir()] == ["a.dbf"]


def test_a_geopackage_that_another_program_holds_open_does_not_mix_with_the_one_that_replaces_it(
    filled: Instance, tmp_path: Path
) -> None:
    out = export(filled, tmp_path / "a.gpkg").path
    with closing(sqlite3.connect(out)) as held:  # as QGIS does
        held.execute("PRAGMA journal_mode=WAL")
        held.execute("CREATE TABLE copied AS SELECT * FROM parcels")
        held.commit()
        assert (tmp_path / "a.gpkg-wal").stat().st_size > 0
        export(filled, out)
        assert [path.name for path in tmp_path.iterdir()] == ["a.gpkg"]
        with closing(sqlite3.connect(out)) as file:
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert file.execute("SELECT count(*) FROM sqlite_master WHERE name = 'copied'").fetchone() == (0,)


def test_an_index_of_the_shapefile_that_stood_there_hides_no_feature(filled: Instance, tmp_path: Path) -> None:
    out = export(filled, tmp_path / "a.shp").path
    elsewhere = pyogrio.read_dataframe(out)
    elsewhere.geometry = elsewhere.translate(50_000)
    (tmp_path / "other").mkdir()
    pyogrio.write_dataframe(elsewhere, tmp_path / "other" / "a.shp", SPATIAL_INDEX="YES")
    (tmp_path / "a.qix").write_bytes((tmp_path / "other" / "a.qix").read_bytes())
    (tmp_path / "a.sbn").symlink_to(tmp_path / "nowhere")
    export(filled, out)
    assert len(pyogrio.read_dataframe(out, bbox=(488_000, 2_519_000, 488_010, 2_519_010))) == 1
    assert not {"a.qix", "a.sbn"} & {path.name for path in tmp_path.iterdir()}


def test_where_one_may_not_write_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests may run as root, who may write anywhere: the system's answer is given by hand."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(WrongUseError, match="no right to write"):
        writable(tmp_path / "a.gpkg", all_writers()["gpkg"])


def test_the_command_takes_names_that_are_no_text(filled: Instance, tmp_path: Path, matian: Callable[..., Any]) -> None:
    out = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.gpkg")
    ran = matian(filled, "export", "data", "--layer", "parcels", "--out", out)
    assert ran.code == 0, ran.err
    assert Path(out).is_file()
    with db.connect(filled) as connection:
        row = connection.execute("SELECT detail ->> 'out' FROM export_log WHERE event = 'finished'").fetchone()
    assert row == (f"{tmp_path}/\ufffd.gpkg",)
