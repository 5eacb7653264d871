"""Which parcels and projects an analysis is about: those of a scope, as they are on the day."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from psycopg import sql

from gis_core.consolidation.analysis.moment import Moment
from gis_core.consolidation.analysis.questions import FOLDER, Connection
from gis_core.consolidation.scope import Scope

COUNTED = sql.SQL((FOLDER / "counted.sql").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Counted:
    """
    What counts, as codes; `None` counts everything.

    A parcel lies where a point on its surface lies, a project where one on its red line's does, as for the figures: so
    a zone has the parcels that lie in it, and the targets and milestones of the projects that do.

    Parameters
    ----------
    parcels
        Codes of consolidation parcels.
    projects
        Codes of consolidation projects.
    """

    parcels: frozenset[str] | None = None
    projects: frozenset[str] | None = None

    def of_parcels(self, codes: pd.Series[str]) -> pd.Series[bool]:
        """Return which rows, by the parcel that each is about, count."""
        return _among(codes, self.parcels)

    def of_projects(self, codes: pd.Series[str]) -> pd.Series[bool]:
        """Return which rows, by the project that each is about as a whole, count."""
        return _among(codes, self.projects)


EVERYTHING = Counted()


def counted(connection: Connection, scope: Scope, moment: Moment) -> Counted:
    """
    Return what counts of a scope on a day.

    Raises
    ------
    WrongUseError
        If the place was never on record.
    """
    named = scope.named()
    if not named:
        return EVERYTHING
    scope.check(connection)
    values = {"last": moment.at, "known": moment.known, **named}
    rows = connection.execute(COUNTED.format(scope=scope.condition()), values).fetchall()
    return Counted(
        frozenset(code for kind, code in rows if kind == "parcel"),
        frozenset(code for kind, code in rows if kind == "project"),
    )


def _among(codes: pd.Series[str], wanted: frozenset[str] | None) -> pd.Series[bool]:
    return pd.Series(True, index=codes.index) if wanted is None else codes.isin(wanted)
