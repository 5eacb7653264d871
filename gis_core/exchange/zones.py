"""The Gauss-Krüger zones of China's reference systems, by their EPSG codes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Family:
    """
    The zones of one datum and width.

    Parameters
    ----------
    words
        What names of the datum contain.
    width
        Degrees of longitude a zone (3 or 6).
    first, last
        Zone numbers.
    with_prefix, without_prefix
        EPSG codes of the first zone, with and without the zone before the easting; the next zones follow by ones.
    """

    words: tuple[str, ...]
    width: int
    first: int
    last: int
    with_prefix: int
    without_prefix: int


FAMILIES = (
    Family(("2000", "CGCS"), 3, 25, 45, 4513, 4534),
    Family(("2000", "CGCS"), 6, 13, 23, 4491, 4502),
    Family(("80", "西安", "Xian"), 3, 25, 45, 2349, 2370),
    Family(("80", "西安", "Xian"), 6, 13, 23, 2327, 2338),
    Family(("54", "北京", "Beijing"), 3, 25, 45, 2401, 2422),
    Family(("54", "北京", "Beijing"), 6, 13, 23, 21413, 21453),
)
"""Source: EPSG register, read by the test that compares each row's names."""


def gauss_kruger(datum: str, width: int, zone: int, *, prefixed: bool) -> str | None:
    """Return a zone's EPSG name, or `None` (`2000国家大地坐标系`, 3, 38: EPSG:4526, without prefix EPSG:4547)."""
    for family in FAMILIES:
        if (
            family.width == width
            and family.first <= zone <= family.last
            and any(word in datum for word in family.words)
        ):
            base = family.with_prefix if prefixed else family.without_prefix
            return f"EPSG:{base + zone - family.first}"
    return None
