"""
People without green (缺绿人口): those near a candidate who have no green or no park near them now.

"300 m to a green, 500 m to a park" (300米见绿，500米见园): a resident counts who lives within the service distance of
the candidate, and from whose home no feature of the kinds named lies within it. Distances are straight, from homes to
the outlines of the greens, as the standard's service radius is.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from psycopg import sql
from pydantic import AfterValidator, Field

from gis_core.siting.criteria.base import Criterion
from gis_core.siting.features import FeaturesOf
from gis_core.siting.ground import Ground
from gis_core.siting.quantities import Length, quantity
from layers.base import Label

SERVICE = "300米见绿、500米见园（GB 50180-2018；国家园林城市评选标准）"
GREENS = ("pocket_park", "community_park", "city_park", "square", "street_green")
SHAPES = sql.SQL("SELECT st_asbinary(f.geom) FROM {source} f WHERE {condition}")


def _are_greens(kinds: list[str]) -> list[str]:
    return list(FeaturesOf(layer="pocket_parks", values=kinds).values or [])


class GreenMissing(Criterion):
    """How many residents within `service` of the candidate have no green of `greens` within it."""

    LABEL: ClassVar[Label] = Label("缺绿人口", "People without green")
    UNIT: ClassVar[str] = "人"
    READS: ClassVar[tuple[str, ...]] = ("buildings", "communities", "pocket_parks")
    SOURCE: ClassVar[str] = SERVICE

    kind: Literal["green_missing"] = "green_missing"
    service: Annotated[Length, Field(validate_default=True)] = quantity(300, "m", SERVICE)
    greens: Annotated[list[str], Field(min_length=1, default_factory=lambda: list(GREENS)), AfterValidator(_are_greens)]

    @property
    def label(self) -> Label:
        """With the distance."""
        metres = f"{self.service.base:g}"
        return Label(f"{metres} m 内缺绿人口", f"People without green within {metres} m")

    def measure(self, ground: Ground) -> pd.Series:
        """Find who has none, and add them up around each candidate."""
        people, reach = ground.people, self.service.base
        homes: NDArray[np.object_] = shapely.points(people[["x", "y"]].to_numpy(dtype=float))  # type: ignore[assignment]
        condition, values = FeaturesOf(layer="pocket_parks", values=self.greens).condition()
        rows = ground.execute(
            SHAPES.format(source=sql.Identifier("at_pocket_parks"), condition=condition), **values
        ).fetchall()
        greens = shapely.from_wkb(np.array([bytes(shape) for (shape,) in rows], dtype=object))
        served = np.zeros(len(homes), dtype=bool)
        if len(greens):
            served[np.unique(shapely.STRtree(greens).query(homes, predicate="dwithin", distance=reach)[0])] = True
        without = homes[~served]
        counts = people["residents"].to_numpy(dtype=float)[~served]
        shapes = ground.shapes
        which, who = shapely.STRtree(without).query(shapes.to_numpy(), predicate="dwithin", distance=reach)
        return pd.Series(np.bincount(which, counts[who], minlength=len(shapes)), index=shapes.index)
