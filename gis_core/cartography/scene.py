"""
A sheet as data: layers of shapes, hatches, labels and pictures in paper millimetres, before anything is drawn.

The origin is the paper's lower left corner, x runs right and y up, as in PDF. One scene gives PDF, PNG and SVG alike
(`gis_core.cartography.engines`); what stands where is decided before, so that the engines only draw. Colours are
`#rrggbb`; lengths, widths and text sizes are millimetres on paper; angles are degrees, counter-clockwise from x.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from layers.base import Label, Language

Colour: TypeAlias = str
Across = Literal["left", "centre", "right"]
Upright = Literal["baseline", "bottom", "middle", "top"]


@dataclass(frozen=True)
class Stroke:
    """A line: colour, width in mm, dash pattern in mm (empty = solid), ends and corners."""

    colour: Colour
    width: float
    dash: tuple[float, ...] = ()
    cap: Literal["butt", "round", "square"] = "butt"
    join: Literal["miter", "round", "bevel"] = "round"
    opacity: float = 1.0


@dataclass(frozen=True)
class Fill:
    """An area's colour and opacity (0–1)."""

    colour: Colour
    opacity: float = 1.0


@dataclass(frozen=True)
class Hatch:
    """Parallel lines in an area: their direction, the distance between two, and how each is drawn."""

    stroke: Stroke
    spacing: float
    angle: float = 45.0


@dataclass(frozen=True)
class Shapes:
    """
    Geometries that are drawn alike, in paper mm; polygons are filled by even-odd, points are drawn as discs.

    Parameters
    ----------
    geometries
        Shapely geometries of any type, in the order in which they are drawn.
    radius
        Of a point's disc, in mm.
    codes
        What each geometry is (an SVG's `id`, a tool tip), or empty.
    """

    geometries: tuple[BaseGeometry, ...]
    fill: Fill | None = None
    hatch: Hatch | None = None
    stroke: Stroke | None = None
    radius: float = 0.7
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """
    One line of text.

    Parameters
    ----------
    x, y
        Where its anchor stands.
    text
        The characters, without a line break (a wrapped text is several).
    size
        Size of the type in mm (the em, not the height of a capital).
    across, upright
        Which point of the text the anchor is.
    angle
        By which the line is turned about its anchor.
    bold
        Bold face.
    halo
        Width of the white border around the letters, 0 for none. It must not double what a search finds.
    """

    x: float
    y: float
    text: str
    size: float = 2.5
    colour: Colour = "#1f2933"
    across: Across = "left"
    upright: Upright = "baseline"
    angle: float = 0.0
    bold: bool = False
    halo: float = 0.0
    opacity: float = 1.0


@dataclass(frozen=True, eq=False)
class Picture:
    """A raster: rows × columns × 3 or 4 bytes (RGB or RGBA), north up, stretched over a box (x0, y0, x1, y1)."""

    pixels: np.ndarray
    box: tuple[float, float, float, float]
    angle: float = 0.0


Item: TypeAlias = Shapes | Text | Picture


@dataclass(frozen=True)
class SceneLayer:
    """
    What is switched on and off together in a viewer.

    Parameters
    ----------
    name
        Identifier, unique in the scene (`parcels`, `grid`, `legend`).
    label
        What the viewer's list of layers shows.
    items
        In drawing order.
    clip
        Polygon outside which nothing of it is drawn, or `None`.
    optional
        Whether it is optional content; title, frame and imprint are not.
    visible
        Whether it is shown at first.
    """

    name: str
    label: Label
    items: tuple[Item, ...]
    clip: Polygon | None = None
    optional: bool = True
    visible: bool = True


@dataclass(frozen=True)
class Link:
    """A box on the paper (x0, y0, x1, y1 in mm) that leads to another page of the same file, counted from 0."""

    box: tuple[float, float, float, float]
    page: int


@dataclass(frozen=True)
class Georeference:
    """
    Where a part of the paper lies on the ground.

    Parameters
    ----------
    window
        The map frame's corners on paper in mm, counter-clockwise from its lower left; a rectangle along the paper's
        sides, also where the map in it is turned.
    to_ground
        Affine from paper mm to the survey CRS (a, b, c, d, e, f): easting = a·x + b·y + c, northing = d·x + e·y + f.
    wkt
        The CRS as well-known text (WKT1 ESRI or GDAL, as programs read it in a PDF).
    """

    window: tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
    to_ground: tuple[float, float, float, float, float, float]
    wkt: str


@dataclass(frozen=True)
class Scene:
    """
    One sheet of paper.

    Parameters
    ----------
    width, height
        Of the paper, in mm.
    title
        The sheet's title (bookmark, document title).
    layers
        In drawing order.
    ground
        Where the map frame lies, or `None` for a page without a map (contents, ledger).
    subject, author, keywords
        For the document's properties.
    counts
        What the log tells of the sheet: labels placed, labels that became numbers, features drawn.
    links
        Where a click leads to another page (the contents of a map set).
    language
        Of its own words, and of its layers' names in a viewer.
    """

    width: float
    height: float
    title: str
    layers: tuple[SceneLayer, ...]
    ground: Georeference | None = None
    subject: str = ""
    author: str = ""
    keywords: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    language: Language = "zh"
