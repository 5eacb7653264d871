"""An answer as tables (选址结果): for notebooks, where a run is looked at rather than read as JSON."""

from __future__ import annotations

from functools import cached_property

import geopandas as gpd
import pandas as pd

from gis_core.siting.answer import Answer

FUNNEL = ("source", "failed", "passed")


class Selection:
    """
    The answer of a scenario as DataFrames.

    Parameters
    ----------
    answer
        What the scenario gave.
    run
        Number under which it is kept, `None` when it isn't.
    """

    def __init__(self, answer: Answer, run: int | None = None) -> None:
        self.answer = answer
        self.run = run

    @cached_property
    def funnel(self) -> pd.DataFrame:
        """The constraints in order: `zh`, `en`, `source`, how many `failed` and `passed`."""
        steps = self.answer.result["funnel"]
        rows = [(step["label"]["zh"], step["label"]["en"], *map(step.get, FUNNEL)) for step in steps]
        return pd.DataFrame(rows, columns=["zh", "en", *FUNNEL])

    @cached_property
    def criteria(self) -> pd.DataFrame:
        """The criteria by name: `label`, `unit`, `sense`, `weight`, `low` and `high` found, how many are `missing`."""
        table = pd.DataFrame(self.answer.result["criteria"]).set_index("name")
        table["label"] = table["label"].map(lambda label: label["zh"])
        return table[["label", "unit", "sense", "weight", "low", "high", "missing"]]

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """The numbers of the criteria by candidate, each in its unit."""
        found = self.answer.result["candidates"]
        return pd.DataFrame(found["raw"], index=pd.Index(found["codes"], name="code"), dtype=float)

    @cached_property
    def values(self) -> pd.DataFrame:
        """The values (0–1) of the numbers by candidate."""
        found = self.answer.result["candidates"]
        return pd.DataFrame(found["values"], index=pd.Index(found["codes"], name="code"), dtype=float)

    @cached_property
    def ranked(self) -> gpd.GeoDataFrame:
        """The ranking, best first, by code: `rank`, `score`, the numbers, and a point in degrees (EPSG:4326)."""
        found = self.answer.result["candidates"]
        places = gpd.GeoSeries(gpd.points_from_xy(found["lon"], found["lat"]), index=found["codes"], crs="EPSG:4326")
        rows = self.answer.result["ranked"]
        table = pd.DataFrame(
            {"rank": [row["rank"] for row in rows], "score": [row["score"] for row in rows]},
            index=pd.Index([row["code"] for row in rows], name="code"),
        )
        return gpd.GeoDataFrame(table.join(self.numbers), geometry=places.reindex(table.index))

    @property
    def chosen(self) -> gpd.GeoDataFrame:
        """Of the ranking what was chosen together; empty when the scenario chooses nothing."""
        told = self.answer.result["allocation"] or {"sites": []}
        return self.ranked.loc[[site["code"] for site in told["sites"]]]

    def __repr__(self) -> str:
        """Say what came out first."""
        sifted = self.answer.result["sifted"]
        first = f", first {self.ranked.index[0]}" if len(self.ranked) else ""
        return f"<Selection {self.answer.scenario.name}: {sifted['left']} of {sifted['candidates']} candidates{first}>"
