"""Where a scenario looks (范围): everywhere, in named features of a layer, or in a polygon."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import shapely
from psycopg import sql
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from gis_core.crs import parse, transform
from gis_core.errors import NotFoundError
from gis_core.siting.features import AreaLayer
from gis_core.siting.ground import Ground

KEPT = sql.SQL("""
DELETE FROM siting_candidates c
 WHERE NOT EXISTS (SELECT FROM (SELECT st_setsrid(st_geomfromwkb(%(area)s), %(srid)s::integer) AS geom) a
                    WHERE st_intersects(st_pointonsurface(c.geom), a.geom))
""")
NAMED = sql.SQL("SELECT f.{key}::text, st_asbinary(f.geom) FROM {source} f WHERE f.{key} = ANY (%(named)s)")


class Everywhere(BaseModel):
    """The whole subdistrict."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["everywhere"] = "everywhere"

    def cut(self, ground: Ground) -> None:
        """Keep all."""


class InFeatures(AreaLayer):
    """In features of a layer of areas, by code or by name (`communities`, 合水口)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["features"]
    names: Annotated[list[str], Field(min_length=1)]

    def cut(self, ground: Ground) -> None:
        """Keep the candidates of which a point on the surface lies in one of them."""
        shapes, missing = [], set(self.names)
        for key in dict.fromkeys(("code", self.declared.name_field or "code")):
            statement = NAMED.format(key=sql.Identifier(key), source=self.table)
            for value, shape in ground.execute(statement, named=sorted(missing)).fetchall():
                shapes.append(shapely.from_wkb(bytes(shape)))
                missing.discard(value)
        if missing:
            raise NotFoundError(
                f"area.names: {self.layer} has no {', '.join(sorted(missing))} on {ground.at}; give codes or names",
                field="area.names",
            )
        ground.execute(KEPT, area=shapely.to_wkb(shapely.union_all(shapes)))


def _polygon(given: dict[str, Any]) -> dict[str, Any]:
    try:
        shape = shapely.geometry.shape(given)
    except (ValueError, TypeError, AttributeError, KeyError, shapely.errors.ShapelyError):
        raise ValueError("it is no GeoJSON geometry") from None
    if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty or not shape.is_valid:
        raise ValueError(f"it is no valid polygon ({shapely.is_valid_reason(shape)})")
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("its coordinates are no degrees (longitude, latitude)")
    return given


class InPolygon(BaseModel):
    """In a polygon (GeoJSON, degrees)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["polygon"]
    polygon: Annotated[dict[str, Any], AfterValidator(_polygon)]

    def cut(self, ground: Ground) -> None:
        """Keep the candidates of which a point on the surface lies in it."""
        place = ground.instance.place
        shape = transform(shapely.geometry.shape(self.polygon), parse("EPSG:4326", place), parse(ground.crs))
        ground.execute(KEPT, area=shapely.to_wkb(shape))


Extent = Annotated[Everywhere | InFeatures | InPolygon, Field(discriminator="kind")]
