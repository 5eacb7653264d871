"""
Import: checking and loading a delivery, against ogr2ogr with COPY into the same cluster, in turn in one run.

`./matian bench import [--parcels 300000] [--rounds 2] [--json]`

It works on a cluster of its own, away from any records. Two GeoPackages are made: parcels that tile the land, and
parcels that share no edge. ogr2ogr copies a file into a table with its spatial index and checks nothing; ours is read,
checked row by row and against neighbours, and loaded into the versioned layer with all its indexes, in a process of
its own (the time of the whole process and the time without Python's start are both told).
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import psycopg
import shapely

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from gis_core import db  # noqa: E402
from gis_core.exchange.intake import Options, take_in  # noqa: E402
from gis_core.exchange.read import read_delivery  # noqa: E402
from gis_core.instance import Instance  # noqa: E402
from layers.registry import all_layers  # noqa: E402
from tests.benchmarks.own_process import in_own_process, options, own_instance  # noqa: E402

CELL_M = 40.0
ORIGIN = (486_000.0, 2_500_000.0)
KINDS = ("tiled", "apart")
PROMISED_RATIO, PROMISED_MB = 2.0, 2048


@dataclass(frozen=True)
class Measured:
    """One load of ours: seconds without and with Python's start, peak memory in MiB, and what came of it."""

    seconds: float
    process_seconds: float
    peak_mb: int
    loaded: int
    findings: int


def main(argv: list[str] | None = None) -> int:
    """Measure and print; 0 when both promises are kept, 1 when one isn't."""
    given = options(__doc__, rounds=2, argv=argv)
    if given.own:
        print(json.dumps(load(Instance(Path(given.own[0])), Path(given.own[1]))))
        return 0
    with TemporaryDirectory(prefix="matian-bench-") as folder:
        files = {kind: write_parcels(Path(folder) / f"{kind}.gpkg", given.parcels, kind) for kind in KINDS}
        with own_instance(Path(folder)) as instance:
            results = {kind: compare(instance, files[kind], given.rounds) for kind in KINDS}
    kept = all(result["ratio"] <= PROMISED_RATIO and result["peak_mb"] <= PROMISED_MB for result in results.values())
    if given.json:
        print(json.dumps({"parcels": given.parcels, "kept": kept, **results}, indent=2))
    else:
        tell(results, given.parcels)
    return 0 if kept else 1


def write_parcels(path: Path, count: int, kind: str) -> Path:
    """Write about `count` quadrangles as a GeoPackage: with common corners (`tiled`), or each drawn in (`apart`)."""
    side = max(2, round(count**0.5))
    random = np.random.default_rng(7)
    x, y = np.meshgrid(np.arange(side + 1) * CELL_M, np.arange(side + 1) * CELL_M)
    corners = np.stack([x, y], axis=-1) + random.uniform(-0.3, 0.3, (side + 1, side + 1, 2)) * CELL_M
    corners = np.round(corners + np.array(ORIGIN), 3)
    around = [corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]]
    rings = np.stack([*around, around[0]], axis=2).reshape(-1, 5, 2)
    if kind == "apart":
        middle = rings[:, :4].mean(axis=1, keepdims=True)
        rings = np.round(middle + (rings - middle) * 0.85, 3)
    shapes = shapely.polygons(rings)
    total = len(shapes)
    columns = {
        "code": [f"440306001001GB{number:06d}" for number in range(total)],
        "name": [f"地块{number}" for number in range(total)],
        "land_use": [("0701", "0901", "1001", "1101", "1401")[number % 5] for number in range(total)],
        "registered_area_m2": np.round(shapely.area(shapes), 2),
    }
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4547")
    frame.to_file(path, driver="GPKG", layer="parcels", engine="pyogrio")
    return path


def compare(instance: Instance, file: Path, rounds: int) -> dict[str, Any]:
    """Load a file by ogr2ogr and by us in turn, and return medians, their ratio and our peak memory."""
    theirs: list[float] = []
    ours: list[Measured] = []
    for _ in range(rounds):
        theirs.append(ogr2ogr(instance, file))
        ours.append(import_once(instance, file))
    seconds = statistics.median(one.seconds for one in ours)
    return {
        "ogr2ogr_s": round(statistics.median(theirs), 2),
        "import_s": round(seconds, 2),
        "import_process_s": round(statistics.median(one.process_seconds for one in ours), 2),
        "ratio": round(statistics.median(mine.seconds / his for mine, his in zip(ours, theirs, strict=True)), 2),
        "peak_mb": max(one.peak_mb for one in ours),
        "loaded": ours[-1].loaded,
        "findings": ours[-1].findings,
    }


def ogr2ogr(instance: Instance, file: Path) -> float:
    """Return the seconds that ogr2ogr takes for a file, with COPY and a spatial index."""
    with psycopg.connect(db.dsn(instance, "owner"), autocommit=True) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS bench")
        connection.execute("DROP TABLE IF EXISTS bench.parcels")
    began = time.perf_counter()
    subprocess.run(
        [
            "ogr2ogr", "-f", "PostgreSQL", f"PG:{db.dsn(instance, 'owner')}", str(file), "-nln", "bench.parcels",
            "-lco", "SPATIAL_INDEX=GIST", "-lco", "GEOMETRY_NAME=geom", "--config", "PG_USE_COPY", "YES",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return time.perf_counter() - began


def import_once(instance: Instance, file: Path) -> Measured:
    """Load a file into empty parcels in a process of its own."""
    with psycopg.connect(db.dsn(instance, "owner"), autocommit=True) as connection:
        connection.execute("TRUNCATE parcels, parcels_history")
    told, whole = in_own_process(__file__, instance, file)
    return Measured(told["seconds"], whole, told["peak_mb"], told["loaded"], told["findings"])


def load(instance: Instance, file: Path) -> dict[str, Any]:
    """Read, check and load a file, and return the seconds and the peak memory of this process and the reading one."""
    layer = all_layers()["parcels"]
    began = time.perf_counter()
    result = take_in(read_delivery(file, layer=layer, instance=instance), layer, instance, Options())
    seconds = time.perf_counter() - began
    peak_kb = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "seconds": seconds,
        "peak_mb": peak_kb // 1024,
        "loaded": result.loaded,
        "findings": len(result.findings),
    }


def tell(results: dict[str, dict[str, Any]], parcels: int) -> None:
    """Print a table."""
    print(f"{parcels:,} parcels; promised: at most {PROMISED_RATIO} times ogr2ogr, at most {PROMISED_MB} MiB")
    for kind, result in results.items():
        print(
            f"{kind:6} ogr2ogr {result['ogr2ogr_s']:6.2f} s   import {result['import_s']:6.2f} s "
            f"(process {result['import_process_s']:6.2f} s)   ratio {result['ratio']:.2f}   "
            f"peak {result['peak_mb']:,} MiB   loaded {result['loaded']:,}   findings {result['findings']:,}"
        )


if __name__ == "__main__":
    sys.exit(main())
