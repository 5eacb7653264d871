"""What passes between reading, checking and loading a delivery: plain facts, in file order, nothing left unsaid."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from layers.base import Label

Geometries = NDArray[np.object_]
RowNumbers = NDArray[np.int64]


class Severity(StrEnum):
    """What a finding does to its row: keeps it out, lets it in with a warning, or merely tells."""

    REFUSE = "refuse"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True)
class Spot:
    """Where a finding lies: `x`, `y` (easting, northing) in the survey CRS, `lon`, `lat` in degrees of WGS 84."""

    x: float
    y: float
    lon: float
    lat: float


@dataclass(frozen=True)
class Finding:
    """
    One thing found in one row (or, with `row=None`, in the file as a whole).

    Parameters
    ----------
    row
        Row number as the delivery counts them (see `Delivery.row_numbers`), or `None` for the file.
    code
        The office's code of that row, where it has one.
    rule
        Identifier of the rule, such as `value` or `overlap`.
    severity
        What it does to the row.
    message
        One sentence: what was found and what to do.
    place
        Where it lies, or `None`.
    field
        Our field's name where one value is at fault.
    """

    row: int | None
    code: str | None
    rule: str
    severity: Severity
    message: Label
    place: Spot | None = None
    field: str | None = None


@dataclass(frozen=True)
class Fit:
    """
    How well the delivery fits the place if its coordinates are taken for `crs`.

    Parameters
    ----------
    crs
        Candidate, spelled as `--crs` takes it (`EPSG:4547`, `GCJ-02`, `BD-09`, `independent`; a trailing `/yx` means
        that the file gives northing or latitude first).
    inside
        Share (0–1) of the rows that lie inside the place's extent (with a margin of a fifth).
    agreement
        Share (0–1) of the compared shapes that agree with the records, or `None` when there was nothing to compare.
    distance_m
        Median distance in metres from them to the records.
    compared
        How many were compared.
    against
        With what, such as `parcels of the same code`; `None` for the extent alone.
    """

    crs: str
    inside: float
    agreement: float | None = None
    distance_m: float | None = None
    compared: int = 0
    against: Label | None = None


@dataclass(frozen=True)
class Identified:
    """
    Which CRS the delivery's coordinates were taken for, on whose word, and what was measured.

    Parameters
    ----------
    crs
        The one taken, spelled as `Fit.crs`.
    said_by
        `flag` (`--crs` was given), `file` (it declares it, and nothing contradicts) or `format` (fixed by the format,
        such as KML). There is no fourth: what nobody says is never taken.
    fits
        Measured fits, best first; empty when nothing was measured.
    """

    crs: str
    said_by: str
    fits: tuple[Fit, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """
    A delivery as read: identified, in the survey CRS, under our field names, converted to our kinds; not yet checked.

    Parameters
    ----------
    file_name
        Name of the file or folder, without its path.
    sha256
        Of the file's bytes (of a folder: of its files' names and bytes in order of name).
    format
        Name of the format (`gpkg`, `shapefile`, `boundary-points`, …).
    source_layer
        Layer inside the file, or `None` where the format has none.
    encoding
        Encoding its text was read in, or `None` where the format fixes it.
    declared_crs
        What the file says of its CRS, in its own words, or `None`.
    identified
        Which CRS the coordinates were taken for.
    row_numbers
        Number of each row as people find it in the file: 1-based feature number, or the line of a text file or sheet.
    geometries
        Shapely objects in the survey CRS (x = easting, y = northing), 2D; `None` where the row has none.
    attributes
        One column for `code`, each declared field and `valid_from`, `valid_to` where the file has it, Arrow-backed
        (text `string`, integer `int64`, real and area (m²) `double`, date `date32`, boolean `bool`), missing values
        null.
    mapping
        Their column to our field, as it was applied.
    unmapped
        Their columns that nothing took.
    findings
        What reading found at fault: values that can't be converted.
    notes
        What reading did or left out, in whole sentences (heights dropped, curves straightened, encoding assumed).
    delivered
        All columns of the file, under their own names and as they came, for the rows that go back to the surveyor.
    """

    file_name: str
    sha256: str
    format: str
    source_layer: str | None
    encoding: str | None
    declared_crs: str | None
    identified: Identified
    row_numbers: RowNumbers
    geometries: Geometries
    attributes: pd.DataFrame
    mapping: dict[str, str]
    unmapped: tuple[str, ...]
    findings: tuple[Finding, ...]
    notes: tuple[Label, ...]
    delivered: pa.Table | None = None

    def __len__(self) -> int:
        """Return the number of rows read."""
        return len(self.geometries)

    def code_of(self, position: int) -> str | None:
        """Return the code of the row at `position` (0-based), or `None` when it has none."""
        if "code" not in self.attributes:
            return None
        value: Any = self.attributes["code"].iloc[position]
        return None if pd.isna(value) else str(value)
