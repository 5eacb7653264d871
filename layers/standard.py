"""The columns that every layer has besides its own fields, as people read them: labels and units."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from layers.base import Label

STANDARD: Mapping[str, tuple[Label, str | None]] = MappingProxyType(
    {
        "code": (Label("编号", "Code"), None),
        "area_m2": (Label("平面面积", "Planar area"), "m²"),
        "length_m": (Label("平面长度", "Planar length"), "m"),
        "valid_from": (Label("生效日期", "Valid from"), None),
        "valid_to": (Label("失效日期", "Valid to"), None),
        "source": (Label("来源", "Source"), None),
        "revision": (Label("版本", "Revision"), None),
        "updated_at": (Label("记录时间", "Recorded at"), None),
        "updated_by": (Label("记录人", "Recorded by"), None),
    }
)
"""By name of the column (`area_m2` where a layer has areas, `length_m` where it has lines), its label and its unit."""
