"""What a run stood on: the code of this package, and the state of each layer and file that it read."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from psycopg import sql

from gis_core.siting.ground import Ground

HERE = Path(__file__).parent
STATE = sql.SQL(
    "SELECT count(*), coalesce(to_char(max(updated_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), '-'),"
    " coalesce(sum(hashtextextended(code || '/' || revision, 0))::text, '0') FROM {source}"
)


@cache
def code_version() -> str:
    """Return a hash of the sources of this package (Python, SQL and presets): what an answer follows from."""
    found = hashlib.sha256()
    for file in sorted(path for path in HERE.rglob("*") if path.suffix in (".py", ".sql", ".json")):
        found.update(str(file.relative_to(HERE)).encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def data_versions(ground: Ground, reads: list[str]) -> dict[str, Any]:
    """
    Return the state of each layer (rows, newest recording, a sum over codes and revisions) and file (hash).

    Two equal states hold the same versions of the same things.
    """
    found: dict[str, Any] = {}
    for name in reads:
        if "." in name:
            path = ground.instance.files / name
            found[name] = {"sha256": _digest(path) if path.exists() else None}
            continue
        row = ground.execute(STATE.format(source=sql.Identifier(f"at_{name}"))).fetchone()
        assert row is not None  # noqa: S101  (an aggregate)
        found[name] = {"rows": row[0], "newest": row[1], "sum": row[2]}
    return found


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
