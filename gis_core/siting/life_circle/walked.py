"""What walking is asked of: the streets as a graph, where people live, the facilities; as of a day, as known then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from psycopg import sql

from gis_core.siting.ground import Ground
from gis_core.siting.network import WalkingGraph
from gis_core.siting.network.noding import Floats
from gis_core.siting.network.snapping import Snapped
from gis_core.siting.people import people

READS = ["roads", "buildings", "communities", "facilities"]
"""Layers whose state an answer follows from (`gis_core.siting.versions.data_versions`)."""
FACILITIES = sql.SQL("""
SELECT code, name, kind, capacity, st_x(geom) AS x, st_y(geom) AS y FROM at_facilities ORDER BY code COLLATE "C"
""")
COMMUNITIES = sql.SQL("""
SELECT code, name, st_xmin(b) AS west, st_ymin(b) AS south, st_xmax(b) AS east, st_ymax(b) AS north
  FROM (SELECT code, name, st_transform(st_envelope(geom), 4326) AS b FROM at_communities) c ORDER BY code COLLATE "C"
""")


@dataclass(frozen=True)
class Walked:
    """
    The records that walking is asked of; nothing in it changes, so that many questions may share it.

    Parameters
    ----------
    graph
        The walking graph.
    people
        As `gis_core.siting.people.people`, with communities.
    homes
        Where they stand on the graph.
    facilities
        By code: `name`, `kind`, `capacity` (missing where it isn't recorded), `x`, `y` (survey CRS, m).
    communities
        By code: `name` and what it spans in degrees (`west`, `south`, `east`, `north`).
    """

    graph: WalkingGraph
    people: pd.DataFrame
    homes: Snapped
    facilities: pd.DataFrame
    communities: pd.DataFrame

    def of_kinds(self, kinds: Sequence[str]) -> pd.DataFrame:
        """Return the facilities of some kinds, by code."""
        return self.facilities[self.facilities["kind"].isin(kinds)]

    def within(self, far_m: Floats, reach_m: Floats) -> pd.DataFrame:
        """Return `homes`, `residents`, `residents_over_60` within each distance, of homes that are so far away (m)."""
        near = (far_m <= reach_m[:, None]).astype(float)
        who = self.people[["residents", "residents_over_60"]].to_numpy(float)
        found = pd.DataFrame(near @ who, columns=["residents", "residents_over_60"])
        found.insert(0, "homes", near.sum(axis=1).astype(int))
        return found


def read_walked(ground: Ground) -> Walked:
    """
    Read the records of a day.

    Raises
    ------
    GeometryError
        If no road of that day can be walked.
    """
    graph = ground.walking
    homes = people(ground.connection, at=ground.at, known=ground.known)
    facilities = ground.ask(FACILITIES).astype({"x": float, "y": float, "capacity": float})
    return Walked(
        graph, homes, graph.snap(homes[["x", "y"]].to_numpy(float), what="homes"), facilities, ground.ask(COMMUNITIES)
    )
