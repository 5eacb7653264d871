"""`layers`: what the instance holds, and what a layer's fields are."""

from __future__ import annotations

from typing import Annotated

import typer
from psycopg import sql

from api.commands.console import emit, emit_json
from api.commands.session import open_instance
from gis_core import db
from gis_core.errors import NotFoundError
from layers.base import Field, Layer
from layers.registry import all_layers


def register(cli: typer.Typer) -> None:
    """Add `layers`."""
    cli.command(name="layers")(show_layers)


def show_layers(
    name: Annotated[str | None, typer.Argument(help="A layer, to see its fields.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")] = False,
) -> None:
    """
    List the layers with the number of their live and superseded rows, or one layer's fields.

    A field's names in deliveries (aliases) are those under which ./matian import finds it without --map.
    """
    if name is not None and name not in all_layers():
        raise NotFoundError(f"there is no layer {name!r}; ./matian layers lists them")
    if name is not None:
        _describe(all_layers()[name], as_json=as_json)
        return
    instance = open_instance()
    rows = []
    with db.connect(instance) as connection:
        for layer in all_layers().values():
            counts = sql.SQL("SELECT (SELECT count(*) FROM {}), (SELECT count(*) FROM {})").format(
                sql.Identifier(layer.name), sql.Identifier(f"{layer.name}_history")
            )
            live, superseded = connection.execute(counts).fetchone() or (0, 0)
            rows.append((layer, live, superseded))
    if as_json:
        emit_json(
            [
                {
                    "name": layer.name,
                    "label": {"zh": layer.label.zh, "en": layer.label.en},
                    "group": layer.group.value,
                    "geometry": layer.geometry,
                    "rows": live,
                    "superseded": superseded,
                }
                for layer, live, superseded in rows
            ]
        )
        return
    for layer, live, superseded in sorted(rows, key=lambda row: row[0].name):
        emit(f"{layer.name:24} {live:>9,} {superseded:>9,}  {layer.geometry:16} {layer.label.zh} {layer.label.en}")


def _describe(layer: Layer, *, as_json: bool) -> None:
    if as_json:
        emit_json({"name": layer.name, "geometry": layer.geometry, "fields": [_field(field) for field in layer.fields]})
        return
    emit(f"{layer.name}: {layer.label.zh} {layer.label.en} ({layer.geometry}); {layer.source}")
    for field in layer.fields:
        unit = f" [{field.unit}]" if field.unit else ""
        codes = f" {{{', '.join(row.code for row in field.codes.codes)}}}" if field.codes else ""
        need = " *" if field.required else ""
        emit(f"  {field.name:22} {field.kind:8} {field.label.zh} {field.label.en}{unit}{need}{codes}")
        if field.aliases:
            emit(f"  {'':22} ← {', '.join(field.aliases)}")


def _field(field: Field) -> dict[str, object]:
    return {
        "name": field.name,
        "kind": field.kind,
        "label": {"zh": field.label.zh, "en": field.label.en},
        "unit": field.unit,
        "required": field.required,
        "aliases": field.aliases,
        "codes": [row.code for row in field.codes.codes] if field.codes else None,
    }
