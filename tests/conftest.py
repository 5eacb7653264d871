"""
Fixtures on a real PostGIS: one private cluster for the whole run, made as an instance is made; databases are copies.
With `-n` several processes share the cluster and the demo district; the last to end stops it, as with any instance.

- `instance`: migrated and empty, shared by all tests of a process; leave it as you found it.
- `connection`, `owner_connection`: a transaction on it as the application or as the owner, rolled back at the end.
- `fresh_instance`: makes a separate empty instance, for tests that commit.
- `demo_instance`: the demo district, loaded once; read only.
- `own_demo`: makes a copy of it, for tests that commit.
- `matian`: runs the command line on an instance, in this process: a second less than `matian_process`, which gives it
  one of its own, for what only that shows: what is passed on to other programs, and what stands on standard output.
"""

from __future__ import annotations

import fcntl
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from xdist.scheduler import LoadScopeScheduling

from api.cli import main
from gis_core import db
from gis_core.embedded import Cluster
from gis_core.instance import Instance
from gis_core.opening import hold
from gis_core.settings import Settings

ROOT = Path(__file__).parent.parent
TEMPLATE, DEMO_TEMPLATE = "matian_template", "matian_demo_template"
DEMO_SCALE = float(os.environ.get("MATIAN_TEST_SCALE", "1"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--long`."""
    parser.addoption("--long", action="store_true", help="run the tests marked long too")


class ByFile(LoadScopeScheduling):
    """Deals files out whole, as their tests share what they made, and all browser tests as one piece."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "web" if file.startswith("tests/web/") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Deal out by file whatever `--dist` says (its groups by mark are lost on pytest 9)."""
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """
    Leave the long tests out unless they are asked for; deselected, as they aren't skipped for want of anything.

    Among several processes the browser tests begin first, being the longest piece of all.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: not item.nodeid.startswith("tests/web/"))
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Repeat what failed before pytest began, so that it isn't scrolled away."""
    for line in filter(None, os.environ.get("MATIAN_FAILED_CHECKS", "").split(";")):
        terminalreporter.write_line(f"FAILED before pytest: {line}", red=True)


def superuser_url(instance: Instance, database: str) -> str:
    """Return the URL of the test cluster's superuser."""
    port = re.search(r":(\d+)/", db.dsn(instance))
    assert port is not None
    password = instance.secret("superuser_password")
    return f"postgresql://postgres:{password}@127.0.0.1:{port[1]}/{database}"


@pytest.fixture(scope="session")
def together(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def _alone(folder: Path, what: str) -> Iterator[None]:
    """Let one process at a time in."""
    with (folder / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def cluster(together: Path) -> Iterator[Instance]:
    """A migrated, empty instance with its own cluster, from which the others are copied."""
    with _alone(together, "instance"):
        held = hold(Settings(home=together / "instance", _env_file=None, database_url=None))  # type: ignore[call-arg]
        with psycopg.connect(superuser_url(held.instance, "postgres"), autocommit=True) as server:
            if server.execute("SELECT FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone() is None:
                for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                    server.execute(sql.SQL("ALTER SYSTEM SET " + setting))
                server.execute("SELECT pg_reload_conf()")
                server.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE matian")
    try:
        yield held.instance
    finally:
        held.release()
        with _alone(together, "instance"):
            if not Cluster(held.instance).status().running:
                shutil.rmtree(Cluster(held.instance).folder, ignore_errors=True)


def _transaction(instance: Instance, role: db.Role) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(db.dsn(instance, role)) as connection:
        connection.execute("SELECT set_config('TimeZone', %s, false)", [instance.place.time.zone])
        connection.execute("SELECT set_config('matian.who', 'tester', false)")
        yield connection
        connection.rollback()


@pytest.fixture
def connection(instance: Instance) -> Iterator[psycopg.Connection[Any]]:
    """A transaction as the application's role, rolled back at the end."""
    yield from _transaction(instance, "app")


@pytest.fixture
def owner_connection(instance: Instance) -> Iterator[psycopg.Connection[Any]]:
    """A transaction as the owner, rolled back at the end."""
    yield from _transaction(instance, "owner")


@pytest.fixture(scope="session")
def fresh_instance(cluster: Instance, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Instance]:
    """A function that makes a separate empty instance: a database of its own, copied from the migrated one."""

    def make(name: str = "fresh", home: Path | None = None, *, template: str = TEMPLATE) -> Instance:
        database = f"{re.sub(r'[^a-z0-9_]', '_', name.lower())}_{uuid.uuid4().hex[:8]}"
        with psycopg.connect(superuser_url(cluster, "postgres"), autocommit=True) as server:
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (database, template))))
            server.execute(sql.SQL("GRANT CREATE ON DATABASE {} TO matian_owner").format(sql.Identifier(database)))
        new = Instance(home or tmp_path_factory.mktemp(name))
        shutil.copy(cluster.place_file, new.place_file)
        for folder in (new.files, new.logs):
            folder.mkdir()
        known = {key: cluster.secret(key) for key in ("owner_dsn", "app_dsn")}
        new.write_secrets({key: f"{value.rpartition('/')[0]}/{database}" for key, value in known.items()})
        new.write_secrets({"signing_key": uuid.uuid4().hex, "superuser_password": cluster.secret("superuser_password")})
        return new

    return make


@pytest.fixture(scope="session")
def instance(fresh_instance: Callable[..., Instance]) -> Instance:
    """A migrated, empty instance of this process: what tests lock in it no other process waits for."""
    return fresh_instance("instance")


@pytest.fixture(scope="session")
def demo_instance(fresh_instance: Callable[..., Instance], together: Path) -> Instance:
    """The demo district (MATIAN_TEST_SCALE, default 1); read only."""
    from gis_core.demo.load import load_demo

    home, loaded = together / "demo", together / "demo.loaded"
    with _alone(together, "demo"):
        if not loaded.exists():
            home.mkdir()
            demo = fresh_instance("demo", home)
            load_demo(demo, scale=DEMO_SCALE, seed=Settings().demo_seed)
            names = map(sql.Identifier, (DEMO_TEMPLATE, db.dsn(demo).rpartition("/")[2]))
            with psycopg.connect(superuser_url(demo, "postgres"), autocommit=True) as server:
                server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(*names))
            loaded.touch()
    return Instance(home)


@pytest.fixture(scope="session")
def own_demo(demo_instance: Instance, fresh_instance: Callable[..., Instance]) -> Callable[[str], Instance]:
    """A function that makes a separate instance with the demo district, copied in a second."""
    return lambda name: fresh_instance(name, template=DEMO_TEMPLATE)


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


def _variables_of(instance: Instance) -> dict[str, str]:
    """Return the variables under which a process works on a test instance."""
    database = db.dsn(instance).rpartition("/")[2]
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("MATIAN_")}
    return inherited | {
        "MATIAN_HOME": str(instance.home),
        "DATABASE_URL": superuser_url(instance, database),
        "PYTHONPATH": str(ROOT),
    }


@pytest.fixture(scope="session")
def variables_of() -> Callable[[Instance], dict[str, str]]:
    """A function that gives the environment of a process that works on an instance."""
    return _variables_of


@pytest.fixture(scope="session")
def matian() -> Callable[..., Ran]:
    """A function that does what `./matian ARGUMENTS` does on an instance, in this process."""

    def run(
        instance: Instance, *arguments: str | Path, cwd: Path | None = None, variables: dict[str, str] | None = None
    ) -> Ran:
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        err = io.StringIO()
        terminated = signal.getsignal(signal.SIGTERM)
        wanted = _variables_of(instance) | (variables or {})
        with (
            pytest.MonkeyPatch.context() as patch,
            redirect_stdout(out),
            redirect_stderr(err),
            chdir(cwd or Path.cwd()),
        ):
            for name in os.environ.keys() - wanted.keys():
                patch.delenv(name)
            for name, value in wanted.items():
                patch.setenv(name, value)
            try:
                with pytest.raises(SystemExit) as ended:
                    main([*map(str, arguments)])
            finally:
                signal.signal(signal.SIGTERM, terminated)
        code = ended.value.code
        assert isinstance(code, int)
        return Ran(code, out.buffer.getvalue().decode(), err.getvalue())

    return run


@pytest.fixture(scope="session")
def matian_process() -> Callable[..., Ran]:
    """A function that runs `./matian ARGUMENTS` on an instance, without the door's set-up."""

    def run(
        instance: Instance,
        *arguments: str | Path,
        stdin: str | None = None,
        cwd: Path | None = None,
        variables: dict[str, str] | None = None,
    ) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "api.cli", *map(str, arguments)],
            env=_variables_of(instance) | (variables or {}),
            input=stdin,
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run
