"""
Tiles: this server against plain ST_AsMVT in pgbench and against tipg, in turn in one run, on the same parcels.

`./matian bench tiles [--rows 300000] [--seconds 4] [--rounds 2] [--zooms 11,12,13,14,16] [--json]`

It works on the instance's own parcels when there are at least half of `--rows`, else on that many jittered ones in a
cluster of its own, so that nothing is written to any records. Each contender has one server process (pgbench: as many
connections as there are clients) and the same clients; tiles are picked at random from those wholly inside the land.
The server is asked once with its cache off and once with it on and warm; blocks made beforehand count as uncached, and
their making is timed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
import httpx
import psycopg

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from api.roles import Role  # noqa: E402
from api.security import store  # noqa: E402
from gis_core import db  # noqa: E402
from gis_core.instance import Instance, current_instance  # noqa: E402
from gis_core.opening import hold  # noqa: E402
from gis_core.settings import Settings  # noqa: E402
from gis_core.tiles.grid import HALF_M, tile_size_m  # noqa: E402
from gis_core.tiles.prepare import prepare  # noqa: E402
from tests.benchmarks import land  # noqa: E402
from tests.benchmarks.http_load import Load, ask_for  # noqa: E402

SQL = Path(__file__).parent / "sql"
TIPG_PATH = "/collections/public.parcels/tiles/WebMercatorQuad/{z}/{x}/{y}?geom-column=geom_3857"
OUR_PATH = "/tiles/{z}/{x}/{y}.mvt?layers=parcels"
PAST_PATH = OUR_PATH + f"&at={date.today().isoformat()}"  # noqa: DTZ011  (any date will do)
PROMISES: dict[int, dict[str, float]] = {
    11: {"ours_to_plain": 15},
    12: {"ours_to_plain": 15},
    13: {"ours_to_plain": 15},
    14: {"ours_to_plain": 2.5},
    16: {"ours_to_plain": 1, "ours_to_tipg": 5},
}
CACHED_PROMISES: dict[int, float] = {12: 10, 16: 4}


@dataclass(frozen=True)
class Range:
    """Columns and rows of the tiles of a zoom."""

    z: int
    first_x: int
    last_x: int
    first_y: int
    last_y: int

    def path(self, template: str) -> str:
        """Return the path of one of them, picked at random."""
        x, y = random.randint(self.first_x, self.last_x), random.randint(self.first_y, self.last_y)
        return template.format(z=self.z, x=x, y=y)

    def paths(self, template: str) -> Iterator[str]:
        """Yield the paths of all of them."""
        for x in range(self.first_x, self.last_x + 1):
            for y in range(self.first_y, self.last_y + 1):
                yield template.format(z=self.z, x=x, y=y)


def main(argv: list[str] | None = None) -> int:
    """Measure and print a table, or JSON with `--json`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--clients", type=int, default=2)
    parser.add_argument("--zooms", default="11,12,13,14,16")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(argv)
    with ExitStack() as stack:
        instance, rows = stack.enter_context(_land(given.rows))
        result = _compare(instance, rows, given)
    if given.json:
        print(json.dumps(result, indent=2))
    else:
        _print(result)
    return 0


@contextmanager
def _land(rows: int) -> Iterator[tuple[Instance, int]]:
    """Give the instance's own parcels, or as many as asked for in a cluster of its own."""
    here = current_instance()
    if here.secrets_file.exists():
        with db.connect(here) as connection:
            row = connection.execute("SELECT count(*) FROM parcels").fetchone()
        if row is not None and row[0] >= rows / 2:
            yield here, row[0]
            return
    with TemporaryDirectory(prefix="matian-bench-") as folder:
        held = hold(Settings(home=Path(folder), _env_file=None, database_url=None))  # type: ignore[call-arg]
        try:
            with db.connect(held.instance, role="owner") as connection:
                laid = land.lay_out(connection, rows)
            yield held.instance, laid
        finally:
            held.release()


def _compare(instance: Instance, rows: int, given: argparse.Namespace) -> dict[str, Any]:
    begun = time.perf_counter()
    prepared = _prepare_afresh(instance)
    result: dict[str, Any] = {"parcels": rows, "clients": given.clients, "prepare_s": round(prepared, 2), "zooms": {}}
    with ExitStack() as stack:
        tipg = stack.enter_context(_tipg(instance))
        fresh = stack.enter_context(_server(instance, cache_mb=0))
        cached = stack.enter_context(_server(instance, cache_mb=512))
        token = _token(instance)
        for z in map(int, given.zooms.split(",")):
            where = _tiles(instance, z)
            contenders = {
                "plain": lambda w=where: _pgbench(instance, w, given),
                "ours": lambda w=where: _ask(fresh, OUR_PATH, w, token, given),
                "past": lambda w=where: _ask(fresh, PAST_PATH, w, token, given),
                "tipg": lambda w=where: _ask(tipg, TIPG_PATH, w, token, given),
                "cached": lambda w=where: _ask(cached, OUR_PATH, w, token, given, warm=True),
            }
            measured: dict[str, list[Any]] = {name: [] for name in contenders}
            for _ in range(given.rounds):
                for name, measure in contenders.items():
                    measured[name].append(measure())
            result["zooms"][z] = _figures(z, measured)
            print(f"zoom {z} done after {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return result


def _prepare_afresh(instance: Instance) -> float:
    """Make all blocks anew and return the seconds that it took."""
    with db.connect(instance, role="owner") as connection:
        connection.execute("DELETE FROM matian.tile_preparations WHERE layer = 'parcels'")
    begun = time.perf_counter()
    prepare(instance, "parcels")
    took = time.perf_counter() - begun
    with psycopg.connect(db.dsn(instance, "owner"), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE matian.tile_blocks")
        connection.execute("VACUUM ANALYZE parcels")
    return took


def _tiles(instance: Instance, z: int) -> Range:
    """Return the tiles whose middles lie in the middle two thirds of the land."""
    with db.connect(instance) as connection:
        row = connection.execute(
            "SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e) FROM (SELECT ST_Extent(geom_3857) e FROM parcels) x"
        ).fetchone()
    assert row is not None
    west, south, east, north = row
    inset_x, inset_y = (east - west) / 6, (north - south) / 6
    size = tile_size_m(z)
    return Range(
        z,
        int((west + inset_x + HALF_M) / size),
        int((east - inset_x + HALF_M) / size),
        int((HALF_M - north + inset_y) / size),
        int((HALF_M - south - inset_y) / size),
    )


def _token(instance: Instance) -> str:
    async def make() -> str:
        connection = await asyncpg.connect(db.dsn(instance))
        try:
            return (await store.create_token(connection, store.Holder("bench", Role.VIEWER), days=1))[1]
        finally:
            await connection.close()

    return asyncio.run(make())


def _pgbench(instance: Instance, where: Range, given: argparse.Namespace) -> Load:
    """Let pgbench ask for plain ST_AsMVT with all columns; the bytes stay in the server, which favours it."""
    with db.connect(instance) as connection:
        columns = [
            column.name
            for column in connection.execute("SELECT * FROM parcels LIMIT 0").description or ()
            if not column.name.startswith("geom")
        ]
    text = (SQL / "plain_tile.sql").read_text(encoding="utf-8").format(columns=", ".join(columns), z=where.z)
    picks = f"\\set x random({where.first_x}, {where.last_x})\n\\set y random({where.first_y}, {where.last_y})\n"
    clients, seconds, url = str(given.clients), str(max(1, round(given.seconds))), db.dsn(instance)
    with TemporaryDirectory() as folder:
        script = Path(folder) / "tile.sql"
        script.write_text(picks + text, encoding="utf-8")
        done = subprocess.run(
            ["pgbench", "-n", "-M", "prepared", "-f", str(script), "-c", clients, "-j", clients, "-T", seconds, url],
            env=os.environ | {"PGOPTIONS": "-c jit=off"},
            capture_output=True,
            text=True,
            check=True,
        )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found is not None, done.stdout
    return Load(given.seconds, float(found[1]) * given.seconds)


def _ask(port: int, template: str, where: Range, token: str, given: argparse.Namespace, *, warm: bool = False) -> Load:
    if warm:
        with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=120) as client:
            for path in where.paths(template):
                client.get(f"http://127.0.0.1:{port}{path}").raise_for_status()
    load = ask_for(port, lambda: where.path(template), token, clients=given.clients, seconds=given.seconds)
    assert not load.refused, load.refused[:3]
    return load


@contextmanager
def _server(instance: Instance, *, cache_mb: int) -> Iterator[int]:
    """Run this project's server with one worker, and give its port."""
    code = (
        "from gis_core.instance import current_instance; from gis_core.settings import load_settings;"
        " from api.commands.serve import run; run(current_instance(), load_settings(), as_json=True)"
    )
    settings = {"MATIAN_HOME": str(instance.home), "MATIAN_PORT": "0", "MATIAN_TILE_CACHE_MB": str(cache_mb)}
    with _process([sys.executable, "-c", code], settings) as process:
        assert process.stdout is not None
        text = ""
        while not (found := re.search(r"127\.0\.0\.1:(\d+)", text)):
            line = process.stdout.readline()
            assert line, "the server didn't start"
            text += line
        port = int(found[1])
        _wait_for(port)
        yield port


@contextmanager
def _tipg(instance: Instance) -> Iterator[int]:
    """Run tipg with one worker, its limit of features lifted, and give its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "DATABASE_URL": db.dsn(instance),
        "TIPG_DB_SCHEMAS": '["public"]',
        "TIPG_DB_TABLES": '["public.parcels"]',
        "TIPG_MAX_FEATURES_PER_TILE": "1000000",
    }
    options = ["--port", str(port), "--no-access-log", "--log-level", "warning"]
    with _process([sys.executable, "-m", "uvicorn", "tipg.main:app", *options], settings):
        _wait_for(port)
        yield port


@contextmanager
def _process(command: list[str], settings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MATIAN_", "DATABASE_URL"))}
    process = subprocess.Popen(
        command, cwd=ROOT, env=inherited | settings | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on port {port}")


def _figures(z: int, measured: dict[str, list[Load]]) -> dict[str, Any]:
    """Return tiles a second of each contender (the median round), sizes, and the ratios that were promised."""
    speed = {name: statistics.median(load.per_second for load in loads) for name, loads in measured.items()}
    answers = sum(load.answers for load in measured["ours"])
    figures: dict[str, Any] = {
        "tiles_per_s": {name: round(value, 1) for name, value in speed.items()},
        "mean_kib": round(sum(load.bytes for load in measured["ours"]) / max(answers, 1) / 1024, 1),
        "largest_kib": round(max(load.largest for load in measured["ours"]) / 1024, 1),
        "ours_to_plain": round(speed["ours"] / speed["plain"], 2),
        "ours_to_tipg": round(speed["ours"] / speed["tipg"], 2),
        "cached_to_tipg": round(speed["cached"] / speed["tipg"], 2),
        "present_to_past": round(speed["ours"] / speed["past"], 2),
    }
    wanted = PROMISES.get(z, {}) | ({"cached_to_tipg": CACHED_PROMISES[z]} if z in CACHED_PROMISES else {})
    figures["promised"] = wanted
    figures["kept"] = all(figures[name] >= least for name, least in wanted.items())
    return figures


def _print(result: dict[str, Any]) -> None:
    print(f"{result['parcels']:,} parcels, {result['clients']} clients; blocks made in {result['prepare_s']} s")
    for z, figures in result["zooms"].items():
        speeds = ", ".join(f"{name} {value:,.1f}" for name, value in figures["tiles_per_s"].items())
        print(f"z{z}: tiles/s {speeds}; mean {figures['mean_kib']} KiB, largest {figures['largest_kib']} KiB")
        for name, least in figures["promised"].items():
            verdict = "kept" if figures[name] >= least else "MISSED"
            print(f"     {name.replace('_', ' ')} {figures[name]}× (promised {least}×): {verdict}")


if __name__ == "__main__":
    sys.exit(main())
