"""
Scripts whose letters depend on their neighbours, or that run from right to left: Arabic, Hebrew, Devanagari and others.

Chinese and Latin need none of it. What runs to the left is put into the order in which it is seen by Unicode's rules
(UAX #9, python-bidi), and drawn by HarfBuzz. A line with a word that runs to the right is taken for a sheet's own, with
a name in it; one without, for a name alone, which runs to the left as a whole.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import uharfbuzz as hb

RIGHT_TO_LEFT = frozenset(("R", "AL", "AN"))
JOINERS = "\u200c\u200d"
INDIC_AND_BEYOND = (  # of the scripts that Unicode's chapters 12, 13 and 16 describe
    (0x0900, 0x0FFF),
    (0x1000, 0x109F),
    (0x1780, 0x18AF),
    (0x1900, 0x1AAF),
    (0x1B00, 0x1C4F),
    (0xA800, 0xA82F),
    (0xA840, 0xA95F),
    (0xA980, 0xAADF),
    (0xABC0, 0xABFF),
)


@dataclass(frozen=True)
class Shaped:
    """
    What HarfBuzz makes of a piece, from left to right; lengths are for a type of 1 mm.

    Parameters
    ----------
    glyphs, advances
        The face's glyph numbers, and how far each moves on.
    offsets
        By how much each stands to the right of and above its place.
    says
        What each stands for: one or several characters, or none beside one that stands for both.
    """

    glyphs: tuple[int, ...]
    advances: tuple[float, ...]
    offsets: tuple[tuple[float, float], ...]
    says: tuple[str, ...]


def needed(text: str) -> bool:
    """Whether a text has characters that can't be set one after another."""
    return not text.isascii() and any(_depends(one) for one in text)


@cache
def _depends(one: str) -> bool:
    point = ord(one)
    return unicodedata.bidirectional(one) in RIGHT_TO_LEFT or any(
        first <= point <= last for first, last in INDIC_AND_BEYOND
    )


def levels(text: str) -> list[int]:
    """Return of each character of a line how deep it is embedded: even runs to the right, odd to the left."""
    from bidi import algorithm  # noqa: PLC0415  (seldom needed)

    plain = text.translate(dict.fromkeys(map(ord, JOINERS)))  # the algorithm leaves them out
    storage = algorithm.get_empty_storage()
    rightwards = any(unicodedata.bidirectional(one) == "L" for one in plain)
    storage["base_level"], storage["base_dir"] = (0, "L") if rightwards else (1, "R")
    algorithm.get_embedding_levels(plain, storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    of_plain = iter(storage["chars"])
    found: list[int] = []
    for one in text:
        found.append((found[-1] if found else 0) if one in JOINERS else int(next(of_plain)["level"]))
    return found


def seen(levels_of: Sequence[int]) -> list[int]:
    """Return the places of pieces, each with its level, in the order in which they are seen (UAX #9, rule L2)."""
    order = list(range(len(levels_of)))
    for level in range(max(levels_of, default=0), 0, -1):
        for first, last in _stretches(levels_of, order, level):
            order[first:last] = reversed(order[first:last])
    return order


def mirrored(text: str) -> str:
    """Return spaces and marks as they are seen in a line that runs to the left: the last first, and brackets turned."""
    from bidi.mirror import MIRRORED  # noqa: PLC0415  (seldom needed)

    return "".join(MIRRORED.get(one, one) for one in reversed(text))


def _stretches(levels_of: Sequence[int], order: Sequence[int], level: int) -> Iterator[tuple[int, int]]:
    begin: int | None = None
    for at, place in enumerate([*order, None]):
        inside = place is not None and levels_of[place] >= level
        if inside and begin is None:
            begin = at
        elif not inside and begin is not None:
            yield begin, at
            begin = None


def shaped(font: hb.Font, text: str, *, leftwards: bool) -> Shaped:
    """Draw a piece of one level by one font."""
    buffer = hb.Buffer()
    buffer.add_codepoints([ord(one) for one in text])
    buffer.direction = "rtl" if leftwards else "ltr"
    buffer.guess_segment_properties()
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    hb.shape(font, buffer)
    upem = font.face.upem
    infos, places = buffer.glyph_infos, buffer.glyph_positions
    return Shaped(
        tuple(info.codepoint for info in infos),
        tuple(place.x_advance / upem for place in places),
        tuple((place.x_offset / upem, place.y_offset / upem) for place in places),
        _says(text, [info.cluster for info in infos], leftwards=leftwards),
    )


def _says(text: str, clusters: Sequence[int], *, leftwards: bool) -> tuple[str, ...]:
    """Return what each glyph says: the first of a cluster, as it is read, says all of it."""
    begins = sorted(set(clusters))
    ends = dict(zip(begins, [*begins[1:], len(text)], strict=True))
    told: list[str] = []
    known: set[int] = set()
    for cluster in reversed(clusters) if leftwards else clusters:
        told.append("" if cluster in known else text[cluster : ends[cluster]])
        known.add(cluster)
    return tuple(reversed(told) if leftwards else told)
