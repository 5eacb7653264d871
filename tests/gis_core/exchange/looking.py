"""Check a delivery as `import` does, without a database: findings of rows and neighbours."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path

from gis_core.exchange.checks.neighbours import NOTHING_ON_RECORD, OnRecord
from gis_core.exchange.delivery import Delivery, Finding
from gis_core.exchange.examine import Examined, examine
from gis_core.place import read_place
from layers.base import Layer
from layers.registry import all_layers

PLACE = read_place(Path(__file__).parents[3] / "place.toml")
PARCELS = all_layers()["parcels"]
TODAY = dt.date(2025, 6, 30)


def look(delivery: Delivery, layer: Layer = PARCELS, *, repair: bool = False) -> Examined:
    """Return the delivery examined."""
    return examine(delivery, layer, PLACE, TODAY, repair=repair)


def findings_of(delivery: Delivery, layer: Layer = PARCELS, on_record: OnRecord = NOTHING_ON_RECORD) -> list[Finding]:
    """Return everything found, as `import` tells it."""
    seen = look(delivery, layer)
    return seen.findings(seen.beside(on_record).found)


def rules_by_row(findings: list[Finding]) -> dict[int, set[str]]:
    """Return the rules that each row breaks."""
    rows: dict[int, set[str]] = defaultdict(set)
    for finding in findings:
        assert finding.row is not None
        rows[finding.row].add(finding.rule)
    return dict(rows)
