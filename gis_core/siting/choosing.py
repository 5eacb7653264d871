"""
Choosing several together (组合优选): a location model over the best candidates, the people, and their ways.

Demand is where people live, gathered into squares of 100 m (each stands at the weighted middle of its homes), so that
the matrix stays small; costs are metres on foot over the streets. Candidates are the first so many of the ranking. The
facilities that stand already are kept, and are one column: the way to the nearest of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from psycopg import sql
from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, model_validator

from gis_core.errors import MatianError, RefusedInputError
from gis_core.siting import allocation
from gis_core.siting.features import FeaturesOf
from gis_core.siting.ground import Ground
from gis_core.siting.network.snapping import Snapped
from gis_core.siting.network.walking import pace, reach_m
from gis_core.siting.quantities import Length, Time

CELL_M = 100.0
COVERING = ("max_cover", "set_cover")
STANDING = sql.SQL("SELECT st_asbinary(st_pointonsurface(f.geom)) FROM {source} f WHERE {condition} ORDER BY f.code")


class Existing(FeaturesOf):
    """Facilities that stand already."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Choosing(BaseModel):
    """
    How several are chosen.

    Parameters
    ----------
    model
        `max_cover` (as many people as possible within reach), `p_median` (least walking in all), `p_center` (least walk
        of the farthest), `set_cover` (fewest sites so that all who can be reached are).
    sites
        How many new ones; not for `set_cover`.
    whom
        Residents or those over 60, who walk at their own pace.
    within
        Reach on foot, for the models of covering.
    existing
        Facilities that stand and serve.
    apart
        Least straight distance between new ones, and from one to what stands.
    among
        How many of the best candidates are looked at.
    time_limit
        Seconds after which the best found is taken, with its bound.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: Literal["max_cover", "p_median", "p_center", "set_cover"]
    sites: Annotated[int | None, Field(ge=1, le=500)] = None
    whom: Literal["residents", "residents_over_60"] = "residents"
    within: Time | None = None
    existing: Existing | None = None
    apart: Length | None = None
    among: Annotated[int, Field(ge=1, le=3000)] = 300
    time_limit: PositiveFloat = 30.0

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.model in COVERING and self.within is None:
            raise ValueError(f"within: {self.model} needs a reach on foot")
        if self.model == "set_cover" and self.sites is not None:
            raise ValueError("sites: set_cover finds how many are needed; leave sites out")
        if self.model != "set_cover" and self.sites is None:
            raise ValueError(f"sites: {self.model} needs the number of new sites")
        return self

    @property
    def reads(self) -> tuple[str, ...]:
        """Homes, streets, and what stands."""
        return ("buildings", "communities", "roads", *((self.existing.layer,) if self.existing else ()))

    @property
    def named(self) -> dict[str, str]:
        """The criteria that it asks for: none."""
        return {}

    def choose(
        self, ground: Ground, ranked: pd.Index, _numbers: pd.DataFrame, cancelled: Callable[[], bool]
    ) -> dict[str, Any]:
        """
        Choose from the best of a ranking.

        Parameters
        ----------
        ground
            Where.
        ranked
            Codes of the candidates, best first.
        cancelled
            Asked now and then whether to stop; the best found is returned.

        Raises
        ------
        RefusedInputError
            If the candidates don't suffice, or nobody can be reached; `field` begins with `allocation`.
        """
        picked = ranked[: self.among]
        standing = self._standing(ground)
        if self.sites is not None and self.sites > len(picked):
            raise RefusedInputError(
                f"allocation.sites: {self.sites} are wanted and {len(picked)} candidates are left; ask for fewer",
                field="allocation.sites",
            )
        town = self._town(ground, picked, standing)
        found = self._solve(town, cancelled)
        return self._told(ground, found, town, picked, len(standing))

    def _town(self, ground: Ground, picked: pd.Index, standing: NDArray[np.object_]) -> _Town:
        homes, new = _gathered(ground.people, self.whom), ground.points.reindex(picked).to_numpy()
        places = ground.walking.snap(homes[["x", "y"]].to_numpy(), what="homes")
        # A model of covering sees nothing beyond the reach: only the streets around each candidate are searched.
        metres = ground.walking.distances(new, places, self.reach_m if self.model in COVERING else None).T
        between = shapely.distance(new[:, None], new[None])
        reached = np.isfinite(metres).any(axis=1) | np.isfinite(ground.walking.nearest(places, new).distance_m)
        if len(standing):  # which of them serves doesn't matter: together they are one place that is nowhere far
            metres = np.column_stack([metres, ground.walking.nearest(places, standing).distance_m])
            away = shapely.distance(new, shapely.multipoints(standing))
            between = np.block([[between, away[:, None]], [away[None], np.zeros((1, 1))]])
            reached |= np.isfinite(metres[:, -1])
        if not reached.any():
            raise RefusedInputError(
                "allocation: nobody lives where a candidate can be reached on foot", field="allocation"
            )
        rows = np.flatnonzero(reached)
        return _Town(places.take(rows), homes[self.whom].to_numpy(dtype=float)[rows], new, metres[rows], between)

    @property
    def reach_m(self) -> float:
        """Metres that are walked within the reach."""
        group = "elderly" if self.whom == "residents_over_60" else "adult"
        return reach_m(self.within.base, pace(group).m_per_s) if self.within else np.inf

    def _standing(self, ground: Ground) -> NDArray[np.object_]:
        if self.existing is None:
            return np.array([], dtype=object)
        condition, values = self.existing.condition()
        rows = ground.execute(STANDING.format(source=self.existing.table, condition=condition), **values).fetchall()
        found: NDArray[np.object_] = shapely.from_wkb(np.array([bytes(shape) for (shape,) in rows], dtype=object))
        return found

    def _solve(self, town: _Town, cancelled: Callable[[], bool]) -> allocation.Allocation:
        options: dict[str, Any] = {"existing": town.kept, "cancel": cancelled}
        if self.apart is not None:
            options |= {"between": town.between, "apart": self.apart.base}
        metres, weights, total = town.metres, town.weights, (self.sites or 0) + len(town.kept)
        try:
            if self.model == "p_median":
                return allocation.p_median(metres, total, weights, self.time_limit, **options)
            if self.model == "p_center":
                return allocation.p_center(metres, total, time_limit=self.time_limit, **options)
            if self.model == "max_cover":
                return allocation.max_cover(metres, self.reach_m, total, weights, self.time_limit, **options)
            within = metres[(metres <= self.reach_m).any(axis=1)]
            return allocation.set_cover(within, self.reach_m, time_limit=self.time_limit, **options)
        except MatianError as error:
            raise RefusedInputError(f"allocation: {error}", field="allocation") from error

    def _told(
        self, ground: Ground, found: allocation.Allocation, town: _Town, picked: pd.Index, standing: int
    ) -> dict[str, Any]:
        new = [int(site) for site in found.sites if site < len(picked)]
        weights, metres = town.weights, town.metres
        open_sites = np.array([*new, *town.kept], dtype=int)
        nearest = open_sites[metres[:, open_sites].argmin(axis=1)]
        before = metres[:, town.kept].min(axis=1, initial=np.inf)
        walked = np.minimum(before, ground.walking.nearest(town.homes, town.points[new]).distance_m)
        in_reach = walked <= self.reach_m
        arrive = np.isfinite(walked)
        return {
            "model": self.model,
            "objective": float(found.objective),
            "bound": float(found.bound),
            "gap": float(found.gap),
            "proven": bool(found.proven),
            "sites": [
                {"code": str(picked[site]), "served": float(weights[(nearest == site) & in_reach].sum())}
                for site in new
            ],
            "existing": standing,
            "served": float(weights[in_reach].sum()),
            "served_before": float(weights[before <= self.reach_m].sum()),
            "of": float(weights.sum()),
            "mean_walk_m": float(np.average(walked[arrive], weights=weights[arrive]))
            if weights[arrive].sum()
            else None,
        }


@dataclass(frozen=True)
class _Town:
    """
    Homes (snapped to the streets), how many live there, where candidates are, and the ways between.

    `metres` has a row a home and a column a candidate, and one more for what stands already; so has `between`, the
    straight distances, in rows and columns.
    """

    homes: Snapped
    weights: NDArray[np.float64]
    points: NDArray[np.object_]
    metres: NDArray[np.float64]
    between: NDArray[np.float64]

    @property
    def kept(self) -> list[int]:
        """The column of what stands, if anything does."""
        return list(range(len(self.points), self.metres.shape[1]))


def _gathered(people: pd.DataFrame, whom: str) -> pd.DataFrame:
    """Return the homes gathered into squares: weighted middle and sum."""
    homes = people[people[whom] > 0]
    weight = homes[whom].astype(float)
    cells = [np.floor(homes["x"] / CELL_M), np.floor(homes["y"] / CELL_M)]
    moved = pd.DataFrame({"x": homes["x"] * weight, "y": homes["y"] * weight, whom: weight}).groupby(cells).sum()
    return moved.assign(x=moved["x"] / moved[whom], y=moved["y"] / moved[whom]).reset_index(drop=True)
