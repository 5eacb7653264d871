"""What kind of town stands where: the zone of a face, and the sizes that each zone asks for."""

from __future__ import annotations

import math

from gis_core.demo.frame import Seat
from gis_core.demo.rings import Ring

# Faces between streets, m² to the centre lines.
TARGETS: dict[str, float] = {
    "village": 26_000,
    "mixed": 19_000,
    "industry": 52_000,
    "estate": 38_000,
    "headquarters": 30_000,
    "commercial": 22_000,
    "auto": 60_000,
    "farm": 60_000,
}

# Lots: areas in m² with their shares.
LOTS: dict[str, tuple[tuple[float, float], ...]] = {
    "village": ((172, 1.0),),
    "mixed": ((430, 0.3), (950, 0.4), (2200, 0.3)),
    "industry": ((15_000, 0.3), (6_500, 0.4), (2_600, 0.3)),
    "estate": ((16_000, 0.6), (7_000, 0.3), (1_500, 0.1)),
    "headquarters": ((9_000, 1.0),),
    "commercial": ((5_000, 0.6), (1_200, 0.4)),
    "auto": ((20_000, 0.6), (9_000, 0.4)),
    "farm": ((4_000, 1.0),),
    "green": ((9_000, 1.0),),
}

FRINGE = 1.32  # mixed use surrounds a village to this many radii


def zone_at(face: Ring, seats: tuple[Seat, ...]) -> str:
    """Return the zone of a face: the nearest seat within its radius, the mixed fringe of a village, else industry."""
    centre = face.polygon().representative_point()
    best, zone, fringe = 1.0, "industry", False
    for seat in seats:
        east, north = centre.x - seat.x, centre.y - seat.y
        distance = math.hypot(east, north) / seat.radius
        if distance > 2:
            continue
        if seat.kind == "village":
            # A village's edge is lobed, not a circle.
            distance /= 1 + 0.2 * math.sin(3 * math.atan2(north, east) + seat.x)
            fringe = fringe or distance < FRINGE
        if distance < best:
            best, zone = distance, seat.kind
    return "mixed" if fringe and zone in ("industry", "estate", "commercial") else zone
