"""`serve`: the server, from a free port to a clean stop."""

from __future__ import annotations

import asyncio
import getpass
import os
import signal
import socket
import sys
from typing import Annotated, Any

import typer

from api.commands.console import emit, emit_json, say
from api.commands.session import open_instance
from api.frontend import ensure_built
from api.roles import Role
from gis_core import db
from gis_core.errors import EnvironmentProblemError, WrongUseError
from gis_core.instance import Instance
from gis_core.jobs.beside import worker_beside
from gis_core.settings import Settings, load_settings

PORTS_TO_TRY = 50
GRACE_S = 10  # for requests under way when it is told to stop
BACKLOG = 2048
UVICORN: dict[str, Any] = {
    "loop": "uvloop",
    "http": "httptools",
    "log_config": None,
    "access_log": False,  # api.logs writes a line a request, without secrets
    "server_header": False,
    "timeout_graceful_shutdown": GRACE_S,
    "timeout_keep_alive": 30,
    "backlog": BACKLOG,
}


def register(cli: typer.Typer) -> None:
    """Add `serve`."""
    cli.command()(serve)


def serve(
    port: Annotated[int | None, typer.Option(help="Port; the next free one when taken.", min=0, max=65535)] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; 0.0.0.0 for the whole network.")] = None,
    workers: Annotated[int | None, typer.Option(help="Server processes.", min=1, max=64)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the addresses as JSON to standard output.")] = False,
) -> None:
    """
    Serve the map and the API; prints a link that logs you in once.

    Ctrl-C or SIGTERM lets requests under way end, then stops. Under other names than 127.0.0.1 and localhost it only
    answers when MATIAN_PUBLIC_HOSTS says so. Requests are logged in the instance's log/server.log. Long jobs run in a
    process beside the server (log/jobs.log).
    """
    settings = load_settings()
    ensure_built(say)
    instance = open_instance(settings)
    given = {"port": port, "host": host, "workers": workers}
    changed = {name: value for name, value in given.items() if value is not None}
    run(instance, settings.model_copy(update=changed), as_json=as_json)


def run(instance: Instance, settings: Settings, *, as_json: bool = False) -> None:
    """
    Serve `instance` until a signal stops it.

    Raises
    ------
    EnvironmentProblemError
        If no port is free.
    WrongUseError
        If the address isn't one of this machine.
    """
    import uvicorn  # noqa: PLC0415  (slow to import)

    from api.logs import configure  # noqa: PLC0415

    configure(instance)
    listening = listen(settings.host, settings.port)
    port = listening.getsockname()[1]
    if settings.port not in (0, port):
        say(f"port {settings.port} is taken; using {port}")
    with worker_beside(instance, settings.jobs_at_once):
        if settings.workers > 1:
            from uvicorn.supervisors import Multiprocess  # noqa: PLC0415

            os.environ["MATIAN_HOME"] = str(instance.home)  # workers are processes of their own and read settings anew
            os.environ["MATIAN_HOST"] = settings.host
            config = uvicorn.Config("api.app:from_environment", factory=True, workers=settings.workers, **UVICORN)
            _announce(instance, settings, port, as_json=as_json)
            Multiprocess(config, sockets=[listening]).run()
        else:
            from api.app import create_app  # noqa: PLC0415

            server = uvicorn.Server(uvicorn.Config(create_app(settings, instance), **UVICORN))
            _announce(instance, settings, port, as_json=as_json)
            _run_here(server, listening)
    say("server stopped")


def _run_here(server: Any, listening: socket.socket) -> None:
    """Run one server; uvicorn raises again the signal that stopped it, which has done its work by then."""

    def leave(_number: int, _frame: object) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        server.run(sockets=[listening])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if not server.started:
        raise EnvironmentProblemError("the server could not start; see log/server.log of the instance")


def listen(host: str, port: int) -> socket.socket:
    """
    Return a socket that listens on `port` or the next free one (any free one for 0).

    Raises
    ------
    EnvironmentProblemError
        If none of the next ports is free.
    WrongUseError
        If the address isn't one of this machine.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise WrongUseError(f"--host: {host} isn't an address of this machine ({error.strerror})") from error
    last = min(port + PORTS_TO_TRY, 65535) if port else 0
    for candidate in range(port, last + 1):
        trial = socket.socket(family, socket.SOCK_STREAM)
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((address[0], candidate))
            trial.listen(BACKLOG)
        except PermissionError:
            trial.close()
            raise EnvironmentProblemError(f"port {candidate} is reserved for root; give --port 8765") from None
        except OSError as error:
            trial.close()
            if error.errno not in (98, 48):  # address already in use
                raise WrongUseError(f"--host: can't listen on {host} ({error.strerror})") from error
            continue
        trial.set_inheritable(True)
        return trial
    raise EnvironmentProblemError(f"the ports {port} to {last} are all taken; give another with --port")


def _announce(instance: Instance, settings: Settings, port: int, *, as_json: bool) -> None:
    host = settings.host
    if host in ("0.0.0.0", "::", ""):  # noqa: S104  (a place to listen, not to go to)
        host = settings.public_hosts[0] if settings.public_hosts else "127.0.0.1"
    url = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    login = f"{url}login?token={asyncio.run(_one_time_login(instance))}"
    if as_json:
        emit_json({"url": url, "login_url": login, "host": settings.host, "port": port, "workers": settings.workers})
        return
    say(f"✓ serving {instance.place.name.zh} · {instance.place.name.en}; Ctrl-C stops it")
    say("  this link logs you in once, within 15 minutes:")
    emit(login)
    sys.stdout.flush()


async def _one_time_login(instance: Instance) -> str:
    import asyncpg  # noqa: PLC0415

    from api.security import store  # noqa: PLC0415

    connection = await asyncpg.connect(db.dsn(instance))
    try:
        return await store.create_login(connection, store.Holder(getpass.getuser(), Role.ADMINISTRATOR))
    finally:
        await connection.close()
