"""The stream of progress: within two seconds, nothing lost and nothing twice, whatever is restarted meanwhile."""

from __future__ import annotations

import datetime as dt
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg
import pytest

from api.roles import Role
from gis_core import db
from gis_core.consolidation.events import record_stage
from gis_core.consolidation.records.stream import Position, read_position
from gis_core.instance import Instance
from tests.api.consolidating import fill_project
from tests.api.serving import Running, serving
from tests.conftest import superuser_url

STREAM = "/api/consolidation/events/stream"
SOON_S = 2.0


@dataclass
class Listening:
    """What came over one stream so far."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    answer: httpx.Response | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    def progress(self) -> list[dict[str, Any]]:
        return [message["data"] for message in self.messages if message["event"] == "progress"]

    @property
    def last_id(self) -> str:
        return str(self.messages[-1]["id"])

    def wait_for(self, count: int, *, within: float = SOON_S, event: str = "progress") -> None:
        until = time.monotonic() + within
        while sum(message["event"] == event for message in self.messages) < count:
            assert time.monotonic() < until, f"{count} × {event} didn't come within {within} s: {self.messages}"
            time.sleep(0.02)


@contextmanager
def listening(running: Running, last_id: str | None = None, role: Role = Role.VIEWER) -> Iterator[Listening]:
    heard = Listening()
    headers = {"Last-Event-ID": last_id} if last_id else {}
    with running.client(role) as client, client.stream("GET", STREAM, headers=headers, timeout=60) as answer:
        assert answer.status_code == 200, answer.read()
        heard.answer = answer

        def read() -> None:
            message: dict[str, Any] = {}
            try:
                for line in answer.iter_lines():
                    name, _, value = line.partition(": ")
                    if not line and "event" in message:
                        heard.messages.append(message)
                        message = {}
                    elif name in ("id", "event"):
                        message[name] = value
                    elif name == "data":
                        message["data"] = json.loads(value)
            except (httpx.HTTPError, httpx.StreamError):
                pass  # closed by the test, or by the server under it
            heard.ended.set()

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        yield heard
        with suppress(OSError):  # closing alone doesn't wake a thread that reads
            answer.extensions["network_stream"].get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        reader.join(5)


@pytest.fixture
def office(fresh_instance: Callable[[str], Instance]) -> Instance:
    instance = fresh_instance("stream")
    fill_project(instance, 6)
    return instance


def _record(instance: Instance, parcel: str, stage: str = "identified", on: str = "2024-03-01") -> int:
    with db.connect(instance, who="recorder") as connection:
        return record_stage(connection, parcel, stage, dt.date.fromisoformat(on)).id


def test_what_is_recorded_arrives_within_two_seconds(office: Instance) -> None:
    with serving(office) as running, listening(running) as heard:
        heard.wait_for(1, event="ready", within=10)
        number = _record(office, "Z1")
        heard.wait_for(1)
        (told,) = heard.progress()
        assert {name: told[name] for name in ("log", "id", "parcel", "project", "stage", "recorded_by")} == {
            "log": "stage", "id": number, "parcel": "Z1", "project": "X1", "stage": "identified",
            "recorded_by": "recorder",
        }  # fmt: skip
        assert heard.answer is not None
        assert heard.answer.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in heard.answer.headers


def test_a_reader_who_was_away_gets_what_he_missed_and_nothing_twice(office: Instance) -> None:
    with serving(office) as running:
        with listening(running) as heard:
            heard.wait_for(1, event="ready", within=10)
            _record(office, "Z1")
            heard.wait_for(1)
            last = heard.last_id
        missed = [_record(office, parcel) for parcel in ("Z2", "Z3")]
        with listening(running, last) as heard:
            heard.wait_for(2)
            later = _record(office, "Z4")
            heard.wait_for(3)
            assert [each["id"] for each in heard.progress()] == [*missed, later]


def test_transactions_that_commit_out_of_order_are_all_told_once(office: Instance) -> None:
    with serving(office) as running:
        with listening(running) as heard:
            heard.wait_for(1, event="ready", within=10)
            with db.connect(office, who="slow") as slow:
                early = record_stage(slow, "Z1", "identified", dt.date(2024, 3, 1)).id
                late = _record(office, "Z2")  # a later transaction with a greater number, committed first
                heard.wait_for(1)
                last = heard.last_id
            heard.wait_for(2)
            assert [each["id"] for each in heard.progress()] == [late, early]
        with listening(running, last) as again:  # one who was cut off between the two
            again.wait_for(1)
            time.sleep(0.3)
            assert [each["id"] for each in again.progress()] == [early]


def test_a_batch_that_breaks_off_is_taken_up_in_its_middle(office: Instance) -> None:
    with serving(office) as running:
        with listening(running) as heard:
            heard.wait_for(1, event="ready", within=10)
            with db.connect(office, who="one transaction") as connection:
                numbers = [
                    record_stage(connection, f"Z{number}", "identified", dt.date(2024, 3, 1)).id
                    for number in range(1, 5)
                ]
            heard.wait_for(4)
            ids = [message["id"] for message in heard.messages if message["event"] == "progress"]
        later = _record(office, "Z5")
        for place, last in enumerate(ids, start=1):
            with listening(running, last) as again:
                again.wait_for(5 - place)
                time.sleep(0.1)
                assert [each["id"] for each in again.progress()] == [*numbers[place:], later]


def test_the_stream_survives_a_restart_of_the_server(office: Instance) -> None:
    with serving(office) as running, listening(running) as heard:
        heard.wait_for(1, event="ready", within=10)
        _record(office, "Z1")
        heard.wait_for(1)
        last = heard.last_id
    missed = _record(office, "Z2")
    with serving(office) as running, listening(running, last) as heard:
        heard.wait_for(1, within=10)
        assert [each["id"] for each in heard.progress()] == [missed]


def test_the_stream_survives_the_loss_of_its_connection(office: Instance) -> None:
    database = db.dsn(office).rpartition("/")[2]
    with serving(office) as running, listening(running) as heard:
        heard.wait_for(1, event="ready", within=10)
        for parcel in ("Z1", "Z2"):
            with psycopg.connect(superuser_url(office, "postgres"), autocommit=True) as server:
                server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database])
            _record(office, parcel)
        heard.wait_for(2, within=5)
        assert [each["parcel"] for each in heard.progress()] == ["Z1", "Z2"]


def test_streams_hold_no_turn_and_one_connection(office: Instance) -> None:
    with serving(office, query_limit=2) as running, running.client(Role.VIEWER) as client:
        headers = {"Authorization": f"Bearer {running.token(Role.VIEWER)}"}
        streams = [client.build_request("GET", STREAM, headers=headers, timeout=60) for _ in range(6)]
        answers = [client.send(request, stream=True) for request in streams]
        try:
            assert [answer.status_code for answer in answers] == [200] * 6
            assert client.get("/api/layers").status_code == 200
            with psycopg.connect(superuser_url(office, "postgres")) as server:
                row = server.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'matian-stream' AND datname = %s",
                    [db.dsn(office).rpartition("/")[2]],
                ).fetchone()
            assert row == (1,)
        finally:
            for answer in answers:
                answer.close()


def test_a_position_of_another_cluster_is_told_to_begin_again(office: Instance) -> None:
    with serving(office) as running:
        for last in ("7.700:700:", "7.700:705:701.705:705:.stage-3"):
            with listening(running, last) as heard:
                heard.wait_for(1, event="reset", within=10)
        with listening(running) as heard:
            heard.wait_for(1, event="ready", within=10)
            cluster = heard.last_id.partition(".")[0]
        with listening(running, f"{cluster}.900000000000:900000000000:") as heard:  # restored from an older copy
            heard.wait_for(1, event="reset", within=10)
        with running.client(Role.VIEWER) as client:
            for wrong in ("x", "1.2", f"{cluster}.9:5:", f"{cluster}.5:9:8,7", "1" * 5000):
                answer = client.get(STREAM, headers={"Last-Event-ID": wrong})
                assert (answer.status_code, answer.json()["field"]) == (400, "last-event-id")


def test_a_stream_ends_when_its_token_is_revoked(office: Instance) -> None:
    with serving(office) as running, listening(running, role=Role.ANALYST) as heard:
        heard.wait_for(1, event="ready", within=10)
        with db.connect(office, role="owner") as connection:
            connection.execute("UPDATE tokens SET revoked_at = now() WHERE role = 'analyst'")
        time.sleep(1.2)  # who came in a moment ago is remembered for a second
        _record(office, "Z1")
        assert heard.ended.wait(5)
        assert heard.progress() == []


@pytest.mark.parametrize(
    "position",
    [Position("7", "5:9:6,7"), Position("7", "5:5:"), Position("7", "5:9:6", "5:12:", "stage", 44)],
)
def test_a_position_is_read_as_it_was_written(position: Position) -> None:
    assert read_position(position.written()) == position
