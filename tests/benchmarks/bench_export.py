"""
Export: 300,000 parcels to GeoPackage, against ogr2ogr out of the same cluster, in turn in one run.

`./matian bench export [--parcels 300000] [--rounds 3] [--json]`

It works on a cluster of its own, away from any records. Both write the same columns of the same rows with a spatial
index; ours also in order of code, with titles, lists of codes, metadata and style. Each runs as a process of its own:
the whole time and the peak of memory are told.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from gis_core import db  # noqa: E402
from gis_core.instance import Instance  # noqa: E402
from layers.registry import all_layers  # noqa: E402
from tests.benchmarks.land import lay_out  # noqa: E402
from tests.benchmarks.own_process import in_own_process, options, own_instance  # noqa: E402

PROMISED_RATIO, PROMISED_MB = 2.0, 400
COLUMNS = (
    "code, name, land_use, zoning, community, registered_area_m2::float8, vacant, area_m2::float8, valid_from,"
    " valid_to, source, revision, updated_at, updated_by, geom"
)


def main(argv: list[str] | None = None) -> int:
    """Measure and print; 0 when both promises are kept, 1 when one isn't."""
    given = options(__doc__, rounds=3, argv=argv)
    if given.own:
        print(json.dumps(write(Instance(Path(given.own[0])), Path(given.own[1]))))
        return 0
    with TemporaryDirectory(prefix="matian-bench-") as folder, own_instance(Path(folder)) as instance:
        with db.connect(instance, role="owner") as connection:
            count = lay_out(connection, given.parcels)
        with db.connect(instance, role="owner") as connection:
            connection.execute("ANALYZE parcels")
        result = compare(instance, Path(folder), given.rounds)
    kept = result["ratio"] <= PROMISED_RATIO and result["peak_mb"] <= PROMISED_MB
    if given.json:
        print(json.dumps({"parcels": count, "kept": kept, **result}, indent=2))
    else:
        print(
            f"{count:,} parcels; promised: at most {PROMISED_RATIO} times ogr2ogr, at most {PROMISED_MB} MiB\n"
            f"ogr2ogr {result['ogr2ogr_s']:.2f} s   ours {result['ours_s']:.2f} s (without Python's start"
            f" {result['inside_s']:.2f} s)   ratio {result['ratio']:.2f}   peak {result['peak_mb']} MiB"
        )
    return 0 if kept else 1


def compare(instance: Instance, folder: Path, rounds: int) -> dict[str, Any]:
    """Return the medians of both, in turn."""
    theirs, ours, inside, peaks = [], [], [], []
    for number in range(rounds + 1):  # the first warms PostgreSQL's cache
        theirs.append(ogr2ogr(instance, folder / f"theirs-{number}.gpkg"))
        told, seconds = in_own_process(__file__, instance, file := folder / f"ours-{number}.gpkg")
        file.unlink()
        ours.append(seconds)
        inside.append(told["seconds"])
        peaks.append(told["peak_mb"])
    medians = [statistics.median(seconds[1:]) for seconds in (theirs, ours, inside)]
    return {
        "ogr2ogr_s": medians[0],
        "ours_s": medians[1],
        "inside_s": medians[2],
        "ratio": medians[1] / medians[0],
        "peak_mb": max(peaks),
    }


def write(instance: Instance, file: Path) -> dict[str, Any]:
    """Write the parcels, and return the seconds and the peak of memory of this process."""
    from gis_core.exchange.write import write_layer

    began = time.perf_counter()
    done = write_layer(instance, all_layers()["parcels"], out=file, format_name="gpkg")
    seconds = time.perf_counter() - began
    # not getrusage: its peak is inherited from the process that started this one
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert peak is not None
    return {"seconds": seconds, "peak_mb": int(peak[1]) // 1024, "rows": done.rows}


def ogr2ogr(instance: Instance, file: Path) -> float:
    """Return the seconds that ogr2ogr takes for the same columns and rows."""
    statement = f"SELECT {COLUMNS} FROM parcels"
    began = time.perf_counter()
    subprocess.run(
        ["ogr2ogr", "-f", "GPKG", str(file), f"PG:{db.dsn(instance)}", "-sql", statement, "-nln", "parcels"],
        check=True,
        capture_output=True,
    )
    seconds = time.perf_counter() - began
    file.unlink()
    return seconds


if __name__ == "__main__":
    sys.exit(main())
