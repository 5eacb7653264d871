"""Papers of ISO 216, and how large things are drawn on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gis_core.errors import WrongUseError

Orientation = Literal["landscape", "portrait"]

# Short and long side in mm (ISO 216), and by how much type and margins grow, seen from farther away.
SIDES: dict[str, tuple[float, float, float]] = {
    "A4": (210.0, 297.0, 0.86),
    "A3": (297.0, 420.0, 1.0),
    "A2": (420.0, 594.0, 1.15),
    "A1": (594.0, 841.0, 1.3),
    "A0": (841.0, 1189.0, 1.6),
}


@dataclass(frozen=True)
class Paper:
    """
    A sheet of paper as it lies.

    Parameters
    ----------
    name, orientation
        `A3`, `landscape`.
    width, height
        In mm.
    grows
        Factor of type, margins and furniture; an A3 has 1.
    """

    name: str
    orientation: Orientation
    width: float
    height: float
    grows: float


def paper(name: str, orientation: Orientation = "landscape") -> Paper:
    """
    Return a paper by its name (`A3`, in any case).

    Raises
    ------
    WrongUseError
        If there is none of that name.
    """
    sides = SIDES.get(name.strip().upper())
    if sides is None:
        raise WrongUseError(f"paper: there is no paper {name[:20]!r}; there are {', '.join(SIDES)}", field="paper")
    short, long, grows = sides
    width, height = (long, short) if orientation == "landscape" else (short, long)
    return Paper(name.strip().upper(), orientation, width, height, grows)
