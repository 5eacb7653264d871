"""
Probability of delivery (按期交地概率): that the land of a candidate is completed by a day, by its stages so far.

Land in no consolidation project is taken as `no_project` says; land of several parcels by their area.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

import pandas as pd
from pydantic import Field

from gis_core.siting.criteria.base import Criterion
from gis_core.siting.ground import Ground
from gis_core.siting.parts import sql_beside
from layers.base import Label


class Delivery(Criterion):
    """Probability (0–1) that it is completed by the day `by`; `no_project` for land in none (missing when left out)."""

    LABEL: ClassVar[Label] = Label("按期交地概率", "Probability of delivery")
    UNIT: ClassVar[str] = "1"
    READS: ClassVar[tuple[str, ...]] = ("consolidation_parcels", "consolidation_projects")

    kind: Literal["delivery"] = "delivery"
    by: dt.date
    no_project: Annotated[float | None, Field(ge=0, le=1)] = None
    seed: Annotated[int, Field(ge=0, le=2**31)] = 0

    def measure(self, ground: Ground) -> pd.Series:
        """Let every parcel on record walk on, and weigh those of each candidate by area."""
        from gis_core.consolidation.analysis.delivery import delivery  # noqa: PLC0415  (slow to import)
        from gis_core.consolidation.analysis.questions import ask  # noqa: PLC0415

        histories = ask(ground.connection, "histories", at=ground.at, known=ground.known)
        stages = [code for (code,) in ground.execute("SELECT code FROM stages ORDER BY position").fetchall()]
        likely = delivery(histories, stages, ground.at, max(self.by, ground.at), seed=self.seed)
        shares = ground.ask(sql_beside(__file__)).reset_index()
        shares["probability"] = shares["parcel"].map(likely)
        if self.no_project is not None:
            shares.loc[shares["parcel"].isna(), "probability"] = self.no_project
        known = shares.dropna(subset=["probability"])
        weighed = (known["probability"] * known["share"]).groupby(known["code"]).sum()
        # What isn't known of more than half of the land says nothing of the whole.
        covered = known["share"].groupby(known["code"]).sum()
        return (weighed / covered).where(covered > 0.5).reindex(ground.codes)
