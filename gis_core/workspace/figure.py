"""A figure as a notebook holds it: its value, what it means, and all that makes it, in a table and as shapes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import orjson
import pandas as pd
import shapely

from gis_core.place import Names
from gis_core.workspace.cards import number_card

DEGREES = "EPSG:4326"


@dataclass(frozen=True, repr=False)
class Figure:
    """
    A figure of a period.

    Parameters
    ----------
    name, label, definition
        What it is called and what it means.
    value
        In `unit`; `None` for a rate or median of nothing.
    unit
        `m²`, `CNY`, `days`, `1` for a rate (0–1), or what is counted.
    first, last
        The period, both days included.
    evidence
        A row a thing: `code`, `layer`, `project`, `land_kind`, `date`, `amount` (their sum makes the value; m² for
        areas), and for rates `of`.
    crs
        The survey CRS, which `shapes` come in.
    """

    name: str
    label: Names
    definition: Names
    value: float | None
    unit: str
    first: dt.date
    last: dt.date
    evidence: pd.DataFrame
    crs: str
    drawn: Callable[[], bytes | str]

    def __repr__(self) -> str:
        """Say what it is worth."""
        return f"<Figure {self.label.zh} {self.name} {self.first} – {self.last}: {' '.join(self._shown()).strip()}>"

    @property
    def hectares(self) -> float | None:
        """The value in ha; `None` for what is no area."""
        return self.value / 10_000 if self.unit == "m²" and self.value is not None else None

    @cached_property
    def shapes(self) -> gpd.GeoDataFrame:
        """The things as they counted (`layer`, `code`), for drawing: to 0.1 m, the 5,000 with the greatest amounts."""
        features = orjson.loads(self.drawn())["features"]
        table = pd.DataFrame([feature["properties"] for feature in features], columns=["layer", "code"])
        shapes = shapely.from_geojson([orjson.dumps(feature["geometry"]).decode() for feature in features])
        return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(list(shapes), crs=DEGREES)).to_crs(self.crs)

    def _repr_html_(self) -> str:
        number, unit = self._shown()
        period = f"{self.first} – {self.last} · {len(self.evidence):,} 项依据 things make it"
        title = f"{self.label.zh} · {self.label.en}"
        return number_card(title, number, unit, [period, self.definition.zh, self.definition.en])

    def _shown(self) -> tuple[str, str]:
        if self.value is None:
            return "–", ""
        if self.hectares is not None:
            return f"{self.hectares:,.2f}", "ha"
        if self.unit == "1":
            return f"{self.value:.1%}", ""
        return f"{self.value:,.10g}", self.unit


def evidence_table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Return rows of evidence as a table, dates as dates and amounts as numbers."""
    table = pd.DataFrame(rows, columns=["code", "layer", "project", "land_kind", "date", "amount", "of"])
    return table.assign(
        date=pd.to_datetime(table["date"]).astype("datetime64[s]"),
        amount=table["amount"].astype(float),
        of=table["of"].astype(float),
    )
