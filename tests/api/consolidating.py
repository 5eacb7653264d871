"""An instance with a project of four parcels and a right holder, for the tests of recording over HTTP."""

from __future__ import annotations

from gis_core import db
from gis_core.instance import Instance

WEST, SOUTH, SIDE = 500_000, 2_518_000, 100
HOLDER = "00000000-0000-4000-8000-000000000001"


def fill_project(instance: Instance, parcels: int = 4) -> None:
    """Record project X1 with the parcels Z1, Z2, … of one hectare each in a row, and a right holder of Z1."""
    with db.connect(instance, who="surveyor", role="owner") as connection:
        connection.execute(
            "INSERT INTO consolidation_projects (code, name, project_type, team, responsible, geom, valid_from)"
            " VALUES ('X1', '示意项目', 'interest_sharing', '谈判一组', '麦科长',"
            " st_multi(st_makeenvelope(%s, %s, %s, %s, 4547)), '2022-01-01')",
            [WEST, SOUTH, WEST + parcels * SIDE, SOUTH + SIDE],
        )
        for number in range(parcels):
            connection.execute(
                "INSERT INTO consolidation_parcels (code, project, land_kind, title_category, geom, valid_from)"
                " VALUES (%s, 'X1', 'industrial', 'unfinished', st_multi(st_makeenvelope(%s, %s, %s, %s, 4547)),"
                " '2022-01-01')",
                [f"Z{number + 1}", WEST + number * SIDE, SOUTH, WEST + (number + 1) * SIDE, SOUTH + SIDE],
            )
        connection.execute(
            "INSERT INTO right_holders (id, parcel, kind, land_m2, floor_m2) VALUES (%s, 'Z1', 'household', 81, 200)",
            [HOLDER],
        )
        connection.execute(
            "INSERT INTO personal.people (party, name, phone, purpose, keep_until)"
            " VALUES (%s, '麦志明', '10000001234', '协商', '2035-01-01')",
            [HOLDER],
        )
        connection.execute(
            "INSERT INTO project_milestone_dates VALUES ('X1', 'listed', '2023-01-10', '2023-02-01', '资金未到位')"
        )
        connection.execute("INSERT INTO project_funds VALUES ('X1', 2024, 1, 1000000)")
        connection.execute("INSERT INTO project_targets VALUES ('X1', 2024, 1, 'industrial', 10000)")
