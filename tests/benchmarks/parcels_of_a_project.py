"""A project's parcels for measurements: uneven cells (Voronoi, relaxed once) with owners, prices and probabilities."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

PARCEL_M2 = 2_000.0


def project_parcels(count: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return parcels and their neighbours; owners hold land near each other, and prices follow the owner."""
    random = np.random.default_rng(seed)
    side = float(np.sqrt(count * PARCEL_M2))
    frame = shapely.box(0, 0, side, side)
    points = random.random((count, 2)) * side
    for _ in range(2):
        cells = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=frame, ordered=True)
        shapes = shapely.intersection(shapely.get_parts(cells), frame)
        points = shapely.get_coordinates(shapely.centroid(shapes))
    owners = random.random((max(2, count * 2 // 5), 2)) * side
    distance = ((points[:, None] - owners[None]) ** 2).sum(axis=2) + random.random((count, len(owners))) * 4_000
    owner = distance.argmin(axis=1)
    price = np.exp(random.normal(np.log(20), 0.5, len(owners)))
    area = shapely.area(shapes)
    codes = [f"P{number:04}" for number in range(count)]
    table = pd.DataFrame(
        {
            "area_m2": area,
            "perimeter_m": shapely.length(shapes),
            "cost": area * price[owner] * np.exp(random.normal(0, 0.15, count)),
            "owners": [f"owner {one}" for one in owner],
            "probability": np.clip(random.beta(6, 2, count), 0.05, 0.99),
        },
        index=pd.Index(codes, name="code"),
    )
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=0.01)
    once = first < second
    first, second = first[once], second[once]
    edges = shapely.boundary(shapes)
    shared = shapely.length(shapely.intersection(edges[first], edges[second], grid_size=0.001))
    pairs = pd.DataFrame({"a": np.array(codes)[first], "b": np.array(codes)[second], "shared_m": shared})
    return table, pairs[pairs["shared_m"] > 0.5].reset_index(drop=True)
