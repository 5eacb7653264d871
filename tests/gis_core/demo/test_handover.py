"""The demo keeps what the office keeps of its projects, and nothing that a recorder would have been refused."""

from __future__ import annotations

from gis_core import db
from gis_core.instance import Instance


def test_the_demo_keeps_land_in_one_project_and_custody_after_storing(demo_instance: Instance) -> None:
    with db.connect(demo_instance) as connection:
        shared = connection.execute(
            "SELECT a.code, b.code FROM consolidation_parcels a JOIN consolidation_parcels b"
            " ON a.geom && b.geom AND a.project < b.project AND st_area(st_intersection(a.geom, b.geom)) > 1"
        ).fetchall()
        early = connection.execute(
            "SELECT count(*) FROM custody_events k WHERE NOT EXISTS (SELECT FROM stage_events_as_of(k.happened_on) e"
            " WHERE e.parcel = k.parcel AND e.stage = 'stored')"
        ).fetchone()
        states = connection.execute(
            "SELECT array_agg(DISTINCT state ORDER BY state) FROM custody_as_of('2025-12-31')"
        ).fetchone()
        bare = connection.execute(
            "SELECT count(*) FROM consolidation_projects p WHERE responsible IS NULL"
            " OR NOT EXISTS (SELECT FROM project_notes n WHERE n.project = p.code)"
            " OR NOT EXISTS (SELECT FROM project_milestone_dates d WHERE d.project = p.code)"
        ).fetchone()
    assert (shared, early, bare) == ([], (0,), (0,))
    assert states == (["given_back", "let", "stored", "supplied"],)
