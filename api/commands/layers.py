"""`layers`: what the instance holds, layer by layer, and what the fields of a layer are."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from psycopg import sql

from api.commands.console import emit, emit_json
from api.commands.session import open_instance
from gis_core import db
from gis_core.errors import NotFoundError
from gis_core.instance import Instance
from layers.base import GROUP_LABELS, Label, Layer
from layers.registry import all_layers

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]


def register(cli: typer.Typer) -> None:
    """Add the group `layers`."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(layers)
    group.command()(show)
    cli.add_typer(group, name="layers")


def layers(context: typer.Context, as_json: Json = False) -> None:
    """
    List the layers with the number of live rows and of superseded versions.

    `layers show NAME` lists a layer's fields with their units, code lists and names in deliveries; all of it stands
    in docs/layers.md too.
    """
    if context.invoked_subcommand is not None:
        return
    declared = all_layers().values()
    held = counts(open_instance())
    if as_json:
        emit_json({"layers": [summary(layer, *held[layer.name]) for layer in declared]})
        return
    for group, label in GROUP_LABELS.items():
        members = [layer for layer in declared if layer.group is group]
        if members:
            emit(f"{label.zh} · {label.en}")
        for layer in members:
            live, past = held[layer.name]
            emit(f"  {layer.name:24}{live:>9,}{past:>9,}  {layer.label.zh} · {layer.label.en}")


def show(name: Annotated[str, typer.Argument(help="Table name, such as parcels.")], as_json: Json = False) -> None:
    """Show a layer's fields: name, kind, unit, labels, codes, and what deliveries may call them."""
    layer = all_layers().get(name)
    if layer is None:
        raise NotFoundError(f"there is no layer {name!r}; there are: {', '.join(sorted(all_layers()))}")
    held = counts(open_instance(), [layer])
    if as_json:
        emit_json(summary(layer, *held[name]) | {"code_aliases": list(layer.code_aliases), "fields": fields(layer)})
        return
    live, past = held[name]
    emit(f"{layer.name} · {layer.label.zh} · {layer.label.en}: {layer.geometry}, {live:,} live, {past:,} superseded")
    for field in layer.fields:
        codes = f" of {field.codes.name} ({len(field.codes.codes)} codes)" if field.codes else ""
        unit = f" in {field.unit}" if field.unit else ""
        needed = ", required" if field.required else ""
        emit(f"  {field.name:24}{field.label.zh} · {field.label.en}: {field.kind}{unit}{codes}{needed}")
        if field.aliases:
            emit(f"  {'':24}← {', '.join(field.aliases)}")


def counts(instance: Instance, of: list[Layer] | None = None) -> dict[str, tuple[int, int]]:
    """Return the number of live rows and of superseded versions of each layer, by its name."""
    each = sql.SQL("SELECT {}, (SELECT count(*) FROM {}), (SELECT count(*) FROM {})")
    names = [layer.name for layer in (of or all_layers().values())]
    statement = sql.SQL(" UNION ALL ").join(
        each.format(sql.Literal(name), sql.Identifier(name), sql.Identifier(f"{name}_history")) for name in names
    )
    with db.connect(instance) as connection:
        return {name: (live, past) for name, live, past in connection.execute(statement)}


def summary(layer: Layer, live: int, past: int) -> dict[str, Any]:
    """Return a layer as `--json` lists it."""
    return {
        "name": layer.name,
        "label": _both(layer.label),
        "group": layer.group,
        "geometry": layer.geometry,
        "count": live,
        "superseded": past,
        "zooms": layer.zooms,
        "source": layer.source,
    }


def fields(layer: Layer) -> list[dict[str, Any]]:
    """Return a layer's fields as `--json` shows them."""
    return [
        {
            "name": field.name,
            "label": _both(field.label),
            "kind": field.kind,
            "unit": field.unit,
            "required": field.required,
            "aliases": list(field.aliases),
            "codes": None
            if field.codes is None
            else [{"code": row.code, "label": _both(row.label), "colour": row.colour} for row in field.codes.codes],
        }
        for field in layer.fields
    ]


def _both(label: Label) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}
