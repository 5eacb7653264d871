"""What a scenario gives: the document, what it stood on, and the result, with a hash over them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gis_core.siting.document import Scenario

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True)
class Answer:
    """
    What a scenario gives.

    Parameters
    ----------
    scenario
        The document, with every default.
    at, known
        The two times that were asked.
    data
        State of each layer and file that was read.
    code
        Hash of the program's sources.
    result
        As JSON: `funnel` (a constraint each), `sifted` (how many candidates there were and are left), `criteria`,
        `candidates`, `ranked`, `robustness`, `allocation`.
    shapes
        Of the candidates that are left, by code, in the survey CRS; kept with the run, no part of its hash.
    """

    scenario: Scenario
    at: dt.date
    known: dt.datetime
    data: dict[str, Any]
    code: str
    result: dict[str, Any]
    shapes: gpd.GeoSeries = field(repr=False, compare=False)

    @property
    def document(self) -> dict[str, Any]:
        """The document as JSON."""
        made: dict[str, Any] = self.scenario.model_dump(mode="json")
        return made

    @property
    def sha256(self) -> str:
        """Hash over document and result."""
        text = json.dumps([self.document, self.result], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
