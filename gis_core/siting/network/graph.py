"""The walking graph: made from the roads layer, asked for distances and for what is within reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis_core.errors import GeometryError, WrongUseError
from gis_core.siting.network import isochrones, paths
from gis_core.siting.network.noding import EXACT_M, Floats, Noded, noded
from gis_core.siting.network.quality import Quality, quality
from gis_core.siting.network.snapping import Points, Snapped, coordinates, snapped
from gis_core.siting.network.walking import ROADS

SNAP_M = 0.1
"""Ends this near (m) are one place: twice the 5 cm to which boundary points are surveyed."""


@dataclass(frozen=True)
class Nearest:
    """For each origin the number of its nearest target (-1: none within reach) and the distance in m (inf)."""

    target: NDArray[np.int64]
    distance_m: Floats


class WalkingGraph:
    """
    The streets as they are walked: edges between nodes, both ways, lengths in metres of the survey CRS.

    A point stands on the nearest place of an edge; it costs the straight way to it and then the part of the edge. The
    straight way crosses what lies between, a river too, so look at `snap(points).long()`.

    Parameters
    ----------
    net
        The edges and nodes.
    crs
        Survey CRS, or `None` when the roads had none.
    snap_m, dropped
        For the report on quality.
    """

    def __init__(self, net: Noded, *, crs: str | None, snap_m: float = SNAP_M, dropped: int = 0) -> None:
        self.net = net
        self.crs = crs
        links = coo_array((np.ones(len(net.start), np.int8), (net.start, net.end)), shape=(len(net.nodes),) * 2)
        self.component: NDArray[np.int64] = connected_components(links, directed=False)[1].astype(np.int64)
        self.quality: Quality = quality(net, self.component, snap_m=snap_m, dropped=dropped)
        self._tree = shapely.STRtree(net.lines)
        self._ways = paths.Ways.of(net)

    @classmethod
    def from_roads(
        cls,
        roads: gpd.GeoDataFrame,
        *,
        snap_m: float = SNAP_M,
        crossings: bool = False,
        classes: Sequence[str] | None = None,
    ) -> WalkingGraph:
        """
        Return the graph of a layer of roads.

        Parameters
        ----------
        roads
            Lines in the survey CRS (m), from junction to junction or not; with `class` where it is known.
        snap_m
            Ends no farther apart are one node, and an end this near to another line joins it (m).
        crossings
            Whether lines that cross away from their ends join too; not by default, as one may be a bridge.
        classes
            Classes of road that are walked; the table `walking.ROADS` unless given. Roads without a class are walked.

        Raises
        ------
        GeometryError
            If the CRS is in degrees, a road is no line, or none is left.
        WrongUseError
            If `snap_m` isn't a small distance.
        """
        if not 0 <= snap_m <= 50:
            raise WrongUseError(f"snap_m = {snap_m} joins nothing sensible; give metres from 0 to 50", field="snap_m")
        if roads.crs is not None and not roads.crs.is_projected:
            raise GeometryError(f"the roads are in {roads.crs.to_string()}, in degrees; convert them to the survey CRS")
        total = len(roads)
        if "class" in roads.columns:
            walked = [row.road_class for row in ROADS if row.walked] if classes is None else list(classes)
            roads = roads[roads["class"].isin(walked) | roads["class"].isna()]
        lines, _ = shapely.get_parts(roads.geometry.to_numpy(), return_index=True)
        if not bool(np.all(shapely.get_type_id(lines) == shapely.GeometryType.LINESTRING.value)):
            raise GeometryError("the roads aren't all lines; leave points and polygons out of the walking graph")
        lines = shapely.force_2d(lines[shapely.length(lines) > EXACT_M])
        if not len(lines):
            raise GeometryError(f"of {total} roads none can be walked; check their class and their geometry")
        net = noded(lines, snap_m=snap_m, crossings=crossings)
        if not len(net.length):
            raise WrongUseError(f"joining ends up to {snap_m} m leaves no road; give less", field="snap_m")
        kept = len(np.unique(net.road))
        crs = roads.crs.to_string() if roads.crs is not None else None
        return cls(net, crs=crs, snap_m=snap_m, dropped=max(total - kept, 0))

    def snap(self, points: Points | Snapped, *, what: str = "points") -> Snapped:
        """Return where points stand on the network (survey CRS, m); every question takes such an answer as points."""
        if isinstance(points, Snapped):
            return points
        return snapped(self.net, self._tree, coordinates(points, self.crs, what=what))

    def distances(self, origins: Points | Snapped, targets: Points | Snapped, limit_m: float | None = None) -> Floats:
        """
        Return the walking distances in m, an origin a row and a target a column.

        Parameters
        ----------
        origins, targets
            Points in the survey CRS.
        limit_m
            Longer distances are `inf`, as are those to what can't be reached; with a limit only the streets near by
            are searched.
        """
        ours, theirs = self.snap(origins, what="origins"), self.snap(targets, what="targets")
        found = np.full((len(ours), len(theirs)), np.inf)
        for block in paths.blocks(self._ways, ours, theirs, limit_m):
            found[np.ix_(block.origins, block.targets)] = block.distance
        return found

    def pairs(self, origins: Points | Snapped, targets: Points | Snapped, limit_m: float) -> pd.DataFrame:
        """Return `origin`, `target` (their numbers) and `distance_m` of all pairs within a distance, in that order."""
        ours, theirs = self.snap(origins, what="origins"), self.snap(targets, what="targets")
        one, other, far = [], [], []
        for block in paths.blocks(self._ways, ours, theirs, limit_m):
            row, column = np.nonzero(np.isfinite(block.distance))
            one.append(block.origins[row])
            other.append(block.targets[column])
            far.append(block.distance[row, column])
        if not one:
            one, other, far = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0)]
        found = pd.DataFrame(
            {"origin": np.concatenate(one), "target": np.concatenate(other), "distance_m": np.concatenate(far)}
        )
        return found.sort_values(["origin", "target"], ignore_index=True)

    def within(
        self,
        origins: Points | Snapped,
        targets: Points | Snapped,
        limit_m: float,
        weights: ArrayLike | pd.DataFrame | None = None,
    ) -> Floats:
        """
        Return for each origin what stands within a walking distance of it: how many targets, or the sum of weights.

        Parameters
        ----------
        origins, targets
            Points in the survey CRS.
        limit_m
            Distance in m, inclusive.
        weights
            Weight of each target (people), or several columns of them (people, elderly people): then the answer has
            the columns too.

        Raises
        ------
        WrongUseError
            If there is not one weight a target, or one is missing.
        """
        ours, theirs = self.snap(origins, what="origins"), self.snap(targets, what="targets")
        given = np.ones(len(theirs)) if weights is None else np.asarray(weights, float)
        if given.shape[:1] != (len(theirs),):
            raise WrongUseError(f"{len(theirs)} targets have {given.shape[0]} weights; give one each", field="weights")
        if np.isnan(given).any():
            raise WrongUseError("a weight is missing; leave the target out or state what it counts", field="weights")
        found = np.zeros((len(ours), *given.shape[1:]))
        for block in paths.blocks(self._ways, ours, theirs, limit_m):
            found[block.origins] += np.isfinite(block.distance).astype(float) @ given[block.targets]
        return found

    def nearest(self, origins: Points | Snapped, targets: Points | Snapped, limit_m: float | None = None) -> Nearest:
        """Return the nearest target of each origin by one search from all targets at once; ties go to either."""
        ours, theirs = self.snap(origins, what="origins"), self.snap(targets, what="targets")
        target, distance = paths.nearest(self._ways, ours, theirs, limit_m)
        return Nearest(target, distance)

    def isochrone(
        self,
        points: Points | Snapped,
        minutes: Sequence[float] = (5, 10, 15),
        *,
        speed: float,
        width_m: float = isochrones.WIDTH_M,
        by: Literal["together", "point"] = "together",
    ) -> gpd.GeoDataFrame:
        """
        Return what is reached on foot as polygons; how they are drawn stands at `isochrones.reached`.

        Parameters
        ----------
        points
            Where one starts (survey CRS).
        minutes
            Times; each polygon holds those of shorter times.
        speed
            Walking speed in m/s (`walking.pace`).
        width_m
            How far beside a reached street counts as reached (m).
        by
            `together`: one polygon a time for all points; `point`: one for each point and time.

        Returns
        -------
        isochrones
            `point` (its number, -1 for all together), `minutes`, `reach_m`, `street_m` (length of street reached) and
            the geometry, in the survey CRS.
        """
        starts = self.snap(points)
        groups = [(-1, starts)] if by == "together" else [(i, starts.take(np.array([i]))) for i in range(len(starts))]
        rows = [
            (number, *row)
            for number, group in groups
            for row in isochrones.reached(self.net, self._ways, group, minutes, speed=speed, width_m=width_m)
        ]
        frame = pd.DataFrame(rows, columns=["point", "minutes", "reach_m", "street_m", "geometry"])
        return gpd.GeoDataFrame(frame, geometry="geometry", crs=self.crs)
