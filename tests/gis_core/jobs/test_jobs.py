"""Jobs on a real queue: a worker process, children that do the work, and what becomes of those that are killed."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import procrastinate
import psycopg
import pytest

import layers.migrations
from gis_core import db
from gis_core.errors import NotFoundError
from gis_core.instance import Instance
from gis_core.jobs import rescue, store
from gis_core.jobs.beside import Beside, worker_beside
from gis_core.jobs.kind import find, kinds
from gis_core.jobs.store import Job

ROOT = Path(__file__).parents[3]
PACKAGES = ("tests.gis_core.jobs.kinds",)
SOON_S = 30.0


@pytest.fixture(scope="module")
def own(fresh_instance: Callable[..., Instance]) -> Instance:
    return fresh_instance("jobs")


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.fixture
def worker(own: Instance, importable: None) -> Iterator[Beside]:
    with worker_beside(own, 2, PACKAGES) as beside:
        assert beside is not None
        yield beside


def submit(instance: Instance, kind: str, *, who: str = "li", role: str = "planner", **arguments: Any) -> int:
    with db.connect(instance) as connection:
        return store.submit(connection, kind, arguments, who=who, role=role)


def look(instance: Instance, job: int) -> Job:
    with db.connect(instance) as connection:
        return store.get(connection, job)


def cancel(instance: Instance, job: int) -> None:
    with db.connect(instance) as connection:
        store.cancel(connection, job)


def until(instance: Instance, job: int, what: Callable[[Job], bool], within_s: float = SOON_S) -> Job:
    """Look until `what` holds."""
    ends = time.monotonic() + within_s
    while not what(found := look(instance, job)):
        assert time.monotonic() < ends, f"still {found}"
        time.sleep(0.05)
    return found


def running_statements(instance: Instance) -> int:
    with db.connect(instance) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'"
            " AND query LIKE '%a long statement%' AND pid <> pg_backend_pid()"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_a_job_is_done_under_its_owners_name_and_tells_how_far_it_is(own: Instance, worker: Beside) -> None:
    job = submit(own, "count", to=20, pause_s=0.1)
    halfway = until(own, job, lambda found: 0.2 < found.progress < 1)
    assert (halfway.state, halfway.result) == ("running", None)
    assert halfway.doing is not None
    assert re.fullmatch(r"第 \d+ 步", halfway.doing.zh)
    assert re.fullmatch(r"step \d+", halfway.doing.en)
    done = until(own, job, lambda found: found.is_over)
    assert (done.state, done.progress, done.error) == ("done", 1.0, None)
    assert done.result == {"counted": 20, "who": "li", "role": "planner"}
    assert done.submitted_at <= done.started_at <= done.finished_at  # type: ignore[operator]


def test_a_job_that_nobody_committed_never_begins(own: Instance, worker: Beside) -> None:
    with psycopg.connect(db.dsn(own)) as connection:
        job = store.submit(connection, "count", {"to": 1}, who="li", role="planner")
        connection.rollback()
    later = submit(own, "count", to=1)
    until(own, later, lambda found: found.is_over)
    with pytest.raises(NotFoundError):
        look(own, job)


def test_two_jobs_run_at_once_and_a_third_waits(own: Instance, worker: Beside) -> None:
    both = [submit(own, "sleep_in_sql", seconds=60) for _ in range(2)]
    third = submit(own, "count", to=1)
    for job in both:
        until(own, job, lambda found: found.state == "running")
    assert look(own, third).state == "waiting"
    cancel(own, both[0])
    assert until(own, third, lambda found: found.is_over).state == "done"
    assert look(own, both[1]).state == "running"
    cancel(own, both[1])
    until(own, both[1], lambda found: found.state == "cancelled")


def test_cancelling_ends_the_statement_in_the_database_within_two_seconds(own: Instance, worker: Beside) -> None:
    job = submit(own, "sleep_in_sql", seconds=60)
    ends = time.monotonic() + SOON_S
    while not running_statements(own):
        assert time.monotonic() < ends
        time.sleep(0.05)
    asked = time.monotonic()
    cancel(own, job)
    cancelled = until(own, job, lambda found: found.is_over)
    assert cancelled.state == "cancelled"
    assert cancelled.cancel_asked
    assert cancelled.result is None
    assert running_statements(own) == 0
    assert time.monotonic() - asked < 2


def test_work_that_never_asks_is_ended_all_the_same(own: Instance, worker: Beside) -> None:
    job = submit(own, "deaf", seconds=120)
    until(own, job, lambda found: found.progress == 0.5)
    asked = time.monotonic()
    cancel(own, job)
    assert until(own, job, lambda found: found.is_over).state == "cancelled"
    assert time.monotonic() - asked < 4


def test_a_job_that_waits_is_cancelled_before_it_begins(own: Instance) -> None:
    job = submit(own, "count", to=1)
    cancel(own, job)
    assert look(own, job).state == "cancelled"
    with worker_beside(own, 2, PACKAGES):
        later = submit(own, "count", to=1)
        until(own, later, lambda found: found.state == "done")
    found = look(own, job)
    assert (found.state, found.started_at) == ("cancelled", None)


def test_cancelling_what_is_over_changes_nothing(own: Instance, worker: Beside) -> None:
    job = submit(own, "count", to=1)
    done = until(own, job, lambda found: found.is_over)
    cancel(own, job)
    assert look(own, job) == done


def test_a_refusal_is_told_in_its_own_sentence(own: Instance, worker: Beside) -> None:
    job = submit(own, "count", to=-1)
    failed = until(own, job, lambda found: found.is_over)
    assert (failed.state, failed.error) == (
        "failed",
        "to: it lies below zero; give a number that can be counted to",
    )


def test_an_error_of_ours_is_one_sentence_and_its_traceback_stays_in_the_log(own: Instance, worker: Beside) -> None:
    job = submit(own, "breaks", by=0)
    failed = until(own, job, lambda found: found.is_over)
    assert failed.state == "failed"
    assert failed.error == f"an error of ours; tell the administrator the number of the job, {job}"
    assert "ZeroDivisionError" in (own.logs / "jobs.log").read_text()


def test_a_kind_that_is_none_is_said(own: Instance, worker: Beside) -> None:
    failed = until(own, submit(own, "juggle"), lambda found: found.is_over)
    assert failed.error == "there is no kind of job named juggle; there are breaks, count, deaf, sleep_in_sql"


def test_a_child_that_is_killed_is_tried_again(own: Instance, worker: Beside, tmp_path: Path) -> None:
    job = submit(own, "deaf", dies_until=2, tries=str(tmp_path / "tries"))
    done = until(own, job, lambda found: found.is_over)
    assert (done.state, done.result, done.attempts) == ("done", "survived", 2)


def test_what_kills_its_process_each_time_is_given_up_with_a_sentence(
    own: Instance, worker: Beside, tmp_path: Path
) -> None:
    tries = tmp_path / "tries"
    job = submit(own, "deaf", dies_until=99, tries=str(tries))
    failed = until(own, job, lambda found: found.is_over)
    assert (failed.state, failed.error) == ("failed", rescue.GIVEN_UP)
    assert tries.read_text() == "x" * rescue.MOST_ATTEMPTS


def test_a_server_that_stops_gives_back_what_it_works_at_and_the_next_one_does_it(own: Instance) -> None:
    with worker_beside(own, 1, PACKAGES):
        job = submit(own, "count", to=40, pause_s=0.1)
        until(own, job, lambda found: found.state == "running" and found.progress > 0)
    given_back = look(own, job)
    assert (given_back.state, given_back.progress, given_back.started_at) == ("waiting", 0.0, None)
    with worker_beside(own, 1, PACKAGES):
        assert until(own, job, lambda found: found.is_over).state == "done"


def test_a_worker_that_is_killed_is_replaced_and_its_job_done(own: Instance, worker: Beside) -> None:
    first = worker.process
    job = submit(own, "sleep_in_sql", seconds=3)
    until(own, job, lambda found: found.state == "running")
    os.kill(first.pid, signal.SIGKILL)
    done = until(own, job, lambda found: found.is_over)
    assert (done.state, done.attempts) == ("done", 2)
    assert worker.process.pid != first.pid


def test_the_database_may_be_away_for_a_while(own: Instance, worker: Beside) -> None:
    before = submit(own, "count", to=1)
    until(own, before, lambda found: found.state == "done")
    with db.connect(own) as connection:
        row = connection.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'matian-worker'"
        ).fetchone()
    assert row is not None
    assert row[0] > 0
    assert until(own, submit(own, "count", to=1), lambda found: found.is_over).state == "done"


def test_jobs_are_listed_newest_first_without_their_results_and_belong_to_somebody(own: Instance) -> None:
    mine = [submit(own, "count", who="wang", to=number) for number in range(3)]
    other = submit(own, "count", who="zhao", to=1)
    with db.connect(own) as connection:
        assert [job.id for job in store.jobs(connection, who="wang")] == mine[::-1]
        assert [job.id for job in store.jobs(connection, who="wang", limit=1)] == mine[-1:]
        assert store.jobs(connection, who="wang", kind="deaf") == []
        assert store.jobs(connection)[0].id == other
        with pytest.raises(NotFoundError, match=f"no job {other}"):
            store.get(connection, other, who="wang")
        with pytest.raises(NotFoundError):
            store.cancel(connection, other, who="wang")
        for job in (*mine, other):
            store.cancel(connection, job)


def test_jobs_over_long_ago_are_forgotten_and_no_others(own: Instance) -> None:
    old, new, waiting = (submit(own, "count", to=1) for _ in range(3))
    cancel(own, old)
    cancel(own, new)
    with db.connect(own, role="owner") as connection:
        connection.execute("UPDATE jobs.jobs SET finished_at = now() - interval '31 days' WHERE id = %s", [old])
    with db.connect(own) as connection:
        rescue.expire(connection)
        queued = connection.execute(
            "SELECT id FROM jobs.procrastinate_jobs WHERE id = ANY(%s) ORDER BY id", [[old, new, waiting]]
        ).fetchall()
    assert queued == [(new,), (waiting,)]
    with pytest.raises(NotFoundError):
        look(own, old)
    assert (look(own, new).state, look(own, waiting).state) == ("cancelled", "waiting")
    cancel(own, waiting)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE jobs.jobs SET state = 'done'",
        "UPDATE jobs.jobs SET who = 'me'",
        "INSERT INTO jobs.jobs (id, kind, arguments, who, role, state) VALUES (-1, 'x', '{}', 'x', 'viewer', 'done')",
        "TRUNCATE jobs.jobs",
        "DROP TABLE jobs.procrastinate_jobs",
        "ALTER TABLE jobs.procrastinate_jobs DISABLE TRIGGER ALL",
        "CREATE TABLE jobs.mine (x int)",
    ],
)
def test_the_application_may_not_say_by_itself_where_a_job_stands(
    connection: psycopg.Connection[Any], statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_the_queue_is_the_installed_procrastinates_own() -> None:
    """When this fails procrastinate was renewed: add a migration with what its own migrations change."""
    ours = Path(layers.migrations.__path__[0]) / "sql" / "0011_procrastinate.sql"
    theirs = Path(procrastinate.__path__[0]) / "sql" / "schema.sql"
    assert ours.read_text(encoding="utf-8") == theirs.read_text(encoding="utf-8")


def test_kinds_are_found_by_looking() -> None:
    assert set(kinds(PACKAGES)) == {"breaks", "count", "deaf", "sleep_in_sql"}
    with pytest.raises(NotFoundError, match="no kind of job named juggle"):
        find("juggle", PACKAGES)
    for kind in kinds().values():
        assert kind.label.zh
        assert kind.label.en
