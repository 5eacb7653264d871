"""`db start|stop|status|psql`: the instance's database."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from typing import Annotated

import typer
from psycopg.conninfo import conninfo_to_dict

from api.commands.console import emit, emit_json, say
from api.commands.session import open_instance
from gis_core import db, opening
from gis_core.embedded import Cluster, find_binaries
from gis_core.errors import EnvironmentProblemError, WrongUseError
from gis_core.instance import current_instance
from gis_core.settings import load_settings

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]


def register(cli: typer.Typer) -> None:
    """Add the group `db`."""
    group = typer.Typer(help="The instance's database: start, stop, status, psql.", no_args_is_help=True)
    group.command()(start)
    group.command()(stop)
    group.command()(status)
    group.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(psql)
    cli.add_typer(group, name="db")


def start(as_json: Json = False) -> None:
    """Start the database and leave it running until `db stop`."""
    open_instance(keep_running=True)
    status(as_json)


def stop(as_json: Json = False) -> None:
    """Stop the private database, whoever uses it."""
    if load_settings().database_url:
        raise WrongUseError("the database of DATABASE_URL isn't ours to stop")
    instance = current_instance()
    if instance.place_file.exists() and opening.others_hold(instance):
        say("another command or server was using it; it will say so")
    was_running = opening.stop(instance) if instance.place_file.exists() else False
    if as_json:
        emit_json({"stopped": was_running})
    else:
        say("stopped" if was_running else "it wasn't running")


def status(as_json: Json = False) -> None:
    """Tell whether the database runs, where, and who may reach it."""
    settings = load_settings()
    instance = current_instance(settings)
    result: dict[str, object] = {"home": str(instance.home)}
    if settings.database_url:
        result |= {"private": False, "running": True}
    elif not instance.place_file.exists():
        result |= {"private": True, "running": False}
    else:
        now = Cluster(instance).status()
        result |= {"private": True, "running": now.running, "port": now.port, "data": now.data, "version": now.version}
    if as_json:
        emit_json(result)
        return
    for key, value in result.items():
        emit(f"{key:8} {value}")


def psql(
    context: typer.Context,
    owner: Annotated[bool, typer.Option("--owner", help="Connect as the owner of the tables.")] = False,
) -> int:
    """
    Open psql as the application's role; what stands after `--` goes to psql, and standard input too.

    Example: ./matian db psql -- -c "SELECT count(*) FROM parcels"
    """
    instance = open_instance()
    given = conninfo_to_dict(db.dsn(instance, "owner" if owner else "app"))
    variables = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
                 "sslmode": "PGSSLMODE"}  # fmt: skip
    environment = os.environ | {variables[key]: str(given[key]) for key in variables if given.get(key)}
    environment.setdefault("PGTZ", instance.place.time.zone)
    interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)  # psql cancels its query by itself
    try:
        return subprocess.run([_psql(), *context.args], env=environment, check=False).returncode  # noqa: S603
    finally:
        signal.signal(signal.SIGINT, interrupt)


def _psql() -> str:
    found = shutil.which("psql")
    if found:
        return found
    program = find_binaries().program("psql")
    if not os.access(program, os.X_OK):
        raise EnvironmentProblemError("psql is not installed; run: apt-get install postgresql-client")
    return program
