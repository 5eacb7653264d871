"""Parcels that leave as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gis_core.exchange.write import write_layer
from gis_core.instance import Instance
from layers.registry import all_layers

PARCELS = all_layers()["parcels"]


def export(instance: Instance, out: Path, format_name: str, **options: Any) -> Any:
    return write_layer(instance, PARCELS, out=out, format_name=format_name, **options)
