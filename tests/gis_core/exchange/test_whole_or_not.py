"""A file that leaves is there whole or not at all: on a full disk, and when two exports write at once."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyogrio
import pytest

from gis_core import db
from gis_core.exchange.outlet import deliver
from gis_core.exchange.writers import all_writers
from gis_core.instance import Instance
from tests.gis_core.exchange.deliveries import CODES
from tests.gis_core.exchange.going_out import export

FULL = """
import resource, signal, sys
from pathlib import Path
from gis_core.errors import EnvironmentProblemError
from gis_core.exchange.write import write_layer
from gis_core.instance import current_instance
from layers.registry import all_layers
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
no_limit = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
for name, limit, out in zip(sys.argv[1::3], sys.argv[2::3], sys.argv[3::3]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), no_limit))
    try:
        write_layer(current_instance(), all_layers()["parcels"], out=Path(out), format_name=name)
    except EnvironmentProblemError as error:
        told = f"{name} {error}"
    else:
        told = f"{name} was written"
    resource.setrlimit(resource.RLIMIT_FSIZE, (no_limit, no_limit))
    print(told)
"""


def test_a_full_disk_leaves_no_half_file_in_any_format(
    tmp_path: Path, fresh_instance: Callable[..., Instance], variables_of: Callable[[Instance], dict[str, str]]
) -> None:
    instance = fresh_instance("full")
    with db.connect(instance) as connection:
        connection.execute(
            "INSERT INTO parcels (code, name, geom) SELECT 'C' || n, md5(n::text), st_multi(st_makeenvelope("
            "500000 + n * 10.123, 2516000.321, 500009 + n * 10.123, 2516010.321, 4547))"
            " FROM generate_series(1, 1500) n"
        )
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    whole.mkdir()
    cut.mkdir()
    asked: list[str] = []
    for name, writer in all_writers().items():
        (whole / name).mkdir()
        export(instance, whole / name / f"a{writer.extension}", name)
        largest = max(path.stat().st_size for path in (whole / name).rglob("*") if path.is_file())
        for share in (0.6, 0.995):
            before = cut / f"{share}{writer.extension}"
            if name != "gdb":  # a folder, which is moved as one
                before.write_bytes(b"what was there")
            asked += [name, str(int(largest * share)), str(before)]
    there = sorted(cut.iterdir())
    ran = subprocess.run(
        [sys.executable, "-c", FULL, *asked], env=variables_of(instance), capture_output=True, text=True, check=True
    )
    told = ran.stdout.splitlines()
    assert [line.split(" ")[0] for line in told] == asked[::3]
    assert not [line for line in told if line.endswith("was written")]
    assert sorted(cut.iterdir()) == there
    assert {path.read_bytes() for path in there} == {b"what was there"}


def test_two_exports_to_one_name_at_once_do_not_mix(two_parcels: Instance, tmp_path: Path) -> None:
    out = tmp_path / "a.geojson"
    filters = ([f"code = '{CODES[0]}'"], [f"code = '{CODES[1]}'"])
    threads = [
        threading.Thread(target=export, args=(two_parcels, out, "geojson"), kwargs={"filters": each})
        for each in (*filters, *filters)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pyogrio.read_info(out)["features"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.geojson", "a.geojson.losses.txt"]


def test_the_files_of_two_shapefiles_of_one_name_do_not_mix(
    two_parcels: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = Path.replace

    def slowly(path: Path, target: Path) -> Path:
        ending, seconds = {"one": (".dbf", 0.5), "other": (".shx", 1.5)}[threading.current_thread().name]
        time.sleep(seconds if path.suffix == ending else 0)  # so that each would be the last to move one of its files
        return moved(path, target)

    ready = threading.Barrier(2)

    def together(*given: Any) -> Path:
        ready.wait()
        return deliver(*given)

    monkeypatch.setattr(Path, "replace", slowly)
    monkeypatch.setattr("gis_core.exchange.write.deliver", together)
    filters = {"one": [f"code = '{CODES[0]}'"], "other": ["TRUE"]}
    threads = [
        threading.Thread(
            target=export, args=(two_parcels, tmp_path / "a.shp", "shp"), kwargs={"filters": each}, name=name
        )
        for name, each in filters.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    octets = (tmp_path / "a.dbf").read_bytes()
    rows = int.from_bytes(octets[4:8], "little")
    assert (tmp_path / "a.shx").stat().st_size == 100 + 8 * rows
    assert pyogrio.read_info(tmp_path / "a.shp", force_feature_count=True)["features"] == rows
