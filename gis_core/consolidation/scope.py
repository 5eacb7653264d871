"""Where a question looks: the whole subdistrict, or a zone, a community, a project, a type of project."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import psycopg
from psycopg import sql

from gis_core.errors import WrongUseError

NONE = "-"  # things that lie in no zone or community, or belong to no project

# Land on the border of two places lies in the one whose code comes first, so that no place counts it again.
PLACES = {
    "zone": sql.SQL(
        "(SELECT z.code FROM functional_zones_as_of(%(last)s, %(known)s) z"
        " WHERE st_intersects(z.geom, st_pointonsurface(e.geom)) ORDER BY z.code LIMIT 1)"
    ),
    "community": sql.SQL(
        "(SELECT c.name FROM communities_as_of(%(last)s, %(known)s) c"
        " WHERE st_intersects(c.geom, st_pointonsurface(e.geom)) ORDER BY c.code LIMIT 1)"
    ),
    "project": sql.SQL("e.project"),
    "type": sql.SQL(
        "(SELECT p.project_type FROM consolidation_projects_as_of(%(last)s, %(known)s) p WHERE p.code = e.project)"
    ),
}

NAMES = {
    "zone": "SELECT code FROM functional_zones UNION SELECT code FROM functional_zones_history ORDER BY code",
    "community": "SELECT name FROM communities UNION SELECT name FROM communities_history ORDER BY name",
    "project": "SELECT code FROM consolidation_projects UNION SELECT code FROM consolidation_projects_history"
    " ORDER BY code",
    "type": "SELECT code FROM project_types ORDER BY code",
}
MOST_NAMED = 12


@dataclass(frozen=True)
class Scope:
    """
    What counts: only what lies in `zone` and `community` and belongs to `project` and to a project of `type`.

    A thing lies where a point on its surface lies, so that no place counts a thing that another one counts; `-` asks
    for what lies in none. The figures of all zones and of `-` add up to the subdistrict's.

    Parameters
    ----------
    zone
        Code of a functional zone (功能片区).
    community
        Name of a community (社区).
    project
        Code of a consolidation project.
    type
        Code of a project type (table `project_types`).
    """

    zone: str | None = None
    community: str | None = None
    project: str | None = None
    type: str | None = None

    def only(self, *, project: str) -> Scope:
        """Return the same scope for one project."""
        return replace(self, project=project)

    def named(self) -> dict[str, str]:
        """Return what is asked for by name, without what isn't."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def check(self, connection: psycopg.Connection[Any]) -> None:
        """
        Refuse a place that was never on record.

        Raises
        ------
        WrongUseError
            The sentence begins with the name of what is wrong and lists what there is.
        """
        for name, value in self.named().items():
            known = [row[0] for row in connection.execute(NAMES[name]).fetchall()]
            if value not in (*known, NONE):
                listed = ", ".join(known[:MOST_NAMED]) + (", …" if len(known) > MOST_NAMED else "")
                raise WrongUseError(
                    f"{name}: there is no {name} {value[:60]!r} on record; there are: {listed or 'none'}"
                )

    def condition(self) -> sql.Composable:
        """Return the condition on rows `e` (`project`, `geom`); its values are `values()`, `last` and `known`."""
        parts = [
            sql.SQL("{} IS NOT DISTINCT FROM nullif({}::text, '-')").format(PLACES[name], sql.Placeholder(name))
            for name in self.named()
        ]
        return sql.SQL(" AND ").join(parts) if parts else sql.SQL("true")


EVERYWHERE = Scope()
