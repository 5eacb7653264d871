"""`/api/layers`: every layer with its fields, style, legend and count, as `layers/` declares it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api.database import query
from api.parameters import refuse_unknown
from api.security import Role, needs
from api.shapes import Text
from gis_core.cartography.code_lists import EDITED, as_edited, edited_lists
from gis_core.features.statement import quoted
from layers.base import GROUP_LABELS, FieldKind, GeometryType, Layer, Style
from layers.registry import all_layers

router = APIRouter(tags=["layers"])


class CodeAnswer(BaseModel):
    """A code with its label and colour (`#rrggbb`)."""

    code: str
    label: Text
    colour: str | None


class LegendRow(BaseModel):
    """A row of a legend; `code` is null where all features look the same."""

    code: str | None
    label: Text
    colour: str | None


class FieldAnswer(BaseModel):
    """An attribute of a layer."""

    name: str
    label: Text
    kind: FieldKind
    unit: str | None
    codes: list[CodeAnswer] | None


class StyleAnswer(BaseModel):
    """How a layer is drawn, as `layers.base.Style` explains it."""

    fill: str | None
    line: str | None
    by: str | None
    opacity: float
    width: float
    width_by: str | None
    dash: list[float]
    hatch: bool
    radius: float
    label: str | None
    label_from: float

    @classmethod
    def of(cls, style: Style) -> StyleAnswer:
        """Return a style as an answer gives it."""
        told = {name: getattr(style, name) for name in cls.model_fields}
        return cls(**told | {"dash": list(style.dash)})


class GroupAnswer(BaseModel):
    """A group of the layer tree."""

    name: str
    label: Text


class LayerAnswer(BaseModel):
    """A layer; `count` is of the features on record now, `order` is drawn from low to high."""

    name: str
    label: Text
    group: str
    geometry: GeometryType
    count: int
    zooms: Annotated[tuple[int, int], Field(description="First and last zoom at which it is drawn")]
    single_from: Annotated[int, Field(description="Zoom from which features are drawn singly and can be picked")]
    dissolve_by: str | None
    style: StyleAnswer | None
    legend: list[LegendRow]
    fields: list[FieldAnswer]
    status: str | None
    visible: bool
    name_field: str | None
    order: int


class LayersAnswer(BaseModel):
    """The groups in the order of the layer tree and the layers in drawing order."""

    groups: list[GroupAnswer]
    layers: list[LayerAnswer]


@router.get("/api/layers", dependencies=[needs(Role.VIEWER)])
async def layers(request: Request) -> LayersAnswer:
    """List the layers."""
    refuse_unknown(request)
    declared = all_layers()
    async with query(request) as connection:
        counts = dict(await connection.fetch(counting(declared)))
        lists = edited_lists(await connection.fetch(EDITED))
    used = {layer.group for layer in declared.values()}
    return LayersAnswer(
        groups=[
            GroupAnswer(name=group, label=Text.of(label)) for group, label in GROUP_LABELS.items() if group in used
        ],
        layers=[described(as_edited(layer, lists), counts[layer.name]) for layer in declared.values()],
    )


def counting(declared: dict[str, Layer]) -> str:
    """Return the statement that counts the features of each layer; names come from the registry."""
    return " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {quoted(name)}" for name in declared)  # noqa: S608


def described(layer: Layer, count: int) -> LayerAnswer:
    """Return a layer as the answer gives it."""
    return LayerAnswer(
        name=layer.name,
        label=Text.of(layer.label),
        group=layer.group,
        geometry=layer.geometry,
        count=count,
        zooms=layer.zooms,
        single_from=layer.detail.single_from,
        dissolve_by=layer.detail.dissolve_by,
        style=None if layer.style is None else StyleAnswer.of(layer.style),
        legend=legend(layer),
        fields=[
            FieldAnswer(
                name=field.name,
                label=Text.of(field.label),
                kind=field.kind,
                unit=field.unit,
                codes=None
                if field.codes is None
                else [
                    CodeAnswer(code=row.code, label=Text.of(row.label), colour=row.colour) for row in field.codes.codes
                ],
            )
            for field in layer.fields
        ],
        status=layer.status,
        visible=layer.visible,
        name_field=layer.name_field,
        order=layer.order,
    )


def legend(layer: Layer) -> list[LegendRow]:
    """Return the legend of a layer: a row for each code that it is coloured by, else one for the layer."""
    style = layer.style
    if style is None:
        return []
    plain = style.fill or style.line
    codes = layer.field_named(style.by).codes if style.by else None
    if codes is None:
        return [LegendRow(code=None, label=Text.of(layer.label), colour=plain)]
    return [LegendRow(code=row.code, label=Text.of(row.label), colour=row.colour or plain) for row in codes.codes]
