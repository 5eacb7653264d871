"""
The dated records of the demo, 2022–2025: consolidation with all that belongs to it, written over the loaded district.

They are written as the owner, who may say when a thing was recorded; the triggers that would stamp the present are off
for the transaction, and what they would have kept as history is written here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import psycopg
from psycopg import sql

from gis_core.copy import copy_rows
from gis_core.demo import parties, projects, timeline
from gis_core.demo.codes import feature_id
from gis_core.demo.openings import shared_columns, write_openings
from gis_core.demo.projects import Chosen
from gis_core.demo.statements import statement
from gis_core.demo.timeline import NAMES, Days
from gis_core.place import Place
from layers.stages import CHAINS

SOURCE = "示意数据"
WHO = "demo"
RESPONSIBLE = ("陈科长（示意）", "麦科长（示意）", "黄科长（示意）", "文科长（示意）", "梁科长（示意）")
Connection = psycopg.Connection[Any]


@contextmanager
def backfilling(connection: Connection, *tables: str) -> Iterator[None]:
    """Put the triggers of these tables off until the end of the block, so that the past can be written."""
    for table in tables:
        connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
    yield
    for table in tables:
        connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))


def write_records(connection: Connection, place: Place, seed: int) -> None:
    """
    Write the dated records over a loaded district, in the connection's transaction.

    Parameters
    ----------
    connection
        As owner, in the place's time zone.
    place
        The instance's place.
    seed
        Same seed and same district, same records.

    Raises
    ------
    RefusedInputError
        If the district is too small for what is to be recorded.
    """
    rng = np.random.default_rng([seed, 2022])
    with backfilling(
        connection,
        *("parcels", "tenure", "buildings", "roads", "parking", "facilities", "industrial_parks"),
        *("consolidation_projects", "consolidation_parcels", "stage_events", "milestone_events", "custody_events"),
    ):
        land = _candidates(connection, place)
        chosen = projects.choose(land, rng)
        _settle(connection, chosen, land)
        _write_consolidation(connection, place, chosen, land, rng)
        write_openings(connection, rng)


def _candidates(connection: Connection, place: Place) -> gpd.GeoDataFrame:
    found = connection.execute(statement("candidates"))
    names = [column.name for column in found.description or ()]
    frame = pd.DataFrame(found.fetchall(), columns=names)
    shapes = gpd.GeoSeries.from_wkb(frame.pop("geom"), crs=place.crs.survey)
    return gpd.GeoDataFrame(frame, geometry=shapes).rename_geometry("geom")


def _settle(connection: Connection, chosen: Chosen, land: gpd.GeoDataFrame) -> None:
    codes = land["code"].to_numpy(dtype=object)
    taken = sorted({str(codes[one.parcel]) for one in chosen.taken})
    connection.execute(statement("settle_parcels"), {"reserved": chosen.reserved, "taken": taken})
    for ownership, parcels in (("state", chosen.reserved), ("collective", chosen.kept_apart)):
        connection.execute(statement("settle_tenure"), {"ownership": ownership, "parcels": parcels})
    connection.execute("DELETE FROM buildings WHERE parcel = ANY(%s)", [chosen.reserved])


def _write_consolidation(
    connection: Connection, place: Place, chosen: Chosen, land: gpd.GeoDataFrame, rng: np.random.Generator
) -> None:
    parcels = projects.parcels_of(chosen, land, rng)
    parcels["floor_area_m2"] = _floor_area(connection, parcels)
    days = timeline.stage_days(parcels["year"].to_numpy(), rng)
    begun = days[:, 0] - 1
    parcels = parcels.assign(valid_from=begun, updated_at=_noon(begun, place), updated_by=WHO, source=SOURCE)
    stored = ("code", "project", "parcel", "land_kind", "title_category", "registered_area_m2", "floor_area_m2", "geom")
    stamped = ("valid_from", "updated_at", "updated_by", "source")
    parcels["id"] = [feature_id("consolidation_parcels", code) for code in parcels["code"]]
    copy_rows(connection, "consolidation_parcels", parcels, ["id", *stored, *stamped])
    _write_projects(connection, place, chosen, parcels, days)
    skipped = np.zeros(days.shape, dtype=bool)
    skipped[:, [NAMES.index("vacated"), NAMES.index("demolished")]] = (parcels["floor_area_m2"] == 0).to_numpy()[
        :, None
    ]
    codes, teams = (parcels[column].to_numpy(dtype=object) for column in ("code", "team"))
    copy_rows(connection, "stage_events", timeline.stage_events(codes, teams, days, skipped, zone=place.zone, rng=rng))
    _write_milestones(connection, place, chosen, parcels, days, rng=rng)
    copy_rows(connection, "project_targets", projects.targets(parcels, days, rng))
    _write_parties(connection, place, parcels, parties.make_parties(parcels, days, rng), rng)
    # A table that looked empty to the last ANALYZE is joined row by row, for minutes, however full it is by now.
    connection.execute("ANALYZE consolidation_parcels, stage_events")
    for name in ("stage_history", "vacate_parcels", "handover"):
        connection.execute(statement(name))
    columns = sql.SQL(", ").join(map(sql.Identifier, shared_columns(connection, "buildings")))
    connection.execute(statement("demolish_buildings", columns=columns))
    for table in ("stage_events", "milestone_events"):
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
        )


def _noon(days: Days, place: Place) -> pd.DatetimeIndex:
    return (pd.DatetimeIndex(days.astype("datetime64[ns]")) + pd.Timedelta(hours=12)).tz_localize(place.zone)


def _floor_area(connection: Connection, parcels: gpd.GeoDataFrame) -> pd.Series[float]:
    rows = connection.execute(
        "SELECT parcel, sum(floor_area_m2) FROM buildings WHERE parcel = ANY(%s) GROUP BY parcel",
        [parcels["parcel"].tolist()],
    )
    known = dict(rows.fetchall())
    return pd.Series([round(float(known.get(code) or 0), 1) for code in parcels["parcel"]], index=parcels.index)


def _write_projects(
    connection: Connection, place: Place, chosen: Chosen, parcels: gpd.GeoDataFrame, days: Days
) -> None:
    first = pd.Series(days[:, 0]).groupby(parcels["project"].to_numpy()).min() - pd.Timedelta(days=60)
    rows = chosen.projects.copy()
    rows["begun_on"] = first.reindex(rows["code"]).to_numpy()
    rows["due_on"] = np.where(
        rows["project_type"] == "urban_renewal", np.datetime64("2028-12-31"), np.datetime64("2026-12-31")
    )
    rows["planned_area_m2"] = parcels.groupby("project")["area_m2"].sum().reindex(rows["code"]).round(-2).to_numpy()
    rows["responsible"] = [RESPONSIBLE[number % len(RESPONSIBLE)] for number in range(len(rows))]
    rows["valid_from"] = rows["begun_on"]
    rows["updated_at"] = _noon(rows["begun_on"].to_numpy().astype("datetime64[D]"), place)
    ids = [feature_id("consolidation_projects", code) for code in rows["code"]]
    rows = rows.assign(id=ids, updated_by=WHO, source=SOURCE)
    copy_rows(connection, "consolidation_projects", rows.drop(columns=["land_kind", "number"]))


def _write_milestones(
    connection: Connection,
    place: Place,
    chosen: Chosen,
    parcels: gpd.GeoDataFrame,
    days: Days,
    *,
    rng: np.random.Generator,
) -> None:
    """Promise each milestone of the project's type, and record those up to the one that its parcels have reached."""
    first = pd.Series(days[:, 0]).groupby(parcels["project"].to_numpy()).min()
    planned, happened = [], []
    for project in chosen.projects.itertuples():
        begun = first[project.code].to_pydatetime().date()
        chain = CHAINS[project.project_type]
        reached = 4 if project.project_type == "urban_renewal" else chain.index("agreement_signed") + 1
        steps = np.cumsum(rng.integers(40, 130, len(chain)))
        for position, (milestone, step) in enumerate(zip(chain, steps, strict=True)):
            original = begun - dt.timedelta(days=60) + dt.timedelta(days=int(step))
            delay = int(rng.choice([0, 0, 0, 30, 60]))
            adjusted = original + dt.timedelta(days=delay) if delay else None
            reason = "权利人协商超期" if delay else None
            planned.append((project.code, milestone, original, adjusted, reason))
            on = (adjusted or original) + dt.timedelta(days=int(rng.integers(-10, 15)))
            if position < reached and on < timeline.DATA_DATE.astype(dt.date):
                happened.append(
                    (project.code, milestone, on, timeline.at_office_hours(on + dt.timedelta(days=3), place.zone))
                )
    promises = pd.DataFrame(planned, columns=["project", "milestone", "original_on", "adjusted_on", "reason"])
    with backfilling(connection, "project_milestone_dates"):
        copy_rows(connection, "project_milestone_dates", promises)
    events = pd.DataFrame(happened, columns=["project", "milestone", "happened_on", "recorded_at"])
    events = events.sort_values(["recorded_at", "project"], kind="stable", ignore_index=True)
    copy_rows(connection, "milestone_events", events.assign(id=range(1, len(events) + 1), recorded_by=WHO))


def _write_parties(
    connection: Connection,
    place: Place,
    parcels: gpd.GeoDataFrame,
    made: parties.Parties,
    rng: np.random.Generator,
) -> None:
    copy_rows(connection, "right_holders", made.holders)
    copy_rows(connection, "tenants", made.tenants)
    copy_rows(connection, "personal.people", made.people)
    for table, rows, day in (("negotiations", made.negotiations, "happened_on"), ("payments", made.payments, "due_on")):
        known = np.minimum(rows[day].to_numpy().astype("datetime64[D]") + 2, timeline.DATA_DATE)
        copy_rows(connection, f"personal.{table}", rows.assign(recorded_at=_noon(known, place)))
    project = made.holders.set_index("id")["parcel"].map(parcels.set_index("code")["project"])
    due = pd.DatetimeIndex(made.payments["due_on"])
    funds = made.payments.assign(project=made.payments["party"].map(project), year=due.year, quarter=due.quarter)
    sums = funds.groupby(["project", "year", "quarter"])["amount_yuan"].sum().reset_index(name="planned_yuan")
    sums["planned_yuan"] = (sums["planned_yuan"] * rng.uniform(0.95, 1.15, len(sums))).round(-4)
    copy_rows(connection, "project_funds", sums)
