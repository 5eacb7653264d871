"""
SQLAlchemy tables of the layers and their history, for a given survey CRS.

The table of a layer's name holds what is believed of the present; `<layer>_history` holds what was superseded.
One history row stands for an L-shaped region of the two times:

    recorded in  [updated_at, superseded_at)  it claimed the days  valid_from … valid_to
    recorded in  [superseded_at, recorded_to) it is still believed for valid_from … the day before superseded_on

`recorded_to` is finite only where a later correction reached back behind the version that followed (see
`migrations/sql/history.sql`), so at any pair (`at`, `known`) at most one version of a feature answers.
"""

from __future__ import annotations

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    Boolean,
    Column,
    Computed,
    Date,
    Double,
    Index,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID
from sqlalchemy.types import TypeEngine

from layers.base import Field, FieldKind, Layer
from layers.registry import all_layers, table_definers

AREA = Numeric(18, 6)
WHO = "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"

STANDARD_COLUMNS = (
    "id",
    "code",
    "valid_from",
    "valid_to",
    "source",
    "delivery",
    "revision",
    "updated_at",
    "updated_by",
)
HISTORY_COLUMNS = ("superseded_at", "superseded_on", "superseded_by", "recorded_to")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def column_type(kind: FieldKind) -> TypeEngine[Any]:
    """Return the SQL type in which a field of this kind is stored."""
    types: dict[FieldKind, TypeEngine[Any]] = {
        "text": Text(),
        "integer": Integer(),
        "real": Double(),
        "area": AREA,
        "date": Date(),
        "boolean": Boolean(),
    }
    return types[kind]


def _geometry(layer: Layer, srid: int) -> Geometry:
    return Geometry(layer.geometry, srid=srid, spatial_index=False)


def _measure(layer: Layer, *, generated: bool) -> list[Column[Any]]:
    if layer.is_polygonal:
        name, sql = "area_m2", "round((st_area(geom))::numeric, 6)"
    elif layer.is_linear:
        name, sql = "length_m", "round((st_length(geom))::numeric, 6)"
    else:
        return []
    return [Column(name, AREA, Computed(sql, persisted=True)) if generated else Column(name, AREA)]


def _web_mercator(layer: Layer, *, generated: bool) -> list[Column[Any]]:
    if layer.style is None:
        return []
    web = Geometry(layer.geometry, srid=3857, spatial_index=False)
    if not generated:
        return [Column("geom_3857", web)]
    return [Column("geom_3857", web, Computed("st_transform(geom, 3857)", persisted=True))]


def _attributes(layer: Layer, *, live: bool) -> list[Column[Any]]:
    def column(field: Field) -> Column[Any]:
        return Column(field.name, column_type(field.kind), nullable=not (field.required and live))

    return [column(field) for field in layer.fields]


def live_table(layer: Layer, metadata: MetaData, srid: int) -> Table:
    """Return the table of the layer's name: live rows, versioned by trigger."""
    table = Table(
        layer.name,
        metadata,
        Column("id", UUID, primary_key=True, server_default=text("gen_random_uuid()")),
        Column("code", Text, nullable=False),
        *_attributes(layer, live=True),
        Column("geom", _geometry(layer, srid), nullable=False),
        *_measure(layer, generated=True),
        *_web_mercator(layer, generated=True),
        Column("valid_from", Date, nullable=False, server_default=text("CURRENT_DATE")),
        Column("valid_to", Date),
        Column("source", Text, nullable=False, server_default=text("''::text")),
        Column("delivery", UUID),
        Column("revision", Integer, nullable=False, server_default=text("1")),
        Column("updated_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("updated_by", Text, nullable=False, server_default=text(WHO)),
        comment=f"{layer.label.zh} · {layer.label.en}",
    )
    Index(f"uq_{layer.name}_code", table.c.code, unique=True)
    Index(f"ix_{layer.name}_geom", table.c.geom, postgresql_using="gist")
    if layer.style is not None:
        Index(f"ix_{layer.name}_geom_3857", table.c.geom_3857, postgresql_using="gist")
    for field in layer.fields:
        if field.indexed:
            Index(f"ix_{layer.name}_{field.name}", table.c[field.name])
    return table


def history_table(layer: Layer, metadata: MetaData, srid: int) -> Table:
    """Return the table that holds the layer's superseded versions."""
    table = Table(
        f"{layer.name}_history",
        metadata,
        Column("id", UUID, nullable=False),
        Column("code", Text, nullable=False),
        *_attributes(layer, live=False),
        Column("geom", _geometry(layer, srid), nullable=False),
        *_measure(layer, generated=False),
        *_web_mercator(layer, generated=False),
        Column("valid_from", Date, nullable=False),
        Column("valid_to", Date),
        Column("source", Text, nullable=False),
        Column("delivery", UUID),
        Column("revision", Integer, nullable=False),
        Column("updated_at", TIMESTAMP(timezone=True), nullable=False),
        Column("updated_by", Text, nullable=False),
        Column("superseded_at", TIMESTAMP(timezone=True), nullable=False),
        Column("superseded_on", Date, nullable=False),
        Column("superseded_by", Text, nullable=False),
        Column(
            "recorded_to",
            TIMESTAMP(timezone=True),
            nullable=False,
            server_default=text("'infinity'::timestamp with time zone"),
        ),
        comment=f"{layer.label.zh}（历史） · {layer.label.en} (history)",
    )
    Index(f"ix_{layer.name}_history_id", table.c.id)
    Index(f"ix_{layer.name}_history_code", table.c.code)
    drawn = "geom_3857" if layer.style is not None else "geom"
    Index(f"ix_{layer.name}_history_{drawn}", table.c[drawn], postgresql_using="gist")
    return table


def build_metadata(srid: int) -> MetaData:
    """
    Return the metadata of every table of an instance whose survey CRS is `EPSG:srid`.

    The migrations and the test that models and database agree both stand on it.
    """
    metadata = MetaData(naming_convention=NAMING)
    for layer in all_layers().values():
        live_table(layer, metadata, srid)
        history_table(layer, metadata, srid)
    for define in table_definers():
        define(metadata)
    return metadata
