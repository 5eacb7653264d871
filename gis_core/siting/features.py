"""Features of a layer as a document names them: the layer, and values of the field that it is drawn by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from psycopg import sql
from pydantic import BaseModel, Field, model_validator

from layers.base import Label, Layer
from layers.registry import all_layers

CONDITION = sql.SQL("f.{field}::text = ANY (%(values)s)")
# A point lies in a feature whole or not at all.
OVERLAP = sql.SQL("""
SELECT c.code, CASE WHEN c.area_m2 > 0 THEN coalesce(o.m2, 0) / c.area_m2 ELSE (o.m2 IS NOT NULL)::integer END AS share
  FROM siting_candidates c
  LEFT JOIN LATERAL (
    SELECT {covered} AS m2
      FROM {source} f
     WHERE {condition} AND {meets}
    HAVING count(*) > 0) o ON true
""")
# Most features whose box lies in the candidate's lie in it, most others don't touch it: one test each, and no more.
APART = sql.SQL("""sum(CASE WHEN c.geom ~ f.geom AND st_covers(c.geom, f.geom) THEN st_area(f.geom)
                    WHEN st_intersects(c.geom, f.geom) THEN matian.shared_area(c.geom, f.geom) END)""")
BOXES_MEET, SHAPES_MEET = sql.SQL("c.geom && f.geom"), sql.SQL("st_intersects(c.geom, f.geom)")
OVERLAPPING = sql.SQL("""CASE WHEN bool_or(st_covers(f.geom, c.geom)) THEN c.area_m2
                ELSE st_area(st_intersection(st_union(f.geom), c.geom)) END""")


class FeaturesOf(BaseModel):
    """
    Features of a layer.

    Parameters
    ----------
    layer
        Name of the layer.
    values
        Values of the field that it is drawn by (`three_lines`: farmland, ecology, urban); every feature when left out.
    """

    layer: Annotated[str, Field(max_length=60)]
    values: Annotated[list[str] | None, Field(min_length=1)] = None

    @model_validator(mode="after")
    def _is_there(self) -> Self:
        layers = all_layers()
        if self.layer not in layers:
            raise ValueError(f"layer: there is no layer {self.layer!r}; there are: {', '.join(sorted(layers))}")
        layer = layers[self.layer]
        if self.values is None:
            return self
        if layer.status is None:
            raise ValueError(f"values: the features of {self.layer} aren't told apart by a field; leave values out")
        codes = layer.field_named(layer.status).codes
        for value in self.values:
            if codes is not None and not codes.knows(value):
                known = ", ".join(row.code for row in codes.codes)
                raise ValueError(f"values: {self.layer} knows no {value!r}; there are: {known}")
        return self

    @property
    def declared(self) -> Layer:
        """The layer."""
        return all_layers()[self.layer]

    @property
    def reads(self) -> tuple[str, ...]:
        """The layer is read."""
        return (self.layer,)

    @property
    def named(self) -> Label:
        """What people call these features."""
        layer = self.declared
        if self.values is None or layer.status is None:
            return Label(layer.label.zh, layer.label.en[:1].lower() + layer.label.en[1:])
        codes = layer.field_named(layer.status).codes
        rows = [codes.find(value) if codes else None for value in self.values]
        labels = [row.label if row else Label(value, value) for row, value in zip(rows, self.values, strict=True)]
        return Label("、".join(label.zh for label in labels), ", ".join(label.en.lower() for label in labels))

    def condition(self) -> tuple[sql.SQL | sql.Composed, dict[str, object]]:
        """Return what a feature `f` must satisfy in SQL, and its values."""
        if self.values is None or self.declared.status is None:
            return sql.SQL("true"), {}
        return CONDITION.format(field=sql.Identifier(self.declared.status)), {"values": self.values}

    @property
    def table(self) -> sql.Identifier:
        """The layer as it was on the day of the run."""
        return sql.Identifier(f"at_{self.layer}")


class AreaLayer(FeaturesOf):
    """Features of a layer of areas."""

    @model_validator(mode="after")
    def _has_areas(self) -> Self:
        if not self.declared.is_polygonal:
            raise ValueError(f"layer: {self.layer} holds no areas")
        return self


def overlap(features: FeaturesOf) -> tuple[sql.Composed, Mapping[str, object]]:
    """
    Return the statement of the share (0–1) of each candidate that features cover (`code`, `share`), and its values.

    Where features of a layer may overlap, what overlaps counts once.
    """
    condition, values = features.condition()
    rules = features.declared.rules
    apart = rules.exclusive or rules.tiles_land
    covered, meets = (APART, BOXES_MEET) if apart else (OVERLAPPING, SHAPES_MEET)
    return OVERLAP.format(source=features.table, condition=condition, covered=covered, meets=meets), values
