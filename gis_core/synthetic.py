"""The mark that whatever leaves an instance of synthetic records carries (示意数据)."""

from __future__ import annotations

from typing import Any

import psycopg

SYNTHETIC = "示意数据 · synthetic demo data"


def synthetic_mark(connection: psycopg.Connection[Any]) -> str | None:
    """Return what every export of synthetic records must say, `None` where the records are real."""
    row = connection.execute("SELECT value FROM instance_facts WHERE key = 'synthetic'").fetchone()
    return SYNTHETIC if row is not None and row[0] == "true" else None
