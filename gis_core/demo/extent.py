"""How much land: Matian, a compact part of it, or Matian with neighbour towns around it."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import Point, Polygon

from gis_core.demo import sketch
from gis_core.demo.curves import surveyed
from gis_core.demo.frame import Frame, subframe
from gis_core.demo.matian import matian_frame
from gis_core.demo.neighbours import neighbour_frames
from gis_core.demo.rings import corners_of
from gis_core.errors import WrongUseError

LARGEST = 100.0


def frames_of(scale: float, seed: int) -> list[Frame]:
    """
    Return the frames of the districts that a scale asks for, Matian's first.

    Raises
    ------
    WrongUseError
        If the scale is not above 0 and at most 100.
    """
    if not 0 < scale <= LARGEST:
        raise WrongUseError(f"scale {scale:g} is not above 0 and at most {LARGEST:g}; 1 is Matian itself")
    matian = matian_frame(seed)
    if scale < 1:
        return [_part(matian, scale)]
    return [matian, *neighbour_frames(matian.outline, (scale - 1) * matian.outline.area, seed)]


def _part(frame: Frame, scale: float) -> Frame:
    """Return the faces around the centre that together have `scale` of the land and hang together."""
    centre = Point(surveyed([sketch.CENTRE])[0])
    faces = np.array([ring.polygon() for ring in frame.faces], dtype=object)
    order = np.argsort(shapely.distance(shapely.centroid(faces), centre))
    total, taken = 0.0, []
    for index in order:
        taken.append(int(index))
        total += float(faces[index].area)
        if total >= scale * frame.outline.area:
            break
    land = shapely.get_parts(shapely.coverage_union_all(faces[taken]))
    return subframe(frame, Polygon(corners_of(max(land, key=lambda part: float(part.area)))))
