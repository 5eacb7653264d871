"""A wrong file gets one clear sentence, hurts nobody and leaves no trace."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import struct
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gis_core.errors import RefusedInputError
from gis_core.exchange import sandbox
from gis_core.exchange.sandbox import checksum, read_raw
from gis_core.settings import Settings
from tests.gis_core.exchange.deliveries import write_geojson, write_gpkg, write_shapefile, zipped

MIB = 1 << 20


@pytest.fixture(autouse=True)
def no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give each test a temporary folder of its own, and find it empty afterwards."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    yield
    assert list(scratch.iterdir()) == []


def refusal(path: Path, settings: Settings | None = None) -> str:
    """Read a file that must be refused; return the sentence."""
    with pytest.raises(RefusedInputError) as caught:
        read_raw(path, settings=settings)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    return sentence


def picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.shp", "w") as out:
        for _ in range(200):
            out.write(bytes(MIB))


def lying_zip(path: Path) -> None:
    """A zip whose entry promises a few bytes and unpacks to far more."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.geojson", "w") as out:
        for _ in range(100):
            out.write(bytes(MIB))
    octets = bytearray(path.read_bytes())
    central = octets.rfind(b"PK\x01\x02")
    octets[central + 24 : central + 28] = struct.pack("<I", 1000)
    path.write_bytes(octets)


def path_outside(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../outside.geojson", "{}")


def absolute_path(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("/etc/outside.geojson", "{}")


def link_inside(path: Path) -> None:
    entry = zipfile.ZipInfo("a.geojson")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "/etc/passwd")


def two_deliveries(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.geojson", "{}")
        archive.writestr("b.geojson", "{}")


def sparse_nothing(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2 << 30)


def entity_bomb(path: Path) -> None:
    path.write_text('<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><kml>&b;</kml>')


def spreadsheet_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as out:
            for _ in range(200):
                out.write(b" " * MIB)


def virtual(path: Path) -> None:
    path.write_text(
        "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>"
        "</OGRVRTDataSource>"
    )


def pipeline(path: Path) -> None:
    path.write_text('{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline read /etc/passwd"}')


def half_json(path: Path) -> None:
    path.write_text('{"type": "FeatureCollection", "features": [{"type": "Feature", "geo')


def no_layer(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE plain (a)")


WRONG: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "picture": ("a.png", picture, "none of the formats"),
    "picture called GeoPackage": ("a.gpkg", picture, "none of the formats"),
    "picture called CSV": ("a.csv", picture, "no text"),
    "picture called spreadsheet": ("a.xlsx", picture, "none of the formats"),
    "picture called DXF": ("a.dxf", picture, "none of the formats"),
    "empty file": ("a.geojson", Path.touch, "is empty"),  # type: ignore[dict-item]
    "zip bomb": ("a.zip", zip_bomb, "would unpack to far more"),
    "zip that lies about its size": ("a.zip", lying_zip, "unpack|damaged"),
    "path outside": ("a.zip", path_outside, "leads outside"),
    "absolute path": ("a.zip", absolute_path, "leads outside"),
    "link": ("a.zip", link_inside, "link"),
    "two deliveries": ("a.zip", two_deliveries, "several deliveries.*--source-layer"),
    "2 GB of nothing": ("a.gpkg", sparse_nothing, "none of the formats"),
    "2 GB of nothing as text": ("a.csv", sparse_nothing, "no text"),
    "entity bomb": ("a.kml", entity_bomb, "declares entities"),
    "spreadsheet bomb": ("a.xlsx", spreadsheet_bomb, "would unpack to far more"),
    "virtual format": ("a.vrt", virtual, "none of the formats"),
    "virtual format called KML": ("a.kml", virtual, "can't be read"),
    "GDAL pipeline": ("a.json", pipeline, "no GeoJSON"),
    "half a GeoJSON": ("a.geojson", half_json, "can't be read"),
    "database without layers": ("a.gpkg", no_layer, "can't be read|holds no"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_gets_one_sentence(kind: str, tmp_path: Path) -> None:
    name, make, said = WRONG[kind]
    path = tmp_path / name
    make(path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(RefusedInputError, match=said):
        read_raw(path)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("suffix", [".shx", ".dbf"])
def test_a_shapefile_without_its_parts_is_refused(suffix: str, tmp_path: Path) -> None:
    path = write_shapefile(tmp_path)
    path.with_suffix(suffix).unlink()
    assert suffix in refusal(path)


@pytest.mark.parametrize("suffix", [".shp", ".dbf", ".shx"])
def test_a_truncated_shapefile_is_refused(suffix: str, tmp_path: Path) -> None:
    path = write_shapefile(tmp_path)
    part = path.with_suffix(suffix)
    part.write_bytes(part.read_bytes()[:-20])
    assert "send it again" in refusal(path)


def test_a_truncated_geopackage_is_refused(tmp_path: Path) -> None:
    path = write_gpkg(tmp_path)
    path.write_bytes(path.read_bytes()[:50_000])
    assert "cut off" in refusal(path)


def test_a_truncated_zip_is_refused(tmp_path: Path) -> None:
    path = zipped(write_shapefile(tmp_path))
    path.write_bytes(path.read_bytes()[:300])
    assert "damaged" in refusal(path)


def test_a_geopackage_that_is_being_edited_is_refused(tmp_path: Path) -> None:
    path = write_gpkg(tmp_path)
    with sqlite3.connect(path) as editor:
        editor.execute("PRAGMA journal_mode = WAL")
        editor.execute("UPDATE gpkg_contents SET description = 'unsaved'")
        editor.commit()
        assert "close it there" in refusal(path)


def test_nothing_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "nothing.gpkg")
    assert "is a folder" in refusal(tmp_path)
    os.mkfifo(tmp_path / "pipe.gpkg")
    assert "is no file" in refusal(tmp_path / "pipe.gpkg")
    assert "No such file" in refusal(Path("/vsicurl/http://127.0.0.1/a.gpkg"))


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel's answer is given here, as it refuses nothing to root, who may run the tests."""
    path = write_gpkg(tmp_path)
    monkeypatch.setattr(os, "access", lambda asked, _: asked != path)
    assert "permission" in refusal(path)


def test_memory_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    row = "A,488000,2517000\n"
    path.write_text("code,x,y\n" + row * (40 * MIB // len(row)))
    said = refusal(path, Settings(reader_memory_mb=256))
    assert "256 MiB" in said
    assert "MATIAN_READER_MEMORY_MB" in said


def test_time_is_bounded_and_the_process_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sleeper = tmp_path / "sleeper"
    sleeper.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 600\n")
    sleeper.chmod(0o755)
    monkeypatch.setattr(sandbox.sys, "executable", str(sleeper))
    assert "within 1 s" in refusal(write_gpkg(tmp_path), Settings(reader_seconds=1))
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_the_death_of_the_reader_is_a_refusal(
    number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = tmp_path / "dying"
    dying.write_text(f"#!/bin/sh\nkill -{int(number)} $$\n")
    dying.chmod(0o755)
    monkeypatch.setattr(sandbox.sys, "executable", str(dying))
    assert "parcels.gpkg" in refusal(write_gpkg(tmp_path))


def test_no_reader_reaches_the_network(tmp_path: Path) -> None:
    """A KML may link to other documents; nobody may follow."""
    asked = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)

        def listen() -> None:
            try:
                server.accept()
                asked.set()
            except TimeoutError:
                if not done.is_set():
                    listen()

        done = threading.Event()
        listener = threading.Thread(target=listen)
        listener.start()
        path = tmp_path / "a.kml"
        href = f"http://127.0.0.1:{server.getsockname()[1]}/a.kml"
        point = "<Placemark><name>A</name><Point><coordinates>113.9,22.77</coordinates></Point></Placemark>"
        link = f"<NetworkLink><Link><href>{href}</href></Link></NetworkLink>"
        path.write_text(f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{point}{link}</Document></kml>')
        raw, _, _ = read_raw(path, shape="point")
        done.set()
        listener.join()
    assert raw.columns.num_rows == 1
    assert not asked.is_set()


def test_the_checksum_is_of_the_bytes_and_of_a_folder_by_its_files(tmp_path: Path) -> None:
    one, two = tmp_path / "one.gdb", tmp_path / "two.gdb"
    for folder in (one, two):
        folder.mkdir()
        (folder / "a").write_bytes(b"1")
        (folder / "b").write_bytes(b"2")
    assert checksum(one) == checksum(two)
    (two / "b").write_bytes(b"3")
    assert checksum(one) != checksum(two)
    assert checksum(one / "a") == "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"


def test_a_good_file_leaves_no_trace_either(tmp_path: Path) -> None:
    path = write_geojson(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    raw, name, _ = read_raw(path)
    assert (name, raw.columns.num_rows) == ("geojson", 2)
    assert sorted(tmp_path.rglob("*")) == before
