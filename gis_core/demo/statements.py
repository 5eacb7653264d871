"""The statements that write the dated records: one file of SQL each, with the land that the records speak of."""

from __future__ import annotations

from pathlib import Path

from psycopg import sql

from gis_core.demo.codes import subdistrict_code
from gis_core.demo.matian import DISTRICT

FOLDER = Path(__file__).parent / "sql"


def statement(name: str, **parts: sql.Composable) -> sql.Composed:
    """
    Return `sql/<name>.sql` with its named parts put in.

    Every statement may use `{at_home}`: it keeps the rows `p` that lie in Matian. The office's records are of its own
    subdistrict at every scale, and never of the neighbour towns that a larger one draws around it.
    """
    return _text(name).format(at_home=AT_HOME, **parts)


def _text(name: str) -> sql.SQL:
    return sql.SQL((FOLDER / f"{name}.sql").read_text(encoding="utf-8"))


AT_HOME = _text("at_home").format(home=sql.Literal(subdistrict_code(DISTRICT)))
