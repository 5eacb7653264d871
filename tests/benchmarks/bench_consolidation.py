"""
Consolidation: figures over all projects and a step of the slider, against the plainest correct SQL in the same run.

`./matian bench consolidation [--parcels 300000]` works on a cluster of its own, away from any records: parcels with
more than 2 million stage events and a version each. The peer of a figure (sql/consolidation_peers.sql) is the statement
that one writes at a prompt to get that number from the same tables; both must agree.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import signal
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from gis_core import db
from gis_core.consolidation.figures import Question, answer, answers, figure_named
from gis_core.consolidation.overview import funnel, monthly, project_table, states
from gis_core.consolidation.period import year
from gis_core.opening import hold
from gis_core.settings import Settings

Connection = psycopg.Connection[Any]
SQL = Path(__file__).parent / "sql"
TABLES = (
    *("consolidation_projects", "consolidation_parcels", "consolidation_parcels_history"),
    *("stage_events", "right_holders", "project_targets"),
)
AT = dt.date(2022, 6, 30)
MOST = 3.0


def main() -> None:
    """Make a cluster, lay the records out, print the ratios and what is asked of them."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--parcels", type=int, default=300_000)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cluster is stopped and swept away
    with TemporaryDirectory(prefix="matian-bench-") as folder:
        held = hold(Settings(home=Path(folder), _env_file=None, database_url=None))
        try:
            with psycopg.connect(db.dsn(held.instance, "owner"), autocommit=True) as connection:
                fill(connection, given.parcels)
            with db.connect(held.instance) as connection:
                connection.execute("SELECT set_config('matian.role', 'administrator', true)")
                measure(connection, given.rounds)
        finally:
            held.release()


def fill(connection: Connection, count: int) -> None:
    """Lay out the records with triggers, indexes and constraints set aside; the rules then check a sample of them."""
    begun = time.perf_counter()
    for setting in ("synchronous_commit = off", "work_mem = '256MB'", "maintenance_work_mem = '512MB'"):
        connection.execute(f"SET {setting}")
    aside = connection.execute(
        (SQL / "consolidation_aside.sql").read_text(encoding="utf-8"), {"tables": list(TABLES)}
    ).fetchall()
    for takes_away, _ in aside:
        connection.execute(takes_away)
    for statement in (SQL / "consolidation_fill.sql").read_text(encoding="utf-8").split("\n--\n"):
        connection.execute(statement.replace("{count}", str(int(count))))
    for _, brings_back in reversed(aside):
        connection.execute(brings_back)
    for table in TABLES:
        connection.execute(f"VACUUM ANALYZE {table}")
    honest(connection)
    counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in TABLES[1:4]]
    parcels, versions, events = (row[0] for row in counts if row)
    print(
        f"{parcels:,} parcels, {versions:,} versions, {events:,} events: {time.perf_counter() - begun:.0f} s",
        flush=True,
    )


def honest(connection: Connection) -> None:
    """See for a sample of parcels that their versions say what the triggers would have made of the events."""
    different = connection.execute((SQL / "consolidation_honest.sql").read_text(encoding="utf-8")).fetchall()
    assert different == [], f"versions that the events don't make: {different[:3]}"


def measure(connection: Connection, rounds: int) -> None:
    """Time each figure of a year over all projects beside its peer, then the overviews and the slider."""
    question = Question(year(2022))
    for name, peer in peers().items():
        figure = figure_named(name)
        values = {"first": question.period.first, "last": question.period.last, "figure": name}

        def ours(figure: Any = figure) -> Decimal | None:
            return answer(connection, figure, question).value

        def theirs(peer: str = peer, values: dict[str, Any] = values) -> Decimal | None:
            row = connection.execute(peer, values).fetchone()
            assert row is not None
            return row[0]

        tell(name, ours, theirs, rounds)
    by_project = figure_named("completed_area")
    for what, ask in {
        "completed_area by project and month": lambda: answers(connection, by_project, question, ("project", "month")),
        "months of a year": lambda: monthly(connection, 2022),
        "funnel": lambda: funnel(connection, AT),
        "table of projects": lambda: project_table(connection, AT),
    }.items():
        print(f"{what}: {timed(ask)[0] * 1000:,.0f} ms", flush=True)
    whole, (before, after) = slider(connection)
    step_s, step = timed(lambda: states(connection, AT + dt.timedelta(days=1), since=AT))
    assert before.stages | step.stages == after.stages and not step.gone
    print(
        f"a day's step of the slider: {step_s * 1000:,.1f} ms for {len(step.stages):,} parcels;"
        f" all {len(after.stages):,}: {whole * 1000:,.0f} ms, {whole / step_s:,.0f} times as long",
        flush=True,
    )


def slider(connection: Connection) -> tuple[float, tuple[Any, Any]]:
    """Return the seconds that the whole state of a day takes, and the states of two neighbouring days."""
    before = states(connection, AT)
    took, after = timed(lambda: states(connection, AT + dt.timedelta(days=1)))
    return took, (before, after)


def peers() -> dict[str, str]:
    """Return the plain statements by the figure that they find; one stands for a figure after a line `-- name`."""
    text = (SQL / "consolidation_peers.sql").read_text(encoding="utf-8")
    parts = re.split(r"^-- figure: (\w+)$", text, flags=re.M)
    return dict(zip(parts[1::2], (part.strip().rstrip(";") for part in parts[2::2]), strict=True))


def timed(ask: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that it takes, and what it gives."""
    begun = time.perf_counter()
    found = ask()
    return time.perf_counter() - begun, found


def tell(what: str, ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int) -> None:
    """Print medians in milliseconds and their ratio; both must give the same number."""
    mine, peer = [], []
    for _ in range(rounds + 1):  # the first warms
        mine.append(timed(ours))
        peer.append(timed(theirs))
    a, b = mine[0][1], peer[0][1]
    same = a == b or (a is not None and b is not None and abs(a - b) < Decimal("1e-12"))
    assert same, f"{what}: {a} and {b}"
    first, second = (statistics.median(took for took, _ in many[1:]) for many in (mine, peer))
    print(
        f"{what}: {first * 1000:,.0f} ms against {second * 1000:,.0f} ms, {first / second:.2f}× (at most {MOST:g}×)",
        flush=True,
    )


if __name__ == "__main__":
    main()
