"""Refused rows as a GeoPackage: every value that was read, the shape, and why; to be mended and delivered again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from gis_core.exchange.checks.faults import Positions
from gis_core.exchange.delivery import Delivery, Finding, Severity

LAYER = "refused"


def write_refused(path: Path, delivery: Delivery, positions: Positions, findings: Sequence[Finding], crs: str) -> Path:
    """
    Write the refused rows and return the file.

    Parameters
    ----------
    path
        GeoPackage to write; one of that name is replaced.
    delivery
        The delivery as read; shapes are written as they were delivered, in the survey CRS.
    positions
        The refused rows.
    findings
        Everything found; of each row the findings that refuse it become `rules`, `reason_zh` and `reason_en`.
    crs
        The survey CRS.
    """
    reasons: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.row is not None and finding.severity is Severity.REFUSE:
            reasons.setdefault(finding.row, []).append(finding)
    rows = [int(number) for number in delivery.row_numbers[positions]]
    told = pd.DataFrame(
        {
            "row_number": rows,
            "rules": [",".join(f.rule for f in reasons.get(row, [])) for row in rows],
            "reason_zh": [" ".join(f.message.zh for f in reasons.get(row, [])) for row in rows],
            "reason_en": [" ".join(f.message.en for f in reasons.get(row, [])) for row in rows],
        }
    )
    values = delivery.attributes.iloc[positions].reset_index(drop=True)
    frame = gpd.GeoDataFrame(
        pd.concat([told, values.astype(object)], axis=1),
        geometry=delivery.geometries[positions],
        crs=crs,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new.gpkg")
    fresh.unlink(missing_ok=True)
    frame.to_file(fresh, layer=LAYER, driver="GPKG", engine="pyogrio", geometry_type="Unknown")
    fresh.replace(path)
    return path
