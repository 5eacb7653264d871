"""
Opening an instance: what is missing is made (place file, cluster, database, schema), then its cluster is held running.

Processes that hold an instance share a lock; the last one to let go stops a cluster that was started on demand, so no
server is left behind. `./matian db start` keeps it running until `db stop`.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg

from gis_core import db, provision
from gis_core.embedded import Cluster
from gis_core.errors import EnvironmentProblemError
from gis_core.founding import found, said_in_vain
from gis_core.instance import Instance, current_instance
from gis_core.settings import Settings, load_settings
from layers.migrations.head import newest_revision

Say = Callable[[str], None]


def _silent(_text: str) -> None:
    return


@dataclass
class Hold:
    """A process's claim on a running instance; `release` gives it back."""

    instance: Instance
    cluster: Cluster | None
    lock: IO[str]

    def release(self) -> None:
        """Let go; stop the cluster if it was started on demand and nobody else holds it."""
        if self.lock.closed:
            return
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.lock.close()
            return
        marker = _on_demand(self.instance)
        if self.cluster is not None and marker.exists():
            self.cluster.stop()
            marker.unlink(missing_ok=True)
        self.lock.close()


def _on_demand(instance: Instance) -> Path:
    return instance.home / "started-on-demand"


def hold(settings: Settings | None = None, *, say: Say = _silent, keep_running: bool = False) -> Hold:
    """
    Make what is missing, start the cluster and hold it.

    Parameters
    ----------
    settings
        Settings of the process; read from the environment when not given.
    say
        Is told each step that takes time.
    keep_running
        Whether the cluster goes on after the last holder has let go (`db start`).

    Raises
    ------
    EnvironmentProblemError, WrongUseError
        If the machine or the settings don't allow it.
    """
    settings = settings or load_settings()
    instance = current_instance(settings)
    try:
        instance.home.mkdir(parents=True, exist_ok=True, mode=0o711)
    except OSError as error:
        raise EnvironmentProblemError(
            f"the instance's folder {instance.home} can't be made ({error.strerror}); set MATIAN_HOME to another"
        ) from error
    with _locked(instance.home / "setup.lock"):
        if found(instance, settings):
            say(f"new instance for {instance.place.name.zh} ({instance.place.crs.survey}) in {instance.home}")
        elif vain := said_in_vain(instance, settings):
            say(vain)
        lock = (instance.home / "users.lock").open("a")
        fcntl.flock(lock, fcntl.LOCK_SH)
        cluster = None if settings.database_url else Cluster(instance)
        try:
            if cluster is None:
                _use_existing(instance, settings, say)
            else:
                _start(instance, cluster, say, keep_running=keep_running)
            _migrate(instance, say)
        except BaseException:
            Hold(instance, cluster, lock).release()
            raise
    return Hold(instance, cluster, lock)


def _use_existing(instance: Instance, settings: Settings, say: Say) -> None:
    assert settings.database_url is not None  # noqa: S101  (asked by the caller)
    url = settings.database_url.get_secret_value()
    if not _ready(instance):
        say("setting up the database of DATABASE_URL")
        provision.provision_existing(instance, url)


def _start(instance: Instance, cluster: Cluster, say: Say, *, keep_running: bool) -> None:
    if cluster.exists and not cluster.password_is_known:
        say(f"a cluster whose instance was deleted is set aside as {cluster.set_aside()}")
    if not cluster.exists:
        say(f"making a private PostgreSQL {cluster.binaries.version} cluster in {cluster.folder}")
        cluster.create()
    was_running = cluster.status().running
    port = cluster.start()
    if keep_running:
        _on_demand(instance).unlink(missing_ok=True)
    elif not was_running:
        _on_demand(instance).touch()
    try:
        provision.refresh_port(instance, port)
    except EnvironmentProblemError:  # no logins yet
        provision.provision_private(instance, port)
    if not _ready(instance):
        provision.provision_private(instance, port)


def _ready(instance: Instance) -> bool:
    """Whether both logins work and the schemas stand."""
    try:
        for role in ("owner_dsn", "app_dsn"):
            with psycopg.connect(instance.secret(role), connect_timeout=10) as connection:
                row = connection.execute(
                    "SELECT to_regnamespace('matian') IS NOT NULL AND to_regnamespace('personal') IS NOT NULL"
                    " AND EXISTS (SELECT FROM pg_extension WHERE extname = 'postgis')"
                    " AND EXISTS (SELECT FROM pg_extension WHERE extname = 'pgrouting')"
                    " AND to_regrole('matian_application') IS NOT NULL"
                    " AND has_schema_privilege('matian_application', 'public', 'USAGE')"
                ).fetchone()
                if row is None or not row[0]:
                    return False
    except (EnvironmentProblemError, psycopg.Error):
        return False
    return True


def _migrate(instance: Instance, say: Say) -> None:
    with db.connect(instance, role="owner") as connection:
        known = connection.execute("SELECT to_regclass('public.alembic_version')").fetchone()
        row = None
        if known and known[0]:
            row = connection.execute("SELECT version_num FROM public.alembic_version").fetchone()
    if row is None or row[0] != newest_revision():
        from gis_core import migrate  # noqa: PLC0415  (Alembic is slow to import, and seldom needed)

        say("bringing the database schema up to date")
        migrate.upgrade(instance)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def stop(instance: Instance) -> bool:
    """Stop the private cluster, whoever uses it, and tell whether it ran."""
    cluster = Cluster(instance)
    running = cluster.status().running
    cluster.stop()
    _on_demand(instance).unlink(missing_ok=True)
    return running


def others_hold(instance: Instance) -> bool:
    """Whether another process holds the instance at this moment."""
    with (instance.home / "users.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
