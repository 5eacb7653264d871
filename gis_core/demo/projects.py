"""The demo's consolidation projects: which land each takes, its red line, its type, its promises."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2

from gis_core.demo import plan
from gis_core.demo.plan import COMPLETED_M2, PENDING, REPORTED_YEAR, Land, Taken
from gis_core.demo.regions import Region, find_regions
from gis_core.demo.timeline import COMPLETED, DATA_DATE, Days
from layers.stages import PROJECT_TYPES, TITLE_CATEGORIES

INDUSTRIAL_TYPES = ("interest_sharing", "interest_sharing", "land_recovery", "interest_sharing", "expropriation")
VILLAGE_TYPES = (
    ("urban_renewal", "residential"),
    ("expropriation", "livelihood"),
    ("old_building_clearance", "livelihood"),
)
# What a village project completes in other years, as shares of what it completes in the reported one.
VILLAGE_SHARES = {2022: 0.4, 2023: 0.7, REPORTED_YEAR: 1.0, 2025: 0.9, PENDING: 1.4}
TEAMS = ("谈判一组", "谈判二组", "谈判三组", "谈判四组", "谈判五组", "谈判六组", "谈判七组", "谈判八组")
CLOSING_M = 10.0


@dataclass(frozen=True)
class Chosen:
    """
    What the records do with the land.

    Parameters
    ----------
    projects
        One row a project: `code`, `name`, `project_type`, `land_kind`, `community`, `team`, `geom` (red line).
    taken
        The consolidation parcels to be, by project number.
    reserved
        Codes of parcels that are vacant and state-held from the start.
    kept_apart
        Codes of vacant parcels beside a region, which belong to a community and so are no reserved land.
    """

    projects: gpd.GeoDataFrame
    taken: list[Taken]
    reserved: list[str]
    kept_apart: list[str]


def choose(land: gpd.GeoDataFrame, rng: np.random.Generator) -> Chosen:
    """
    Choose the projects of the demo.

    Parameters
    ----------
    land
        Candidates, nearest to the focus areas first: `code`, `geom` (survey CRS), `area_m2`, `land_use`, `community`,
        `vacant`, `inside` and `touches` (industrial block lines).
    rng
        Source of chance.

    Raises
    ------
    RefusedInputError
        If the land does not suffice for what was reported.
    """
    shapes = np.array([_single(shape) for shape in land["geom"]], dtype=object)
    areas = land["area_m2"].to_numpy(dtype=float)
    measured = Land(shapes, areas)
    use = land["land_use"].fillna("").astype(str)
    industrial = use.str.startswith(("10", "11")).to_numpy() & land["inside"].to_numpy()
    counted = np.flatnonzero(industrial | (land["vacant"] & land["touches"]).to_numpy())
    vacant = land["vacant"].to_numpy()
    regions = [
        replace(region, members=counted[region.members], reserved=counted[region.reserved])
        for region in find_regions(shapes[counted], areas[counted], industrial[counted], vacant[counted])
    ]
    regions = _in_projects(regions, shapes, rng)
    by_year = plan.choose_regions(regions, rng)
    taken = plan.industry(by_year, measured)
    missing = round(COMPLETED_M2 - sum(one.area_m2 for one in taken if one.year == REPORTED_YEAR), 6)
    first_village = max(region.project for region in regions) + 1
    lived_on = np.flatnonzero(use.str.startswith("07").to_numpy() & ~land["touches"].to_numpy())
    taken += _villages(lived_on, measured, land["community"].to_numpy(dtype=object), missing, first_village)
    used = [region for of_year in by_year.values() for region in of_year]
    members = np.concatenate([region.members for region in used])
    reserved = np.concatenate([region.reserved for region in used])
    loose = np.setdiff1d(np.flatnonzero(vacant & land["touches"].to_numpy()), members)
    beside = shapely.STRtree(shapes[members]).query(shapes[loose], predicate="dwithin", distance=15.0)[0]
    codes = land["code"].to_numpy(dtype=object)
    return Chosen(
        _projects(taken, used, shapes, land, first_village),
        taken,
        sorted(codes[reserved]),
        sorted(codes[loose[np.unique(beside)]]),
    )


def _single(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape


def _in_projects(regions: list[Region], shapes: NDArray[np.object_], rng: np.random.Generator) -> list[Region]:
    """Put regions that lie near each other into one project."""
    middles = np.array(
        [shapely.get_coordinates(shapely.centroid(shapely.union_all(shapes[region.members])))[0] for region in regions]
    )
    count = int(np.clip(len(regions) // 8, 2, 7))
    _, label = kmeans2(middles, count, seed=rng, minit="++")
    numbers = {int(old): new for new, old in enumerate(dict.fromkeys(label))}
    return [replace(region, project=numbers[int(group)]) for region, group in zip(regions, label, strict=True)]


def _villages(
    lived_on: NDArray[np.int64],
    land: Land,
    communities: NDArray[np.object_],
    missing: float,
    first_number: int,
) -> list[Taken]:
    """Let one project after another sweep a village from its middle outwards; the last meets the reported hectares."""
    taken: list[Taken] = []
    free = lived_on
    middles = shapely.centroid(land.shapes)
    for number in range(len(VILLAGE_TYPES)):
        last = number == len(VILLAGE_TYPES) - 1
        aim = missing if last else missing / (len(VILLAGE_TYPES) - number)
        names, sizes = np.unique(communities[free].astype(str), return_counts=True)
        home = free[communities[free].astype(str) == names[sizes.argmax()]]
        middle = shapely.centroid(shapely.multipoints(middles[home]))
        order = home if not last and len(home) > 400 else free
        order = order[np.argsort(shapely.distance(middles[order], middle), kind="stable")]
        amounts = {year: share * aim for year, share in VILLAGE_SHARES.items()}
        if last:  # what was reported first, so that it finds the land
            amounts = {REPORTED_YEAR: aim, **amounts}
        found = plan.village(first_number + number, order, land, amounts, exact=aim if last else None)
        missing = round(missing - sum(one.area_m2 for one in found if one.year == REPORTED_YEAR), 6)
        taken += found
        free = np.setdiff1d(free, [one.parcel for one in found])
    return taken


def _projects(
    taken: list[Taken], regions: list[Region], shapes: NDArray[np.object_], land: gpd.GeoDataFrame, first_village: int
) -> gpd.GeoDataFrame:
    types = {code.code: code.label.zh for code in PROJECT_TYPES.codes}
    rows = []
    for number in sorted({one.project for one in taken}):
        village = number - first_village
        kind, land_kind = VILLAGE_TYPES[village] if village >= 0 else (INDUSTRIAL_TYPES[number % 5], "industrial")
        own = [one for one in taken if one.project == number]
        inside = [one.shape for one in own] + [shapes[i] for r in regions if r.project == number for i in r.members]
        community = land["community"].iloc[[one.parcel for one in own]].mode()
        place = str(community.iloc[0]) if len(community) else "马田"
        rows.append(
            {
                "code": f"ZB{number + 1:02d}",
                "name": f"{place}{'产业空间' if village < 0 else '片区'}{types[kind]}项目",
                "project_type": kind,
                "land_kind": land_kind,
                "community": place,
                "team": TEAMS[number % len(TEAMS)],
                "geom": _red_line(inside),
                "number": number,
            }
        )
    frame = gpd.GeoDataFrame(rows, geometry="geom", crs=land.crs)
    again = frame.groupby("name").cumcount() + 1
    phases = again.map(lambda count: "" if count == 1 else f"（{'一二三四五六七八九'[count - 1]}期）")
    frame["name"] = frame["name"] + phases
    return frame


def _red_line(shapes: list[shapely.Geometry]) -> shapely.Geometry:
    """Everything that the project takes, with the lanes between."""
    merged = shapely.union_all(np.array(shapes, dtype=object))
    closed = shapely.buffer(shapely.buffer(merged, CLOSING_M, join_style="mitre"), -CLOSING_M, join_style="mitre")
    return shapely.union(closed, merged)


def parcels_of(chosen: Chosen, land: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the rows of `consolidation_parcels`, with `year` of completion and `team` beside what the layer stores."""
    projects = chosen.projects.set_index("number")
    titles = np.array([title.code for title in TITLE_CATEGORIES.codes], dtype=object)
    rows = pd.DataFrame({"number": [one.project for one in chosen.taken], "year": [one.year for one in chosen.taken]})
    for column in ("land_kind", "team"):
        rows[column] = projects[column].reindex(rows["number"]).to_numpy()
    rows["project"] = projects["code"].reindex(rows["number"]).to_numpy()
    rows["code"] = rows["project"] + "-" + (rows.groupby("number").cumcount() + 1).map("{:04d}".format)
    rows["parcel"] = land["code"].to_numpy(dtype=object)[[one.parcel for one in chosen.taken]]
    rows["title_category"] = rng.choice(titles, len(rows))
    geometry = np.array([one.shape for one in chosen.taken], dtype=object)
    rows["area_m2"] = [one.area_m2 for one in chosen.taken]
    rows["registered_area_m2"] = np.round(rows["area_m2"] * rng.normal(1, 0.002, len(rows)), 2)
    return gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(geometry, crs=land.crs)).rename_geometry("geom")


def targets(parcels: pd.DataFrame, days: Days, rng: np.random.Generator) -> pd.DataFrame:
    """Return quarterly targets (m², by kind of land): near what was done, and for 2026 what is still to do."""
    done = pd.DatetimeIndex(
        np.where(parcels["year"] > 0, days[:, COMPLETED], DATA_DATE + rng.integers(30, 330, len(parcels)))
    )
    table = pd.DataFrame(
        {
            "project": parcels["project"].to_numpy(),
            "year": done.year,
            "quarter": done.quarter,
            "land_kind": parcels["land_kind"].to_numpy(),
            "area_m2": parcels["area_m2"].to_numpy(),
        }
    )
    sums = table.groupby(["project", "year", "quarter", "land_kind"])["area_m2"].sum().reset_index()
    sums["area_m2"] = np.maximum((sums["area_m2"] * rng.uniform(0.9, 1.2, len(sums))).round(-2), 100)
    return sums
