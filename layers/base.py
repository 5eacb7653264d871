"""
The words a layer is declared with: labels, fields, code lists, styles, rules.

A layer file under `layers/` holds one `LAYER = Layer(...)` (or `LAYERS = (…)` for a family that is always read
together). Everything else follows from the declaration: the table and its history (`layers.tables`), the map style,
the legend, the checks of a delivery, the API. No SRID is named here; the instance's survey CRS is bound by `gis_core`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal

GeometryType = Literal["Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"]
FieldKind = Literal["text", "integer", "real", "area", "date", "boolean"]
Classification = Literal["public", "internal", "restricted", "secret"]
"""How far records may go (密级): 公开, 内部, 敏感 and 秘密."""
Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Label:
    """A name shown to people, Chinese first."""

    zh: str
    en: str

    def said(self, language: Language) -> str:
        """Return the name in one of the two languages."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Code:
    """One row of a code list: the stored code, its label, its colour (`#rrggbb`) and where it comes from."""

    code: str
    label: Label
    colour: str | None = None
    source: str = ""


@dataclass(frozen=True)
class CodeList:
    """
    A table of codes with their source.

    Parameters
    ----------
    name
        Identifier of the list, e.g. `land_use`.
    codes
        Rows in the order in which a legend shows them.
    open_prefix
        Length of the code's prefix that decides whether a code is known (2 for the national land-use classes,
        where a code with a known first level is never unknown); `None` when the whole code must stand in the list.
    source
        Standard or office that publishes the list.
    """

    name: str
    codes: tuple[Code, ...]
    source: str
    open_prefix: int | None = None

    def find(self, code: str) -> Code | None:
        """Return the row that explains `code`: itself, else its longest known prefix when the list is open."""
        known = self._by_code
        if code in known:
            return known[code]
        if self.open_prefix is None:
            return None
        for length in range(len(code) - 1, self.open_prefix - 1, -1):
            if code[:length] in known:
                return known[code[:length]]
        return None

    @cached_property
    def _by_code(self) -> dict[str, Code]:
        return {row.code: row for row in self.codes}

    def knows(self, code: str) -> bool:
        """Whether `code` is one that this list can explain."""
        return self.find(code) is not None


@dataclass(frozen=True)
class Field:
    """
    One attribute of a layer.

    Parameters
    ----------
    name
        Column name (English, snake case); a unit stands in it where there is one (`height_m`).
    kind
        `text`, `integer`, `real`, `area` (numeric(18,6) m²), `date` or `boolean`.
    label
        What people read.
    unit
        Unit as shown beside a number (`m`, `m²`, `泊位`), or `None`.
    codes
        Code list that the value must stand in.
    aliases
        How deliveries usually name it (compared without case and surrounding blanks).
    required
        Whether a live row must carry it.
    indexed
        Whether it gets a b-tree index.
    """

    name: str
    kind: FieldKind
    label: Label
    unit: str | None = None
    codes: CodeList | None = None
    aliases: tuple[str, ...] = ()
    required: bool = False
    indexed: bool = False


@dataclass(frozen=True)
class Style:
    """
    How a layer is drawn, on every map that we make (web, notebook, sheet).

    Parameters
    ----------
    fill, line
        Colours `#rrggbb`, or `None` for no fill or no line.
    by
        Field whose code list gives the fill (polygons, points) or line colour; one without colour takes `fill`/`line`.
    opacity
        Of the fill, 0–1.
    width
        Of the line in pixels at zoom 16 (it shrinks and grows with the zoom).
    width_by
        Field in metres that the line is drawn as wide as from zoom 15 on (roads).
    dash
        Dash pattern in line widths, or empty.
    hatch
        Whether the fill is hatched.
    radius
        Of points in pixels at zoom 16.
    label
        Field written on the map, or `None`.
    label_from
        Zoom from which it is written.
    """

    fill: str | None = None
    line: str | None = None
    by: str | None = None
    opacity: float = 0.6
    width: float = 1.0
    width_by: str | None = None
    dash: tuple[float, ...] = ()
    hatch: bool = False
    radius: float = 5.0
    label: str | None = None
    label_from: float = 14


@dataclass(frozen=True)
class Detail:
    """
    Level of detail in tiles.

    Parameters
    ----------
    single_from
        Zoom from which every feature is drawn singly, with id, code and the tile fields, and can be picked.
        Below it the layer is drawn as blocks: one clipped shape for a cell and value of `dissolve_by`.
    dissolve_by
        Field whose value a block carries; `None` when the layer is never dissolved (then small features are left out).
    smallest_px
        Features smaller than this many pixels across are left out where features are drawn singly.
    """

    single_from: int = 0
    dissolve_by: str | None = None
    smallest_px: float = 0.5


@dataclass(frozen=True)
class Rules:
    """
    What a delivery of this layer is checked for beyond geometry and codes.

    Parameters
    ----------
    tiles_land
        Features share edges and may neither overlap nor leave gaps (parcels, zones).
    exclusive
        Features may not overlap, gaps are normal (buildings, parks).
    declared_area
        Field holding an area in m² that the delivery declares, compared with the computed one.
    smallest_m2
        Polygons below this area are slivers.
    code_pattern
        Regular expression a code must match, or `None`.
    dates
        Pairs of fields that must stand in order.
    one_of
        Field of which land may have one value at a time (`project`): features that differ in it may not overlap.
    """

    tiles_land: bool = False
    exclusive: bool = False
    declared_area: str | None = None
    smallest_m2: float = 1.0
    code_pattern: str | None = None
    dates: tuple[tuple[str, str], ...] = ()
    one_of: str | None = None


class Group(StrEnum):
    """Groups of the layer tree, in the order in which the office thinks."""

    CONSOLIDATION = "consolidation"
    LAND = "land"
    INDUSTRY = "industry"
    PUBLIC_SPACE = "public_space"
    MOVEMENT = "movement"
    FACILITIES = "facilities"
    CONTROLS = "controls"
    BOUNDARIES = "boundaries"


GROUP_LABELS: dict[Group, Label] = {
    Group.CONSOLIDATION: Label("土地整备", "Land consolidation"),
    Group.LAND: Label("土地与建筑", "Land and buildings"),
    Group.INDUSTRY: Label("产业", "Industry"),
    Group.PUBLIC_SPACE: Label("公共空间", "Public space"),
    Group.MOVEMENT: Label("道路与停车", "Roads and parking"),
    Group.FACILITIES: Label("设施与安全", "Facilities and safety"),
    Group.CONTROLS: Label("规划管控", "Planning controls"),
    Group.BOUNDARIES: Label("边界", "Boundaries"),
}


@dataclass(frozen=True)
class Layer:
    """
    One layer: a table of versioned features of one geometry type.

    Every table also carries the columns of `layers.tables.STANDARD_COLUMNS` (id, code, validity, provenance, revision),
    the geometry `geom` in the survey CRS, `geom_3857` when it is drawn, and `area_m2` or `length_m`.

    Parameters
    ----------
    name
        Table name, plural, snake case.
    label
        What people read.
    group
        Where it stands in the layer tree.
    geometry
        Geometry type of the column; single-part deliveries are promoted where it is a multi type.
    fields
        Attributes.
    code_aliases
        How deliveries of this layer name the office's code, beside the names that all layers share.
    style
        How it is drawn, or `None` for a layer that is never drawn.
    zooms
        First and last zoom at which it is drawn.
    detail
        Level of detail in tiles.
    tile_fields
        Attributes that tiles carry where features are drawn singly; keep them few.
    rules
        What a delivery is checked for.
    status
        Field that says where a feature stands (drawn as colour); one of `tile_fields`.
    visible
        Whether a new map shows it.
    name_field
        Field with the Chinese name by which people search it.
    source
        Where the layer's definition or data come from.
    order
        Drawing order: higher lies above.
    classification
        How far its records may go when they are exported.
    """

    name: str
    label: Label
    group: Group
    geometry: GeometryType
    fields: tuple[Field, ...]
    code_aliases: tuple[str, ...] = ()
    style: Style | None = None
    zooms: tuple[int, int] = (9, 22)
    detail: Detail = field(default_factory=Detail)
    tile_fields: tuple[str, ...] = ()
    rules: Rules = field(default_factory=Rules)
    status: str | None = None
    visible: bool = False
    name_field: str | None = None
    source: str = ""
    order: int = 50
    classification: Classification = "internal"

    def field_named(self, name: str) -> Field:
        """
        Return the field called `name`.

        Raises
        ------
        KeyError
            If the layer declares no such field.
        """
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

    @property
    def coloured_by(self) -> Field | None:
        """Field whose values colour it on maps (`Style.by`), or `None`."""
        return self.field_named(self.style.by) if self.style and self.style.by else None

    @property
    def is_polygonal(self) -> bool:
        """Whether features have an area."""
        return self.geometry in ("Polygon", "MultiPolygon")

    @property
    def is_linear(self) -> bool:
        """Whether features have a length."""
        return self.geometry in ("LineString", "MultiLineString")
