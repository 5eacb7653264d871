"""
Where the parts of a sheet stand on its paper.

Title above, the map frame with its band of kilometres, scale and notices below it, and a panel for what explains the
map: right of it on a landscape sheet, under it on a portrait one. All boxes are x0, y0, x1, y1 in mm.
"""

from __future__ import annotations

from dataclasses import dataclass

from gis_core.cartography.sheets.frame import MapFrame
from gis_core.cartography.sheets.paper import Paper
from gis_core.errors import WrongUseError

Box = tuple[float, float, float, float]

MARGIN, TITLE, BAND, FOOT, GAP = 10.0, 17.0, 6.0, 12.0, 5.0
PANEL, COLUMN, PANEL_HIGH = 78.0, 60.0, 92.0
SQUARE = 500.0
"""Side of the sheets of a series, 50 × 50 cm (GB/T 20257.1), where the paper takes it."""


@dataclass(frozen=True)
class Layout:
    """
    The boxes of a sheet.

    Parameters
    ----------
    title, foot
        Above and below the map.
    outer, inner
        The outer and the inner frame (外图廓, 内图廓); the map stands in the inner one.
    columns
        Of the panel.
    grows
        Factor of type and furniture.
    """

    paper: Paper
    title: Box
    foot: Box
    outer: Box
    inner: Box
    columns: tuple[Box, ...]
    grows: float

    @property
    def room(self) -> tuple[float, float]:
        """Width and height of the inner frame."""
        return self.inner[2] - self.inner[0], self.inner[3] - self.inner[1]

    @property
    def band(self) -> float:
        """Between inner and outer frame; the kilometres stand in it."""
        return self.inner[0] - self.outer[0]

    def frame(self, scale: int, centre: tuple[float, float], turn: float = 0.0) -> MapFrame:
        """Return the map frame that fills the inner frame (see `frame.MapFrame`)."""
        return MapFrame(*self.inner[:2], *self.room, scale, centre, turn)


def layout(paper: Paper, size: tuple[float, float] | None = None) -> Layout:
    """
    Lay out a sheet.

    Parameters
    ----------
    paper
        As it lies.
    size
        Of the inner frame in mm; as large as the paper allows if `None`.

    Raises
    ------
    WrongUseError
        If the paper is too small for a frame of that size.
    """
    grow = paper.grows
    margin, band, foot, gap = MARGIN * grow, BAND * grow, FOOT * grow, GAP * grow
    left, right = margin, paper.width - margin
    low, high = margin, paper.height - margin
    top = high - TITLE * grow
    landscape = paper.orientation == "landscape"
    edge = right - PANEL * grow - gap if landscape else right
    base = low + foot if landscape else low + PANEL_HIGH * grow + foot
    room = (edge - left - 2 * band, top - base - 2 * band)
    wide, tall = size or (float(int(room[0])), float(int(room[1])))
    if wide > room[0] + 1e-9 or tall > room[1] + 1e-9:
        raise WrongUseError(
            f"paper: {paper.name} {paper.orientation} takes a map of {room[0]:.0f} × {room[1]:.0f} mm, "
            f"not {wide:.0f} × {tall:.0f}",
            field="paper",
        )
    x = left + band + (0.0 if landscape and size is None else (room[0] - wide) / 2)
    inner = (x, top - band - tall, x + wide, top - band)
    outer = (inner[0] - band, inner[1] - band, inner[2] + band, inner[3] + band)
    if landscape:
        columns: tuple[Box, ...] = ((right - PANEL * grow, low, right, top),)
        if size is None:
            columns = ((outer[2] + gap, low, right, top),)
    else:
        columns = side_by_side((left, low, right, base - foot), grow)
    below = (outer[0], outer[1] - foot, outer[2], outer[1])
    return Layout(paper, (left, top, right, high), below, outer, inner, columns, grow)


def side_by_side(box: Box, grow: float) -> tuple[Box, ...]:
    """Return columns of equal width that fill a box."""
    x0, y0, x1, y1 = box
    gap = GAP * grow
    count = max(1, int((x1 - x0 + gap) / (COLUMN * grow + gap)))
    wide = (x1 - x0 + gap) / count - gap
    return tuple((x0 + n * (wide + gap), y0, x0 + n * (wide + gap) + wide, y1) for n in range(count))


def takes_squares(paper: Paper) -> bool:
    """Whether a paper has room for a map of 50 × 50 cm."""
    try:
        layout(paper, (SQUARE, SQUARE))
    except WrongUseError:
        return False
    return True
