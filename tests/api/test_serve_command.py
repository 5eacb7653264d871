"""`serve` and `token` as commands: ports, the link, signals, workers; what is printed where."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import psycopg
import pytest

from api.commands.serve import listen
from gis_core import db
from gis_core.errors import WrongUseError
from gis_core.instance import Instance

Matian = Callable[..., Any]
Variables = dict[str, str]

# `serve` without the building of the front end, which other tests are about
SERVE = """
from api.cli import main
import api.commands.serve
api.commands.serve.ensure_built = lambda say: False
main()
"""


class Served:
    """A `serve` that runs as a process of its own."""

    def __init__(self, variables: Variables, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, "serve", "--json", *arguments],
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        text = ""
        while not text.endswith("}\n"):
            line = self.process.stdout.readline()
            assert line, self.process.communicate()[1]
            text += line
        self.told = json.loads(text)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """Send a signal and return the exit code and what was printed since."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


@pytest.fixture
def serve(served: Instance, variables_of: Callable[[Instance], Variables]) -> Iterator[Callable[..., Served]]:
    """A function that starts `serve` on the instance `served`."""
    started: list[Served] = []

    def start(*arguments: str) -> Served:
        started.append(Served(variables_of(served), *arguments))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_serves_with_a_link_and_stops_cleanly_on_a_signal(
    serve: Callable[..., Served], number: signal.Signals, workers: str
) -> None:
    running = serve("--port", "0", "--workers", workers)
    with httpx.Client(timeout=60) as browser:
        assert browser.get(running.told["login_url"]).status_code == 303
        assert browser.get(f"{running.told['url']}api/session").json()["role"] == "administrator"
    code, out, err = running.stop(number)
    assert (code, out) == (0, "")
    assert "Traceback" not in err
    assert "server stopped" in err
    with pytest.raises(httpx.ConnectError):
        httpx.get(running.told["url"])


@pytest.mark.parametrize("workers", ["1", "2"])
def test_open_streams_end_when_the_server_is_told_to_stop(serve: Callable[..., Served], workers: str) -> None:
    running = serve("--port", "0", "--workers", workers)
    with httpx.Client(timeout=60) as browser:
        browser.get(running.told["login_url"])
        address = f"{running.told['url']}api/consolidation/events/stream"
        with browser.stream("GET", address) as first, browser.stream("GET", address) as second:
            for answer in (first, second):
                lines = answer.iter_lines()
                while not next(lines).startswith("event: ready"):
                    pass
            told = time.monotonic()
            code, _, err = running.stop()
            took = time.monotonic() - told
    assert code == 0
    assert "Traceback" not in err
    assert took < 6, f"it waited {took:.1f} s for streams that never end by themselves"


def test_a_request_under_way_ends_before_the_server_does(serve: Callable[..., Served], served: Instance) -> None:
    running = serve("--port", "0")
    answers: list[int] = []
    with httpx.Client(timeout=60) as browser, psycopg.connect(db.dsn(served, "owner")) as blocking:
        browser.get(running.told["login_url"])
        blocking.execute("LOCK TABLE parcels IN ACCESS EXCLUSIVE MODE")
        url = f"{running.told['url']}api/layers/parcels/features"
        asking = threading.Thread(target=lambda: answers.append(browser.get(url).status_code))
        asking.start()
        while not _waiting_for_the_lock(served):
            time.sleep(0.05)
        running.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert running.process.poll() is None, "it waits"
        blocking.rollback()
        asking.join(30)
    assert answers == [200]
    assert running.process.wait(30) == 0


def _waiting_for_the_lock(instance: Instance) -> bool:
    with db.connect(instance) as connection:
        row = connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
    assert row is not None
    return bool(row[0])


def test_a_taken_port_is_said_and_the_next_free_one_used(serve: Callable[..., Served]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        running = serve("--port", str(port))
        assert port < running.told["port"] <= port + 50
        _, _, err = running.stop()
    assert f"port {port} is taken; using {running.told['port']}" in err


def test_without_json_the_link_stands_alone_on_the_last_line(
    served: Instance, variables_of: Callable[[Instance], Variables]
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, "serve", "--port", "0"],
        env=variables_of(served),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    link = process.stdout.readline().strip()
    assert httpx.get(link, timeout=60).status_code == 303
    process.send_signal(signal.SIGTERM)
    assert process.communicate()[0] == ""


def test_an_address_that_is_not_ours_is_wrong_use() -> None:
    with pytest.raises(WrongUseError, match="--host"):
        listen("203.0.113.7", 0)
    with pytest.raises(WrongUseError, match="--host"):
        listen("no.such.host.invalid", 0)


def test_a_token_is_printed_alone_on_the_last_line_and_works(matian: Matian, served: Instance, server: Any) -> None:
    made = matian(served, "token", "create", "--role", "officer", "--name", "台账程序", "--days", "30")
    assert made.code == 0, made.err
    secret = made.out.strip()
    assert "\n" not in secret
    assert secret not in made.err
    answer = httpx.get(f"{server.url}/api/session", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json() == {"who": "台账程序", "role": "officer"}
    listed = [token for token in matian(served, "token", "list", "--json").json if token["name"] == "台账程序"]
    assert [(token["role"], token["revoked_at"]) for token in listed] == [("officer", None)]
    assert listed[0]["last_used_at"]
    assert secret not in json.dumps(listed)
    revoked = matian(served, "token", "revoke", str(listed[0]["id"]), "--json")
    assert revoked.json["revoked_at"]
    again = httpx.get(f"{server.url}/api/session", headers={"Authorization": f"Bearer {secret}"})
    assert again.status_code == 401, "revoked when the command returns"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["create"], 2),
        (["create", "--role", "king"], 2),
        (["create", "--role", "viewer", "--days", "0"], 2),
        (["create", "--role", "viewer", "--name", "a\nb"], 2),
        (["revoke", "987654"], 3),
        (["revoke", "one"], 2),
    ],
)
def test_a_wrong_token_command_says_so(matian: Matian, served: Instance, arguments: list[str], code: int) -> None:
    ran = matian(served, "token", *arguments)
    assert ran.code == code, ran.err
    assert ran.err.strip()
    assert "Traceback" not in ran.err
    assert ran.out == ""


def test_a_token_as_json_is_json_alone(matian: Matian, served: Instance) -> None:
    made = matian(served, "token", "create", "--role", "viewer", "--json").json
    assert made["role"] == "viewer"
    assert made["token"].startswith("matian_")
    assert made["expires_at"] is None
    assert made["created_by"] == os.environ.get("USER", made["created_by"])
