"""The named queries of this package: one SQL file each, asked with bound values, answered as a table."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import psycopg
import shapely

FOLDER = Path(__file__).parent / "sql"
Connection = psycopg.Connection[Any]


@cache
def question(name: str) -> str:
    """Return the text of `sql/<name>.sql`."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def ask(connection: Connection, name: str, **values: object) -> pd.DataFrame:
    """
    Return the answer to a named query, one column for each of its own.

    Parameters
    ----------
    connection
        A transaction of any role that may read.
    name
        File name of the query, without `.sql`.
    values
        What it asks for by name.
    """
    answer = connection.execute(question(name), values)
    columns = [column.name for column in answer.description or ()]
    return pd.DataFrame(answer.fetchall(), columns=columns)


def ask_for_shapes(connection: Connection, name: str, *, crs: str, **values: object) -> gpd.GeoDataFrame:
    """Return the answer to a named query whose column `geom` holds shapes as WKB, in the survey CRS `crs`."""
    table = ask(connection, name, **values)
    shapes = shapely.from_wkb(np.array([bytes(shape) for shape in table["geom"]], dtype=object))
    return gpd.GeoDataFrame(table.drop(columns="geom"), geometry=shapes, crs=crs).rename_geometry("geom")
