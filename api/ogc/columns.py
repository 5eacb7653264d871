"""
Which columns of a layer other offices see: its code, its own fields, its measure and the days for which it speaks.

Who recorded a row, from which delivery and in which revision are the office's own affair. Personal data are in no
layer at all (0704).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gis_core.features import columns
from layers.base import CodeList, FieldKind, Label, Layer
from layers.standard import STANDARD

INTERNAL = ("source", "delivery", "revision", "updated_at", "updated_by")
SCHEMAS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "real": {"type": "number"},
    "area": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}


@dataclass(frozen=True)
class PublicColumn:
    """A column as other offices see it; `codes` is the list of what its values stand for, or `None`."""

    name: str
    kind: FieldKind
    label: Label
    unit: str | None
    codes: CodeList | None

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of its values, titled in Chinese and English, with the codes it may hold."""
        unit = f"（{self.unit}）" if self.unit else ""
        told = {"title": f"{self.label.zh}{unit} · {self.label.en}", **SCHEMAS[self.kind]}
        if self.codes:
            told["description"] = "；".join(f"{row.code} {row.label.zh}" for row in self.codes.codes)
        return told


def public_columns(layer: Layer) -> tuple[PublicColumn, ...]:
    """Return the columns of a layer that are shown, in their order."""
    own = {field.name: field for field in layer.fields}
    told = []
    for name, kind in columns(layer).items():
        if name in INTERNAL:
            continue
        field = own.get(name)
        codes = None if field is None else field.codes
        label, unit = STANDARD[name] if field is None else (field.label, field.unit)
        told.append(PublicColumn(name, kind, label, unit, codes))  # type: ignore[arg-type]  # no internal kinds here
    return tuple(told)


def title(layer: Layer) -> str:
    """Return the name of a layer as catalogues of other software show it."""
    return f"{layer.label.zh} · {layer.label.en}"
