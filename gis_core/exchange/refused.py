"""Refused rows as a GeoPackage: every value that came, the shape, and why; to be mended and delivered again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyogrio
import shapely

from gis_core.exchange.checks.attributes import column
from gis_core.exchange.checks.faults import Positions
from gis_core.exchange.delivery import Delivery, Finding, Severity
from gis_core.exchange.values import plainly

LAYER = "refused"
GEOMETRY = "geom"
KEY = "fid"
AS_DELIVERED = "_delivered"
"""Behind the name of a column of theirs that is called like one of ours, or like the GeoPackage's own."""


def write_refused(path: Path, delivery: Delivery, positions: Positions, findings: Sequence[Finding], crs: str) -> Path:
    """
    Write the refused rows and return the file.

    Parameters
    ----------
    path
        GeoPackage to write; one of that name is replaced.
    delivery
        The delivery as read; shapes are written as they were delivered, in the survey CRS. Our fields come first, then
        all columns of the file under their own names.
    positions
        The refused rows.
    findings
        Everything found; of each row the findings that refuse it become `rules`, `reason_zh` and `reason_en`.
    crs
        The survey CRS.
    """
    columns = _reasons(delivery, positions, findings)
    values = delivery.attributes.iloc[positions]
    columns |= {str(name): column(values, str(name)) for name in values.columns}
    columns |= _as_delivered(delivery, positions, columns)
    table = pa.table({**columns, GEOMETRY: pa.array(shapely.to_wkb(delivery.geometries[positions]), pa.binary())})
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new.gpkg")
    fresh.unlink(missing_ok=True)
    pyogrio.write_arrow(
        table, fresh, layer=LAYER, driver="GPKG", geometry_name=GEOMETRY, geometry_type="Unknown", crs=crs
    )
    fresh.replace(path)
    return path


def _reasons(delivery: Delivery, positions: Positions, findings: Sequence[Finding]) -> dict[str, pa.Array]:
    reasons: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.row is not None and finding.severity is Severity.REFUSE:
            reasons.setdefault(finding.row, []).append(finding)
    rows = [int(number) for number in delivery.row_numbers[positions]]
    return {
        "row_number": pa.array(rows, pa.int64()),
        "rules": pa.array([",".join(f.rule for f in reasons.get(row, [])) for row in rows], pa.string()),
        "reason_zh": pa.array([" ".join(f.message.zh for f in reasons.get(row, [])) for row in rows], pa.string()),
        "reason_en": pa.array([" ".join(f.message.en for f in reasons.get(row, [])) for row in rows], pa.string()),
    }


def _as_delivered(delivery: Delivery, positions: Positions, ours: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Return their columns, without those that a field of ours of the same name repeats value by value."""
    if delivery.delivered is None:
        return {}
    taken = {name.casefold() for name in (*ours, GEOMETRY, KEY)}  # SQLite tells no capitals
    theirs: dict[str, pa.Array] = {}
    for name in delivery.delivered.column_names:
        values = plainly(delivery.delivered[name].take(pa.array(np.asarray(positions))))
        if name in ours and ours[name].type == values.type and ours[name].equals(values):
            continue
        own = name
        while own.casefold() in taken:
            own += AS_DELIVERED
        taken.add(own.casefold())
        theirs[own] = values
    return theirs
